create table channel (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  kind text not null check (kind in ('web', 'email')),
  name text not null,
  -- The key that the shop signs its customers' identities with.
  identify_secret text not null,
  sites text[] not null default '{}',
  settings jsonb not null default '{}',
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
-- The widget knows nothing but its channel: ids are UUIDs of the application's making, so the first is the only one.
create index channel_id on channel (id);

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
