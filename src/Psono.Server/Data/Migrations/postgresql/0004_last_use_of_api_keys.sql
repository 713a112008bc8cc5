-- When a client last came with the key, to the minute; null: never.
alter table api_keys add column last_use bigint;
