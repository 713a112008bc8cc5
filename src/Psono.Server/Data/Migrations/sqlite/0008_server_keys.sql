-- To which keys file the database belongs: the digest of it. One row, from the first start on; empty: to the next keys that come.
create table server_keys (
  id integer not null primary key check (id = 1),
  fingerprint text not null
) strict;
