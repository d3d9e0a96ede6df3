-- Several deeds under one name. Nobody's own and no team's: everybody's.
create table macro (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  owner_id uuid references account (id),
  team_id uuid,
  name text not null,
  steps jsonb not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, team_id) references team (workspace_id, id),
  check (owner_id is null or team_id is null)
);
alter table macro enable row level security;
create policy own_workspace on macro to causerie_tenant
  using (workspace_id = nullif(current_setting('causerie.workspace_id', true), '')::uuid);
