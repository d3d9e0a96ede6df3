-- Questions are answered, and polls closed.
alter table entry drop constraint entry_kind_check;
alter table entry add constraint entry_kind_check
  check (kind in ('message', 'note', 'record', 'event', 'edited', 'deleted', 'reacted', 'linked', 'closed'));
drop index entry_amends;
create index entry_amends on entry (workspace_id, conversation_id, ((body->>'of')::bigint), seq)
  where kind in ('edited', 'deleted', 'reacted', 'linked', 'closed');
create index entry_answers on entry (workspace_id, conversation_id, ((body->'content'->>'of')::bigint), seq)
  where body->'content'->'of' is not null;
