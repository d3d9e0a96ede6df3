-- How often a trigger was shown, opened and answered: counts of a day, and nothing of who.
create table trigger_count (
  workspace_id uuid not null,
  channel_id uuid not null,
  trigger_id text not null,
  day date not null,
  shown int not null,
  opened int not null,
  answered int not null,
  primary key (workspace_id, channel_id, trigger_id, day),
  foreign key (workspace_id, channel_id) references channel (workspace_id, id)
);

alter table trigger_count enable row level security;
create policy own_workspace on trigger_count to causerie_tenant
  using (workspace_id = nullif(current_setting('causerie.workspace_id', true), '')::uuid);
