create table delivery (
  workspace_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  channel text not null check (channel in ('email')),
  address text not null,
  -- the stable reference the other network sees, so that sending again is recognised
  reference text not null,
  from_seq bigint not null,
  to_seq bigint not null,
  state text not null check (state in ('pending', 'sending', 'sent', 'failed', 'unknown')),
  detail text not null default '',
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, reference),
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id)
);
create index delivery_conversation on delivery (workspace_id, conversation_id, channel, to_seq desc);

-- What came in from outside, so that the same thing arriving twice is taken once.
create table inbound (
  workspace_id uuid not null references workspace (id),
  channel text not null,
  external_id text not null,
  conversation_id uuid,
  received_at timestamptz not null default now(),
  primary key (workspace_id, channel, external_id)
);

-- What a device was told of a conversation, until it was read.
create table push_notice (
  workspace_id uuid not null,
  conversation_id uuid not null,
  device_id uuid not null references push_device (id) on delete cascade,
  to_seq bigint not null,
  -- whose reading takes it away: its own account's, or anybody's of the team
  reader text not null default 'account' check (reader in ('account', 'team')),
  primary key (workspace_id, conversation_id, device_id),
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id)
);
create index push_notice_device on push_notice (device_id);
create index push_notice_conversation on push_notice (conversation_id);

-- Conversations in which something was said that calls for something outside: a row for each batch and workspace, written with the
-- entries, taken by the channels.
create table outside_due (
  workspace_id uuid not null,
  id bigint generated always as identity,
  conversation_ids uuid[] not null,
  primary key (workspace_id, id)
);
alter table outside_due alter column conversation_ids set storage external;
