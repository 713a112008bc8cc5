-- One row for each change of the last minutes: whoever lost the connection during a commit finds out whether it was kept.
create table write_marks (
  id uuid not null primary key,
  create_date bigint not null,
  is_kept boolean not null
);
