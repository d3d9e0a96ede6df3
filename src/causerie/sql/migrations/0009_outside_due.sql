-- Conversations in which something was said that calls for something outside: a row for each batch and workspace, written with the
-- entries, taken by the channels.
create table outside_due (
  workspace_id uuid not null references workspace (id),
  id bigint generated always as identity,
  conversation_ids uuid[] not null,
  primary key (workspace_id, id)
);
alter table outside_due alter column conversation_ids set storage external;

alter table outside_due enable row level security;
create policy own_workspace on outside_due to causerie_tenant
  using (workspace_id = nullif(current_setting('causerie.workspace_id', true), '')::uuid);
