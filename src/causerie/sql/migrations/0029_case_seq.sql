-- The last entry that moved the case: what a batch is planned from, however much was said since.
alter table conversation add column case_seq bigint not null default 0;
