-- By whose clock a contact lives, as their browser said when they first wrote: mails tell times by it.
alter table contact add column timezone text;
