-- Devices that wait for the owner of an account to approve them (protocol part 1, section 15). A row lives for minutes:
-- it is claimed when it has a user, and deleted when its session is issued or it has expired.
create table device_codes (
  id text not null primary key,
  create_date integer not null,
  valid_till integer not null,
  user_id text references users (id) on delete cascade,
  device_fingerprint text not null,
  device_description text not null,
  device_date integer not null,
  server_private_key text not null,
  server_public_key text not null,
  user_public_key text not null,
  encrypted_credentials text,
  encrypted_credentials_nonce text
) strict;
create index device_codes_user on device_codes (user_id);
create index device_codes_valid_till on device_codes (valid_till);
