-- Times are microseconds since 1970-01-01T00:00:00Z, sealed values are hex text as on the wire.

create table users (
  id uuid not null primary key,
  create_date bigint not null,
  write_date bigint not null,
  username text not null unique,
  email text not null,
  email_hash text not null unique,
  authkey text not null,
  public_key text not null,
  private_key text not null,
  private_key_nonce text not null unique,
  secret_key text not null,
  secret_key_nonce text not null unique,
  user_sauce text not null,
  hashing_algorithm text not null,
  hashing_parameters text not null,
  authentication text not null default 'AUTHKEY',
  is_email_active boolean not null,
  is_active boolean not null default true,
  is_superuser boolean not null default false,
  require_password_change boolean not null default false,
  display_name text not null default '',
  language text not null default 'en',
  zoneinfo text,
  country text,
  last_login bigint
);

create table old_credentials (
  id uuid not null primary key,
  create_date bigint not null,
  user_id uuid not null references users (id) on delete cascade,
  authkey text not null,
  private_key text not null,
  private_key_nonce text not null,
  secret_key text not null,
  secret_key_nonce text not null,
  hashing_algorithm text not null,
  hashing_parameters text not null
);
create index old_credentials_user on old_credentials (user_id);

create table old_emails (
  id uuid not null primary key,
  create_date bigint not null,
  user_id uuid not null references users (id) on delete cascade,
  email text not null,
  email_hash text not null
);
create index old_emails_user on old_emails (user_id);

create table tokens (
  key text not null primary key,
  id uuid not null unique,
  create_date bigint not null,
  valid_till bigint not null,
  user_id uuid not null references users (id) on delete cascade,
  secret_key text not null,
  session_key text not null,
  user_validator text,
  device_fingerprint text not null,
  device_description text not null,
  client_date bigint,
  active boolean not null,
  read boolean not null,
  write boolean not null
);
create index tokens_user on tokens (user_id);
create index tokens_valid_till on tokens (valid_till);

create table datastores (
  id uuid not null primary key,
  create_date bigint not null,
  write_date bigint not null,
  user_id uuid not null references users (id) on delete cascade,
  type text not null,
  description text not null,
  data text not null,
  data_nonce text not null,
  secret_key text not null,
  secret_key_nonce text not null,
  is_default boolean not null,
  unique (user_id, type, description)
);

create table secrets (
  id uuid not null primary key,
  create_date bigint not null,
  write_date bigint not null,
  user_id uuid references users (id) on delete set null,
  type text not null default 'password',
  data_nonce text not null unique,
  callback_url text not null default '',
  callback_user text not null default '',
  callback_pass text not null default '',
  data text not null
);
create index secrets_user on secrets (user_id);

-- Apart from the secrets, so that counting a read never rewrites a secret.
create table secret_reads (
  secret_id uuid not null primary key references secrets (id) on delete cascade,
  read_count bigint not null
);

create table secret_history (
  id uuid not null primary key,
  create_date bigint not null,
  write_date bigint not null,
  secret_id uuid not null references secrets (id) on delete cascade,
  user_id uuid references users (id) on delete set null,
  type text not null,
  data_nonce text not null unique,
  callback_url text not null,
  callback_user text not null,
  callback_pass text not null,
  data text not null
);
create index secret_history_secret on secret_history (secret_id, create_date);
create index secret_history_user on secret_history (user_id);

create table secret_links (
  id uuid not null primary key,
  create_date bigint not null,
  link_id uuid not null unique,
  secret_id uuid not null references secrets (id) on delete cascade,
  parent_datastore_id uuid references datastores (id) on delete cascade
);
create index secret_links_secret on secret_links (secret_id, parent_datastore_id);
create index secret_links_parent_datastore on secret_links (parent_datastore_id);

create table api_keys (
  id uuid not null primary key,
  create_date bigint not null,
  write_date bigint not null,
  user_id uuid not null references users (id) on delete cascade,
  title text not null,
  public_key text not null,
  private_key text not null,
  private_key_nonce text not null unique,
  secret_key text not null,
  secret_key_nonce text not null unique,
  user_private_key text not null,
  user_private_key_nonce text not null unique,
  user_secret_key text not null,
  user_secret_key_nonce text not null unique,
  verify_key text not null,
  read boolean not null,
  write boolean not null,
  restrict_to_secrets boolean not null,
  allow_insecure_access boolean not null,
  active boolean not null default true
);
create index api_keys_user on api_keys (user_id);

create table api_key_secrets (
  id uuid not null primary key,
  create_date bigint not null,
  write_date bigint not null,
  api_key_id uuid not null references api_keys (id) on delete cascade,
  secret_id uuid not null references secrets (id) on delete cascade,
  title text not null,
  title_nonce text not null,
  secret_key text not null,
  secret_key_nonce text not null,
  unique (api_key_id, secret_id)
);
create index api_key_secrets_secret on api_key_secrets (secret_id);
