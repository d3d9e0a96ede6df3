-- Of a story that plays.
alter table story add column duration_ms int;
