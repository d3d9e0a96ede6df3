-- What a business wants to know of contacts and of cases.
create table attribute (
  workspace_id uuid not null references workspace (id),
  of text not null check (of in ('contact', 'case')),
  key text not null,
  label text not null,
  type text not null check (type in ('text', 'number', 'boolean', 'date', 'choice', 'link')),
  choices text[] not null default '{}',
  primary key (workspace_id, of, key)
);
alter table attribute enable row level security;
create policy own_workspace on attribute to causerie_tenant
  using (workspace_id = nullif(current_setting('causerie.workspace_id', true), '')::uuid);
