-- How much the earlier versions of a secret take, each with 1,024 bytes besides its data, and the API key by which one was replaced.
alter table secrets add column history_bytes bigint not null default 0;
update secrets set history_bytes =
  (select sum(octet_length(data) + 1024) from secret_history where secret_history.secret_id = secrets.id)
where id in (select secret_id from secret_history);
create index secrets_history on secrets (user_id, history_bytes) where history_bytes > 1048576;
alter table secret_history add column api_key_id uuid;
alter table secret_history add column api_key_title text;
