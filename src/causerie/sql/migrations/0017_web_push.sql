-- Web Push: the key that push services know this installation by (VAPID).
create table push_key (
  only_row boolean primary key default true check (only_row),
  private_key bytea not null
);

-- A browser that is told what its account has not read, as long as its session lasts.
create table push_device (
  id uuid primary key,
  account_id uuid not null references account (id) on delete cascade,
  session_id uuid not null references session (id) on delete cascade,
  endpoint text not null unique,
  -- What messages to it are encrypted for: a point of P-256, and a secret that it shares with us (RFC 8291).
  point bytea not null,
  auth bytea not null,
  created_at timestamptz not null default now()
);
create index push_device_account on push_device (account_id);
create index push_device_session on push_device (session_id);

-- When an account's devices are told nothing: minutes of the day in its time zone.
create table push_quiet (
  account_id uuid primary key references account (id) on delete cascade,
  begins smallint not null,
  ends smallint not null,
  timezone text not null
);

-- What a device was told of a conversation, until it was read.
create table push_notice (
  workspace_id uuid not null,
  conversation_id uuid not null,
  device_id uuid not null references push_device (id) on delete cascade,
  to_seq bigint not null,
  primary key (workspace_id, conversation_id, device_id),
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id)
);
create index push_notice_device on push_notice (device_id);
create index push_notice_conversation on push_notice (conversation_id);

alter table push_notice enable row level security;
create policy own_workspace on push_notice to causerie_tenant
  using (workspace_id = nullif(current_setting('causerie.workspace_id', true), '')::uuid);

revoke all on push_key, push_device, push_quiet from causerie_tenant;
