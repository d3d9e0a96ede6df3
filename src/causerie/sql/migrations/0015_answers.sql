-- Questions are answered, and polls closed.
alter table entry drop constraint entry_kind_check;
alter table entry add constraint entry_kind_check
  check (kind in ('message', 'note', 'record', 'event', 'edited', 'deleted', 'reacted', 'linked', 'closed'));
drop index entry_amends;
create index entry_amends on entry (workspace_id, conversation_id, ((body->>'of')::bigint), seq)
  where kind in ('edited', 'deleted', 'reacted', 'linked', 'closed');
create index entry_answers on entry (workspace_id, conversation_id, ((body->'content'->>'of')::bigint), seq)
  where body->'content'->'of' is not null;

-- What a contact agreed to, in the words that they read, and where: an entry of their conversation.
create table consent (
  workspace_id uuid not null,
  contact_id uuid not null,
  conversation_id uuid not null,
  seq bigint not null,
  text text not null,
  given_at timestamptz not null,
  primary key (workspace_id, contact_id, conversation_id, seq, text),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id)
);
alter table consent enable row level security;
create policy own_workspace on consent to causerie_tenant
  using (workspace_id = nullif(current_setting('causerie.workspace_id', true), '')::uuid);
