-- What was done that changes access, settings or data: who, from where, what was and what is. Secrets stand in none of it.
create table audit (
  workspace_id uuid not null references workspace (id),
  -- UUIDv7: in the order in which things were done
  id uuid not null,
  at timestamptz not null default now(),
  -- null: the program itself
  account_id uuid references account (id),
  -- the key by which a program acted for them
  key_id uuid,
  action text not null check (action ~ '^[a-z_]+\.[a-z_]+$'),
  -- what it was done to, as people call it
  subject text not null default '',
  before jsonb,
  after jsonb,
  address text not null default '',
  device text not null default '',
  primary key (workspace_id, id)
);
create index audit_account on audit (workspace_id, account_id, id desc);

create function refuse_audit_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and old.at < now() - interval '30 days' then return old; end if;
  raise exception 'what was done stays written down' using errcode = 'restrict_violation';
end $$;
create trigger audit_is_kept before update or delete on audit for each row execute function refuse_audit_change();
