-- What one server at a time does holds the lock of a row here, which is made at each start.
create table turns (name text not null primary key);
