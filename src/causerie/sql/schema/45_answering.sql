-- What staff wrote and what is sent later, once. `after_seq`: the last entry when it was written; `held`: why it was not sent when
-- its time came. A row goes when all that belongs to sending it is done.
create table scheduled_message (
  workspace_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  client_id text not null,
  account_id uuid not null references account (id),
  body jsonb not null,
  after_seq bigint not null,
  due_at timestamptz not null,
  if_answered text not null check (if_answered in ('hold', 'send')),
  resolve boolean not null,
  held text check (held in ('answered', 'author_left', 'refused')),
  sent_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, conversation_id, client_id),
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id)
);

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
