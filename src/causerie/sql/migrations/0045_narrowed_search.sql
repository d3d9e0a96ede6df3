-- A search is narrowed by who said something, by which way, when, and how the conversation's case stands.
-- Whether a conversation's case is as a search asks; of what is empty nothing is asked (conversations/narrowing.py).
create function case_is(c conversation, statuses text[], assignees uuid[], unassigned boolean, teams uuid[],
  priorities text[], with_labels text[], without_labels text[], contacts uuid[]) returns boolean language sql immutable
return (statuses = '{}' or c.status = any (statuses))
  and (not unassigned and assignees = '{}' or c.assignee_id = any (assignees) or unassigned and c.assignee_id is null)
  and (teams = '{}' or c.team_id = any (teams))
  and (priorities = '{}' or coalesce(c.priority, 'none') = any (priorities))
  and c.labels @> with_labels and not c.labels && without_labels
  and (contacts = '{}' or c.contact_id = any (contacts));

-- What was indexed before gets the marks that say so (conversations/marks.py).
update entry_words w set words = w.words || array_to_tsvector(array_remove(array[
    '#via.' || e.channel, '#m.' || to_char(e.at at time zone 'UTC', 'YYYY-MM'), '#d.' || to_char(e.at at time zone 'UTC', 'YYYY-MM-DD'),
    case when e.author_kind = 'staff' then '#by.' || right(replace(e.author_id::text, '-', ''), 8) end,
    case when e.body->'content'->>'kind' in ('image', 'file', 'voice', 'video') then '#has.file' end,
    case when e.body->'content'->>'kind' = 'image' then '#has.image' end], null))
from entry e
where e.workspace_id = w.workspace_id and e.conversation_id = w.conversation_id and e.seq = w.seq;
