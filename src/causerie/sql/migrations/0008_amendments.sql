-- Amendments are entries; what an entry is now is found by them. Both indexes are partial: a text pays for neither.
alter table entry drop constraint entry_kind_check;
alter table entry add constraint entry_kind_check
  check (kind in ('message', 'note', 'record', 'event', 'edited', 'deleted', 'reacted'));
create index entry_amends on entry (workspace_id, conversation_id, ((body->>'of')::bigint), seq)
  where kind in ('edited', 'deleted', 'reacted');
create index entry_shows_file on entry (workspace_id, (body->'content'->'file'->>'id'))
  where body->'content'->'file' is not null;
-- When the last message that showed the file was deleted: from then on nobody gets it.
alter table file add column withdrawn_at timestamptz;
