-- An address of the business's own that is told what happens. Its secret signs what it is told.
create table webhook (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  url text not null,
  secret bytea not null,
  events text[] not null check (cardinality(events) > 0),
  enabled bool not null default true,
  -- null while what it was told last arrived
  failing_since timestamptz,
  created_by uuid not null,
  created_at timestamptz not null default now(),
  -- It is told of what was kept from then on.
  since timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, created_by) references staff (workspace_id, account_id)
);

-- Up to which seq of a conversation it has been told.
create table webhook_place (
  workspace_id uuid not null,
  webhook_id uuid not null,
  conversation_id uuid not null,
  seq bigint not null,
  primary key (workspace_id, webhook_id, conversation_id),
  foreign key (workspace_id, webhook_id) references webhook (workspace_id, id) on delete cascade,
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id)
);

-- What it is told. `body` is sent byte by byte as it stands, every time.
create table webhook_message (
  workspace_id uuid not null,
  webhook_id uuid not null,
  id uuid not null,
  -- whose words are in it; null: nobody's
  conversation_id uuid,
  event text not null,
  body text not null,
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'dead')),
  attempts int not null default 0,
  -- of the last attempt
  outcome text not null default '',
  due_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  primary key (workspace_id, webhook_id, id),
  foreign key (workspace_id, webhook_id) references webhook (workspace_id, id) on delete cascade
);
create index webhook_message_due on webhook_message (workspace_id, webhook_id, due_at, id) where state = 'waiting';
create index webhook_message_old on webhook_message (created_at) where state <> 'waiting';
create index webhook_message_conversation on webhook_message (workspace_id, conversation_id);

do $$
declare t text;
begin
  foreach t in array array['webhook', 'webhook_place', 'webhook_message'] loop
    execute format('alter table %I enable row level security', t);
    execute format($p$create policy own_workspace on %I to causerie_tenant
                      using (workspace_id = nullif(current_setting('causerie.workspace_id', true), '')::uuid)$p$, t);
  end loop;
end $$;
