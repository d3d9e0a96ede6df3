-- What a linked page says of itself amends the message that links to it.
alter table entry drop constraint entry_kind_check;
alter table entry add constraint entry_kind_check
  check (kind in ('message', 'note', 'record', 'event', 'edited', 'deleted', 'reacted', 'linked'));
drop index entry_amends;
create index entry_amends on entry (workspace_id, conversation_id, ((body->>'of')::bigint), seq)
  where kind in ('edited', 'deleted', 'reacted', 'linked');
