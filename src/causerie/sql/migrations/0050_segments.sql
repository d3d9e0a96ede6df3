-- Contacts that a business looks at together: a name for who fits some conditions now.
create table segment (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  name text not null,
  -- as directory/filters.py has it
  filter jsonb not null,
  by_id uuid references account (id),
  at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create unique index segment_name on segment (workspace_id, lower(name));
alter table segment enable row level security;
create policy own_workspace on segment to causerie_tenant
  using (workspace_id = nullif(current_setting('causerie.workspace_id', true), '')::uuid);
