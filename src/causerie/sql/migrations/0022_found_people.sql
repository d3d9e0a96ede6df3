alter table account add column email_proven_at timestamptz;
alter table account add column found_by_email boolean not null default false;
alter table account add column found_by_phone boolean not null default false;
-- Whoever has no password signed in by their mailbox, or by a provider that verified it.
update account set email_proven_at = created_at where email is not null and password_hash is null;
