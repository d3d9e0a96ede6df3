-- How long a file plays or moves, and of what was recorded to be heard, how loud each part is.
alter table file add column duration_ms int;
alter table file add column peaks smallint[];
