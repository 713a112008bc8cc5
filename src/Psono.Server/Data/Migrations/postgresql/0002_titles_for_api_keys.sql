-- The title of a granted secret, sealed for the API key, and the tag by which the key asks for it. All three or none.
alter table api_key_secrets add column key_title text;
alter table api_key_secrets add column key_title_nonce text;
alter table api_key_secrets add column key_title_tag text;
