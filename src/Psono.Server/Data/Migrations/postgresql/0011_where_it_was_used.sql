-- When a session was last used, to the minute, and from which address; null: not since this is noted.
alter table tokens add column last_use bigint;
alter table tokens add column last_address text;
-- From which address a client last came with the key.
alter table api_keys add column last_address text;
