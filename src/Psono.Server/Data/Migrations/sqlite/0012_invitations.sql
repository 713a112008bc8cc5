-- Links that let one person register each. A row is deleted when it is used, taken back or too old.
create table invitations (
  id text not null primary key,
  create_date integer not null,
  valid_till integer not null,
  username text not null unique,
  email text not null,
  code_hash text not null unique,
  was_mailed integer not null,
  is_superuser integer not null,
  invited_by text references users (id) on delete set null
) strict;
