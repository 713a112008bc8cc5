-- The API key that a session is of, with which it ends, and the public key of its login, which logs in only once.
-- Null: the session is a person's.
alter table tokens add column api_key_id uuid references api_keys (id) on delete cascade;
alter table tokens add column login_key text;
create unique index tokens_login on tokens (api_key_id, login_key);
