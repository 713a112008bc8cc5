-- Links that let one person register each. A row is deleted when it is used, taken back or too old.
create table invitations (
  id uuid not null primary key,
  create_date bigint not null,
  valid_till bigint not null,
  username text not null unique,
  email text not null,
  code_hash text not null unique,
  was_mailed boolean not null,
  is_superuser boolean not null,
  invited_by uuid references users (id) on delete set null
);
