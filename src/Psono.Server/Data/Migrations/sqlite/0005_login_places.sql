-- Keyed hashes of addresses and devices from which an account logged in lately.
create table login_places (
  user_id text not null references users (id) on delete cascade,
  place text not null,
  last_login integer not null,
  primary key (user_id, place)
) strict, without rowid;
