-- How many tries were counted, over all servers. till: when they would have been spread evenly. bucket: of whom, by a keyed hash.
create table rate_limits (
  scope text not null,
  bucket bigint not null,
  till bigint not null,
  primary key (scope, bucket)
);
