-- What opens an account without its password. authkey is hashed; data is sealed with the code, which the server never has. verifier: the
-- sealed private key that whoever knows the code was given the public key of, used once, and when that was.
create table recovery_codes (
  user_id uuid not null primary key references users (id) on delete cascade,
  id uuid not null unique,
  create_date bigint not null,
  authkey text not null,
  data text not null,
  data_nonce text not null unique,
  sauce text not null,
  verifier text,
  verifier_date bigint
);

-- lookup: a keyed hash of the authkey, which finds it. activation_delay: in seconds. activation_date: when it was armed.
create table emergency_codes (
  id uuid not null primary key,
  create_date bigint not null,
  user_id uuid not null references users (id) on delete cascade,
  description text not null,
  activation_delay bigint not null,
  activation_date bigint,
  lookup text not null,
  authkey text not null,
  data text not null,
  data_nonce text not null unique,
  sauce text not null,
  verifier text,
  verifier_date bigint
);
create index emergency_codes_user on emergency_codes (user_id, lookup);

-- The code with which a session was opened, and with which it ends.
alter table tokens add column emergency_code_id uuid references emergency_codes (id) on delete cascade;
create index tokens_emergency_code on tokens (emergency_code_id) where emergency_code_id is not null;

create table avatars (
  user_id uuid not null primary key references users (id) on delete cascade,
  id uuid not null unique,
  content_type text not null,
  data bytea not null
);
