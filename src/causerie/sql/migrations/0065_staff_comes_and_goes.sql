-- Whoever leaves is still shown as the author of what they said.
alter table staff add column left_at timestamptz;

-- Somebody is asked by e-mail to work here; the mail's link proves the mailbox.
create table staff_invitation (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  email text not null check (email = lower(email)),
  role text not null check (role in ('owner', 'admin', 'agent', 'viewer')),
  teams uuid[] not null default '{}',
  locale text not null,
  invited_by uuid not null,
  -- SHA-256 of the newest mail's token
  token_hash bytea not null,
  sent_at timestamptz not null default now(),
  expires_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, email),
  foreign key (workspace_id, invited_by) references staff (workspace_id, account_id)
);
create index staff_invitation_token on staff_invitation (token_hash);
create index staff_invitation_email on staff_invitation (email);
alter table staff_invitation enable row level security;
create policy own_workspace on staff_invitation to causerie_tenant
  using (workspace_id = nullif(current_setting('causerie.workspace_id', true), '')::uuid);

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
alter table audit enable row level security;
create policy own_workspace on audit to causerie_tenant
  using (workspace_id = nullif(current_setting('causerie.workspace_id', true), '')::uuid);
revoke update, delete, truncate on audit from causerie_tenant;

create function refuse_audit_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and old.at < now() - interval '30 days' then return old; end if;
  raise exception 'what was done stays written down' using errcode = 'restrict_violation';
end $$;
create trigger audit_is_kept before update or delete on audit for each row execute function refuse_audit_change();
