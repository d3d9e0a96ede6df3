-- The same done with many conversations, and how far it is.
create table bulk (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  account_id uuid not null references account (id),
  client_id text not null,
  deeds jsonb not null,
  -- the one that this takes back
  undoes uuid,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, account_id, client_id)
);

-- Each conversation of it. What changed after `after_seq` is somebody else's doing; `before`: how its case stood before the first of
-- `kept` events; `outcome`: null where its turn is to come, '' where it is done, else why not.
create table bulk_item (
  workspace_id uuid not null,
  bulk_id uuid not null,
  conversation_id uuid not null,
  position bigint not null,
  after_seq bigint not null,
  before jsonb,
  kept int not null default 0,
  outcome text,
  detail text not null default '',
  primary key (workspace_id, bulk_id, conversation_id),
  foreign key (workspace_id, bulk_id) references bulk (workspace_id, id) on delete cascade
);
create index bulk_item_left on bulk_item (workspace_id, bulk_id, position) where outcome is null;

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
