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
alter table scheduled_message enable row level security;
create policy own_workspace on scheduled_message to causerie_tenant
  using (workspace_id = nullif(current_setting('causerie.workspace_id', true), '')::uuid);
