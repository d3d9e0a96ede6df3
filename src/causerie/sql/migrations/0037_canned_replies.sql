-- Answers that are written once and sent often. Nobody's own and no team's: everybody's.
create table canned_reply (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  owner_id uuid references account (id),
  team_id uuid,
  title text not null,
  shortcut text not null,
  -- by language
  texts jsonb not null,
  files uuid[] not null default '{}',
  primary key (workspace_id, id),
  foreign key (workspace_id, team_id) references team (workspace_id, id),
  check (owner_id is null or team_id is null)
);
create unique index canned_reply_shortcut on canned_reply (workspace_id, coalesce(owner_id, team_id, workspace_id), shortcut);
alter table canned_reply enable row level security;
create policy own_workspace on canned_reply to causerie_tenant
  using (workspace_id = nullif(current_setting('causerie.workspace_id', true), '')::uuid);
