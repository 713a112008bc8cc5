-- A factor counts at login while it is active. kind: 1 TOTP, 2 YubiKey OTP, 4 WebAuthn. secret is sealed: the key of TOTP, the public id of
-- a YubiKey; of WebAuthn the challenge until it is active, then the public key. counter: the last time step whose code was used, or the
-- last signature counter. credential: the id of a WebAuthn credential in base64url.
create table second_factors (
  id text not null primary key,
  create_date integer not null,
  user_id text not null references users (id) on delete cascade,
  kind integer not null,
  title text not null,
  active integer not null,
  secret text not null,
  counter integer not null default 0,
  origin text,
  credential text unique
) strict;
create index second_factors_user on second_factors (user_id);

-- What a login is to sign, one at a time. The challenge is sealed.
create table webauthn_challenges (
  token_id text not null primary key references tokens (id) on delete cascade,
  valid_till integer not null,
  origin text not null,
  challenge text not null
) strict, without rowid;

-- Kinds of factors that a login still has to solve, added up.
alter table tokens add column unsolved_factors integer not null default 0;
