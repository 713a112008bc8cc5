-- Accounts that were deleted used to leave their secrets behind, where nobody can reach them.
delete from secrets where not exists (select 1 from secret_links l where l.secret_id = secrets.id);
