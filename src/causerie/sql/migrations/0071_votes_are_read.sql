-- A vote is nothing to read: the poll shows it.
create or replace view inbox_head with (security_invoker = true) as
select t.account_id, c.id as conversation, c.kind, w.id as workspace_id, w.slug, w.name as workspace_name, w.logo_url, w.colour,
  c.last_seq, c.last_at, c.last_snippet, c.contact_unread, null::uuid as me, false as "left", false as blocked, null::text as said_by,
  p.pinned, p.muted_until, p.archived_at, greatest(c.changed_xid, p.changed_xid) as changed_xid, c.merged_into
from contact t
join conversation c on c.workspace_id = t.workspace_id and c.contact_id = t.id
join workspace w on w.id = c.workspace_id
left join inbox_place p on p.workspace_id = c.workspace_id and p.conversation_id = c.id and p.account_id = t.account_id
where c.kind = 'customer'
union all
select t.account_id, c.id, c.kind, w.id, w.slug, coalesce(c.name, o.name, ''), coalesce(c.picture_url, o.avatar_url), w.colour,
  coalesce(m.left_seq, c.last_seq), coalesce(m.left_at, c.last_at), case when m.left_seq is null then c.last_snippet end,
  case when m.left_seq is not null then 0 else (select count(*) from (
    select from entry e where e.workspace_id = m.workspace_id and e.conversation_id = m.conversation_id
      and e.seq > greatest(m.joined_seq, (select r.read_seq from read_mark r where r.workspace_id = m.workspace_id
        and r.conversation_id = m.conversation_id and r.reader_kind = 'contact' and r.reader_id = m.contact_id))
      and e.kind = 'message' and e.body->'content'->>'kind' <> 'answered'
      and e.author_id is distinct from m.contact_id limit 100) unread) end,
  t.id, m.left_seq is not null, coalesce(o.blocked, false),
  case when c.kind = 'group' and m.left_seq is null then (select s.name from contact s
    where s.workspace_id = c.workspace_id and s.id = (c.last_snippet->'author'->>'id')::uuid) end,
  p.pinned, p.muted_until, p.archived_at,
  greatest(m.changed_xid, p.changed_xid, case when m.left_seq is null then c.changed_xid end), c.merged_into
from contact t
join member m on m.workspace_id = t.workspace_id and m.contact_id = t.id
join conversation c on c.workspace_id = m.workspace_id and c.id = m.conversation_id
join workspace w on w.id = c.workspace_id
left join lateral (select n.name, n.avatar_url, x.blocked from member x
  join contact n on n.workspace_id = x.workspace_id and n.id = x.contact_id
  where x.workspace_id = c.workspace_id and x.conversation_id = c.id and x.contact_id <> t.id limit 1) o on c.kind = 'direct'
left join inbox_place p on p.workspace_id = c.workspace_id and p.conversation_id = c.id and p.account_id = t.account_id
where c.kind = 'group' or c.last_seq > 0 or m.role = 'owner';
