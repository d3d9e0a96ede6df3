-- What was kept and is not found yet: a row for each batch and workspace, written with the entries, taken by the indexer.
create table entry_due (
  workspace_id uuid not null,
  id bigint generated always as identity,
  entries int not null,
  conversation_ids uuid[] not null,
  seqs bigint[] not null,
  primary key (workspace_id, id)
);
-- Ids do not get smaller by compression; trying it costs the sender.
alter table entry_due alter column conversation_ids set storage external;
alter table entry_due alter column seqs set storage external;

-- How many entries of a workspace were ever indexed.
create table entry_index (
  workspace_id uuid primary key references workspace (id),
  entries bigint not null
);

-- The words of messages and notes, stemmed. `number` counts a workspace's entries as they came; the words also hold in
-- which blocks of 2^12, 2^16 and 2^20 of them it stands, so that a search reads the newest alone (conversations/search.py).
-- It can be made anew from the entries, so no foreign key is checked for each line.
create table entry_words (
  workspace_id uuid not null,
  conversation_id uuid not null,
  seq bigint not null,
  number bigint not null,
  words tsvector not null,
  primary key (workspace_id, conversation_id, seq)
);
create index entry_words_words on entry_words using gin (words) with (gin_pending_list_limit = 1024);

-- What an erasure changed is not found by its old words: it is forgotten, and indexed anew.
create function forget_words() returns trigger language plpgsql as $$
begin
  delete from entry_words
  where workspace_id = old.workspace_id and conversation_id = old.conversation_id and seq = old.seq;
  if tg_op = 'UPDATE' and new.kind in ('message', 'note') then
    insert into entry_due (workspace_id, entries, conversation_ids, seqs)
    values (new.workspace_id, 1, array[new.conversation_id], array[new.seq]);
  end if;
  return null;
end $$;
create trigger entry_words_follow after update or delete on entry for each row execute function forget_words();

-- People are looked for by the words of their names, with the workspace's id as one more; accents don't count.
create function name_words(workspace_id uuid, name text) returns tsvector language sql immutable
return to_tsvector('pg_catalog.simple', replace(workspace_id::text, '-', '') || ' ' ||
  translate(lower(name), 'ăâîșşțţàáäãåçèéêëìíïñòóôöõøùúûüýё@.', 'aaissttaaaaaceeeeiiinoooooouuuuye  '));
create index contact_name_words on contact using gin (name_words(workspace_id, name));
create index identity_value on identity (workspace_id, value collate "C") where kind <> 'browser';

-- Whether a conversation's case is as a search asks; of what is empty nothing is asked (conversations/narrowing.py).
create function case_is(c conversation, statuses text[], assignees uuid[], unassigned boolean, teams uuid[],
  priorities text[], with_labels text[], without_labels text[], contacts uuid[]) returns boolean language sql immutable
return (statuses = '{}' or c.status = any (statuses))
  and (not unassigned and assignees = '{}' or c.assignee_id = any (assignees) or unassigned and c.assignee_id is null)
  and (teams = '{}' or c.team_id = any (teams))
  and (priorities = '{}' or coalesce(c.priority, 'none') = any (priorities))
  and c.labels @> with_labels and not c.labels && without_labels
  and (contacts = '{}' or c.contact_id = any (contacts));
