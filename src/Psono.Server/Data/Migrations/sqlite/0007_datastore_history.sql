-- What a datastore held before it was written: only there are the keys of the secrets.
create table datastore_history (
  id text not null primary key,
  create_date integer not null,
  write_date integer not null,
  datastore_id text not null references datastores (id) on delete cascade,
  data text not null,
  data_nonce text not null,
  secret_key text not null,
  secret_key_nonce text not null
) strict;
create index datastore_history_datastore on datastore_history (datastore_id, create_date);
