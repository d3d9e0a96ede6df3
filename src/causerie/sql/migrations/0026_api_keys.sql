-- A member of staff lets a program act for them, within what the key's scopes allow.
create table api_key (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  account_id uuid not null,
  name text not null check (name <> ''),
  -- SHA-256 of a random token
  token_hash bytea not null,
  scopes text[] not null check (cardinality(scopes) > 0),
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  used_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, token_hash),
  foreign key (workspace_id, account_id) references staff (workspace_id, account_id) on delete cascade
);
alter table api_key enable row level security;
create policy own_workspace on api_key to causerie_tenant
  using (workspace_id = nullif(current_setting('causerie.workspace_id', true), '')::uuid);
