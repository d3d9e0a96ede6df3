-- For so many days what was done stays written down.
alter table workspace add column audit_days smallint not null default 365 check (audit_days between 30 and 3650);
