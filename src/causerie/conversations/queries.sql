-- name: lock_heads
-- Locked in the order of ids, so that two batches never wait for each other in a circle.
select c.workspace_id, c.id, c.kind, c.contact_id, t.account_id, c.last_seq, c.case_number, c.status, c.assignee_id,
  c.merged_into, c.status_until, c.team_id, c.priority, c.labels, c.wants_agent, c.sla, c.case_seq, c.blocked
from conversation c
left join contact t on t.workspace_id = c.workspace_id and t.id = c.contact_id
where (c.workspace_id, c.id) in (select * from unnest(:workspaces::uuid[], :conversations::uuid[]))
order by c.workspace_id, c.id
for update of c;

-- name: known_entries
select e.conversation_id, e.client_id, e.seq, e.author_kind, e.author_id
from unnest(:workspaces::uuid[], :conversations::uuid[], :client_ids::text[]) as w (workspace_id, conversation_id, client_id)
join entry e using (workspace_id, conversation_id, client_id);

-- name: keep_entries
-- Inserts a batch, notes what is to be indexed and what calls for something outside, and moves the heads; or does nothing, where
-- one of the heads, which come in the order of lock_heads, has another case than the batch was planned from. What somebody else said
-- meanwhile only shifts what is said now. Both are asked of the rows as they are locked, not of the snapshot, and what readers change
-- beside it, the unread, is added to.
with held as (
  select w.id, c.last_seq - w.last_seq as shift
  from unnest(:head_workspaces::uuid[], :heads::uuid[], :planned_seqs::bigint[], :planned_cases::bigint[],
    :accounts::uuid[]) as w (workspace_id, id, last_seq, case_seq, account_id)
  cross join lateral (select last_seq, case_seq, merged_into, contact_id from conversation
                      where workspace_id = w.workspace_id and id = w.id limit 1 for update) c
  where c.case_seq = w.case_seq and c.merged_into is null and w.account_id is not distinct from
    (select t.account_id from contact t where t.workspace_id = w.workspace_id and t.id = c.contact_id)
), locked as (
  select * from held where (select count(*) from held) = cardinality(:heads)
), entries as (
  insert into entry (workspace_id, conversation_id, seq, id, client_id, kind, author_kind, author_id, identity_id, channel,
    body, source, at)
  select w.workspace_id, w.conversation_id, w.seq + l.shift, w.id, w.client_id, w.kind, w.author_kind, w.author_id,
    w.identity_id, w.channel, w.body::jsonb, w.source::jsonb, :at::timestamptz
  from unnest(:workspaces::uuid[], :conversations::uuid[], :seqs::bigint[], :ids::uuid[], :client_ids::text[],
    :kinds::text[], :author_kinds::text[], :author_ids::uuid[], :identity_ids::uuid[], :channels::text[],
    :bodies::text[], :sources::text[])
    as w (workspace_id, conversation_id, seq, id, client_id, kind, author_kind, author_id, identity_id, channel, body,
      source)
  join locked l on l.id = w.conversation_id
  returning workspace_id, conversation_id, seq, kind
), calls as (
  insert into outside_due (workspace_id, conversation_ids)
  select w.workspace_id, array_agg(w.id) from unnest(:calling_workspaces::uuid[], :calling::uuid[]) as w (workspace_id, id)
  where exists (select from locked) group by w.workspace_id
), due as (
  insert into entry_due (workspace_id, entries, conversation_ids, seqs)
  select workspace_id, count(*), array_agg(conversation_id), array_agg(seq)
  from entries where kind in ('message', 'note') group by workspace_id
), moved as (
  update conversation c set last_seq = w.last_seq + l.shift, last_at = coalesce(w.last_at, c.last_at),
    last_snippet = coalesce(w.snippet::jsonb, c.last_snippet),
    case_number = case when w.moved is null then c.case_number else (w.moved::jsonb->>'case_number')::int end,
    status = case when w.moved is null then c.status else w.moved::jsonb->>'status' end,
    status_until = case when w.moved is null then c.status_until else (w.moved::jsonb->>'status_until')::timestamptz end,
    assignee_id = case when w.moved is null then c.assignee_id else (w.moved::jsonb->>'assignee_id')::uuid end,
    team_id = case when w.moved is null then c.team_id else (w.moved::jsonb->>'team_id')::uuid end,
    priority = case when w.moved is null then c.priority else w.moved::jsonb->>'priority' end,
    labels = case when w.moved is null then c.labels else array(select jsonb_array_elements_text(w.moved::jsonb->'labels')) end,
    wants_agent = case when w.moved is null then c.wants_agent else (w.moved::jsonb->>'wants_agent')::boolean end,
    blocked = case when w.moved is null then c.blocked else (w.moved::jsonb->>'blocked')::boolean end,
    sla = case when w.moved is null then c.sla else nullif(w.moved::jsonb->'sla', 'null') end,
    due_at = case when w.moved is null then c.due_at else (w.moved::jsonb->>'due_at')::timestamptz end,
    missed_at = case when w.moved is null then c.missed_at else (w.moved::jsonb->>'missed_at')::timestamptz end,
    staff_unread = c.staff_unread + w.staff_unread,
    contact_unread = c.contact_unread + w.contact_unread,
    case_seq = case when w.moved is null then c.case_seq else (w.moved::jsonb->>'case_seq')::bigint + l.shift end,
    changed_xid = pg_current_xact_id()
  from unnest(:head_workspaces, :heads, :last_seqs::bigint[], :last_ats::timestamptz[],
    :snippets::text[], :moved_cases::text[], :staff_unreads::int[], :contact_unreads::int[])
    as w (workspace_id, id, last_seq, last_at, snippet, moved, staff_unread, contact_unread)
  join locked l on l.id = w.id
  where c.workspace_id = w.workspace_id and c.id = w.id
  returning c.id, l.shift
)
select count(*) as moved, array_agg(id) filter (where shift > 0) as shifted,
  array_agg(shift) filter (where shift > 0) as shifts
from moved;

-- name: conversations
-- One by one, by their keys: what is known of a workspace's size on the average misleads in a large one.
select c.*, t.account_id
from unnest(:ids::uuid[]) as w (id)
cross join lateral (select workspace_id, id, kind, contact_id, last_seq, status, assignee_id, case_number, merged_into
                    from conversation where workspace_id = :workspace_id and id = w.id limit 1) c
left join lateral (select account_id from contact
                   where workspace_id = c.workspace_id and id = c.contact_id limit 1) t on true;

-- name: workspace_of
select workspace_id from conversation where id = :id;

-- name: account_conversation
-- As whom the account takes part in the conversation, and what of it is theirs: all, what stood there when they left, or
-- to read alone, where one of two blocked the other.
select c.workspace_id, t.id, t.name, t.avatar_url, c.kind, m.left_seq as horizon,
  m.contact_id is null or (m.left_seq is null and not (c.kind = 'direct' and exists (select from member o
    where o.workspace_id = c.workspace_id and o.conversation_id = c.id and o.blocked))) as may_write
from conversation c
join contact t on t.account_id = :account_id and t.workspace_id = c.workspace_id
left join member m on m.workspace_id = c.workspace_id and m.conversation_id = c.id and m.contact_id = t.id
where c.id = :id and (c.contact_id = t.id or m.contact_id is not null);

-- name: visitors
-- Browsers on channels of the workspace, with the contact as readers see it and its conversation; one by one, as above.
select w.channel_id, w.browser, i.id as identity_id, i.verified_at is not null as verified, i.horizon_seq as horizon,
  t.id as contact_id, t.name, t.avatar_url, c.id as conversation_id
from unnest(:channels::uuid[], :browsers::text[]) as w (channel_id, browser)
cross join lateral (select from channel
                    where workspace_id = :workspace_id and id = w.channel_id and kind = 'web' limit 1) h
left join lateral (select id, contact_id, verified_at, horizon_seq from identity
                   where workspace_id = :workspace_id and kind = 'browser' and value = w.browser limit 1) i on true
left join lateral (select id, name, avatar_url from contact
                   where workspace_id = :workspace_id and id = i.contact_id limit 1) t on true
left join lateral (select id from conversation where workspace_id = :workspace_id and contact_id = i.contact_id
                   and kind = 'customer' and merged_into is null limit 1) c on true;

-- name: of_contact
select id from conversation
where workspace_id = :workspace_id and contact_id = :contact_id and kind = 'customer' and merged_into is null;

-- name: insert_conversation
insert into conversation (workspace_id, id, kind, contact_id) values (:workspace_id, :id, 'customer', :contact_id)
on conflict (workspace_id, contact_id) where kind = 'customer' and merged_into is null do nothing;

-- name: entries_forward
-- Amendments too: whoever knows the earlier entries learns from them that these are others now.
select conversation_id as conversation, seq, at, author_kind, author_id, channel, client_id, body, source from entry
where workspace_id = :workspace_id and conversation_id = :conversation_id and seq > :after and seq < :before
  and (:staff or kind in ('message', 'edited', 'deleted', 'reacted', 'linked', 'closed')
    or (kind = 'event' and body->'event'->>'type' = any (:events)))
  and (:horizon::bigint is null or seq <= :horizon or identity_id = :identity_id or kind = 'deleted')
order by seq limit :limit;

-- name: entries_backward
select conversation_id as conversation, seq, at, author_kind, author_id, channel, client_id, body, source from entry
where workspace_id = :workspace_id and conversation_id = :conversation_id and seq < :before
  and (kind = 'message' or (:staff and kind not in ('edited', 'deleted', 'reacted', 'linked', 'closed'))
    or (kind = 'event' and body->'event'->>'type' = any (:events)))
  and (:horizon::bigint is null or seq <= :horizon or identity_id = :identity_id)
order by seq desc limit :limit;

-- name: news
-- What stands in several conversations after a seq of each, with who wrote it as readers see them.
select e.workspace_id, e.conversation_id as conversation, e.seq, e.at, e.author_kind, e.author_id, e.channel, e.client_id,
  e.body, e.source,
  case e.author_kind
    when 'staff' then (
      select jsonb_build_object('kind', 'staff', 'id', a.id, 'name', a.name, 'avatar_url', a.avatar_url, 'about', a.about)
      from staff s join account a on a.id = s.account_id
      where s.workspace_id = e.workspace_id and s.account_id = e.author_id)
    when 'contact' then (
      select jsonb_build_object('kind', 'contact', 'id', c.id, 'name', c.name, 'avatar_url', c.avatar_url)
      from contact c where c.workspace_id = e.workspace_id and c.id = e.author_id)
  end as person
from unnest(:workspaces::uuid[], :conversations::uuid[], :seqs::bigint[]) as w (workspace_id, conversation_id, after)
cross join lateral (
  select * from entry
  where entry.workspace_id = w.workspace_id and entry.conversation_id = w.conversation_id and entry.seq > w.after
  order by entry.seq limit :limit
) e
order by e.conversation_id, e.seq;

-- name: entries_at
select conversation_id as conversation, seq, at, author_kind, author_id, channel, client_id, body, source from entry
where workspace_id = :workspace_id and conversation_id = :conversation_id and seq = any (:seqs::bigint[])
  and (kind = 'message' or (:staff and kind not in ('edited', 'deleted', 'reacted', 'linked', 'closed'))
    or (kind = 'event' and body->'event'->>'type' = any (:events)))
  and (:horizon::bigint is null or seq <= :horizon or identity_id = :identity_id)
order by seq;

-- name: first_from
select seq from entry
where workspace_id = :workspace_id and conversation_id = :conversation_id and at >= :at::timestamptz
  and (kind = 'message' or (:staff and kind not in ('edited', 'deleted', 'reacted', 'linked', 'closed'))
    or (kind = 'event' and body->'event'->>'type' = any (:events)))
  and (:horizon::bigint is null or seq <= :horizon or identity_id = :identity_id)
order by seq limit 1;

-- name: with_text
-- What may say it now: it was said so, or edited into it.
select seq from (
  select seq from entry
  where workspace_id = :workspace_id and conversation_id = :conversation_id and seq > :above and kind in ('message', 'note')
    and (body->'content'->>'text' ilike :said or body->'content'->>'caption' ilike :said
      or body->'content'->'file'->>'name' ilike :said or body->'content'->>'name' ilike :said
      or body->'content'->>'address' ilike :said)
  union
  select (body->>'of')::bigint from entry
  where workspace_id = :workspace_id and conversation_id = :conversation_id and kind = 'edited'
    and body->>'text' ilike :said
) found order by seq desc limit :limit;

-- name: amendments
select (body->>'of')::bigint as of, seq, at, author_kind, author_id, identity_id, body from entry
where workspace_id = :workspace_id and conversation_id = :conversation_id
  and kind in ('edited', 'deleted', 'reacted', 'linked', 'closed') and (body->>'of')::bigint = any (:seqs::bigint[])
order by seq;

-- name: answers
select (body->'content'->>'of')::bigint as of, seq, at, author_kind, author_id, identity_id, body->'content' as body from entry
where workspace_id = :workspace_id and conversation_id = :conversation_id
  and body->'content'->'of' is not null and (body->'content'->>'of')::bigint = any (:seqs::bigint[])
order by seq;

-- name: subjects
-- `is_last`: what lists show of the conversation; what asks for an address or for stars is not shown there.
select e.conversation_id as conversation, e.seq, e.at, e.author_kind, e.author_id, e.channel, e.client_id, e.body,
  e.source, e.identity_id,
  e.kind = 'message' and not exists (select from entry l
    where l.workspace_id = e.workspace_id and l.conversation_id = e.conversation_id and l.seq > e.seq
      and l.kind = 'message' and l.body->'content'->>'kind' not in ('email_request', 'rating')) as is_last
from entry e
where e.workspace_id = :workspace_id and e.conversation_id = :conversation_id and e.seq = any (:seqs::bigint[])
  and e.kind in ('message', 'note');

-- name: shown_nowhere
-- Of these files, those that no message shows any more. What was said in a merged conversation is said again in the
-- other, and is read there.
select f.id from unnest(:files::uuid[]) as f (id)
where not exists (select from entry e join conversation c on c.workspace_id = e.workspace_id and c.id = e.conversation_id
  where e.workspace_id = :workspace_id and (e.body->'content'->'file'->>'id') = f.id::text and c.merged_into is null
    and not exists (select from entry d where d.workspace_id = e.workspace_id and d.conversation_id = e.conversation_id
      and d.kind = 'deleted' and (d.body->>'of')::bigint = e.seq));

-- name: works_here
select exists (select from staff where workspace_id = :workspace_id and account_id = :account_id and left_at is null);

-- name: people
-- Authors and readers as they are shown: of a workspace's staff and of its contacts.
select 'staff' as kind, a.id, a.name, a.avatar_url, a.about
from staff s join account a on a.id = s.account_id
where s.workspace_id = :workspace_id and s.account_id = any (:ids::uuid[])
union all
select 'contact', c.id, c.name, c.avatar_url, '' from contact c
where c.workspace_id = :workspace_id and c.id = any (:ids::uuid[]);

-- name: marks
select conversation_id, reader_kind, reader_id, delivered_seq, read_seq from read_mark
where workspace_id = :workspace_id and conversation_id = any (:conversations::uuid[]);

-- name: lock_head_for_mark
select last_seq from conversation where workspace_id = :workspace_id and id = :conversation_id for update;

-- name: head_for_mark
select last_seq from conversation where workspace_id = :workspace_id and id = :conversation_id;

-- name: member_read
update member m set changed_xid = pg_current_xact_id()
where m.workspace_id = :workspace_id and m.conversation_id = :conversation_id and m.contact_id = :contact_id
returning (select t.account_id from contact t where t.workspace_id = m.workspace_id and t.id = m.contact_id) as account_id,
  (select count(*) from (select from member o where o.workspace_id = m.workspace_id
    and o.conversation_id = m.conversation_id and o.left_seq is null limit :few::int + 1) few) <= :few
  or not exists (select from read_mark r where r.workspace_id = m.workspace_id
    and r.conversation_id = m.conversation_id and r.reader_id <> m.contact_id and r.read_seq >= :read) as told;

-- name: accounts_of_members
select distinct t.account_id from unnest(:workspaces::uuid[], :conversations::uuid[]) as w (workspace_id, id)
join member m on m.workspace_id = w.workspace_id and m.conversation_id = w.id and m.left_seq is null
join contact t on t.workspace_id = m.workspace_id and t.id = m.contact_id
where t.account_id is not null;

-- name: move_mark
-- Marks only grow; nothing comes back where nothing grew. A contact who reads was seen.
with seen as (
  update contact set seen_at = now() where workspace_id = :workspace_id and id in (
    select id from contact where :reader_kind::text = 'contact' and workspace_id = :workspace_id and id = :reader_id
      and seen_at < now() - interval '1 minute' for update skip locked)
)
insert into read_mark (workspace_id, conversation_id, reader_kind, reader_id, delivered_seq, read_seq)
values (:workspace_id, :conversation_id, :reader_kind, :reader_id, :delivered, :read)
on conflict (workspace_id, conversation_id, reader_kind, reader_id) do update
set delivered_seq = greatest(read_mark.delivered_seq, excluded.delivered_seq),
  read_seq = greatest(read_mark.read_seq, excluded.read_seq)
where excluded.delivered_seq > read_mark.delivered_seq or excluded.read_seq > read_mark.read_seq
returning conversation_id, reader_kind, reader_id, delivered_seq, read_seq;

-- name: touch_head
update conversation set changed_xid = pg_current_xact_id()
where workspace_id = :workspace_id and contact_id = :contact_id;

-- name: recount_unread
update conversation c set changed_xid = pg_current_xact_id(),
  staff_unread = (select count(*) from entry e where not c.blocked and e.workspace_id = c.workspace_id and e.conversation_id = c.id
    and e.kind = 'message' and e.author_kind = 'contact' and e.seq > coalesce((select max(read_seq) from read_mark m
      where m.workspace_id = c.workspace_id and m.conversation_id = c.id and m.reader_kind = 'staff'), 0)),
  contact_unread = (select count(*) from entry e where e.workspace_id = c.workspace_id and e.conversation_id = c.id
    and e.kind = 'message' and e.author_kind <> 'contact' and e.seq > coalesce((select max(read_seq) from read_mark m
      where m.workspace_id = c.workspace_id and m.conversation_id = c.id and m.reader_kind = 'contact'), 0))
where c.workspace_id = :workspace_id and c.id = :conversation_id;

-- name: snapshot
-- Where a list goes on: taken before its rows are read, so that a repeat is possible and a loss is not.
select pg_snapshot_xmin(pg_current_snapshot())::text as xmin, epoch from installation;

-- name: desk_page
select * from desk_head
where workspace_id = :workspace_id and merged_into is null and status = :status and (not :unassigned or assignee_id is null)
  and (last_at, conversation) < (:before_at, :before_id)
order by last_at desc, conversation desc limit :limit;

-- name: desk_page_mine
select * from desk_head
where workspace_id = :workspace_id and merged_into is null and status = :status and assignee_id = :assignee_id
  and (last_at, conversation) < (:before_at, :before_id)
order by last_at desc, conversation desc limit :limit;

-- name: desk_page_labelled
-- A label that few have is found by its index. Of one that many have, the newest are found by looking at the newest.
with few as materialized (
  select conversation_id as id from case_label
  where workspace_id = :workspace_id and label = :label and status = :status limit :few + 1
), many as (select count(*) > :few as so from few), page as (
  (select c.id, c.last_at from few join conversation c on c.workspace_id = :workspace_id and c.id = few.id
   where not (select so from many)
     and (:team::uuid is null or c.team_id = :team) and (:priority::text is null or c.priority = :priority)
     and (:assignee_id::uuid is null or c.assignee_id = :assignee_id) and (not :unassigned or c.assignee_id is null)
     and (c.last_at, c.id) < (:before_at, :before_id)
   order by c.last_at desc, c.id desc limit :limit)
  union all
  (select c.id, c.last_at from conversation c
   where (select so from many) and c.workspace_id = :workspace_id and c.status = :status and c.merged_into is null
     and c.labels @> array[:label::text]
     and (:team::uuid is null or c.team_id = :team) and (:priority::text is null or c.priority = :priority)
     and (:assignee_id::uuid is null or c.assignee_id = :assignee_id) and (not :unassigned or c.assignee_id is null)
     and (c.last_at, c.id) < (:before_at, :before_id)
   order by c.last_at desc, c.id desc limit :limit)
)
select h.* from page p join desk_head h on h.workspace_id = :workspace_id and h.conversation = p.id
order by p.last_at desc, p.id desc;

-- name: desk_page_team
select * from desk_head
where workspace_id = :workspace_id and merged_into is null and status = :status and team_id = :team
  and (:priority::text is null or priority = :priority)
  and (:assignee_id::uuid is null or assignee_id = :assignee_id) and (not :unassigned or assignee_id is null)
  and (last_at, conversation) < (:before_at, :before_id)
order by last_at desc, conversation desc limit :limit;

-- name: desk_page_priority
select * from desk_head
where workspace_id = :workspace_id and merged_into is null and status = :status and priority = :priority
  and (:assignee_id::uuid is null or assignee_id = :assignee_id) and (not :unassigned or assignee_id is null)
  and (last_at, conversation) < (:before_at, :before_id)
order by last_at desc, conversation desc limit :limit;

-- name: desk_page_due
-- Those with a deadline, the next one first.
select * from desk_head
where workspace_id = :workspace_id and merged_into is null and status = :status and due_at is not null
  and (:label::text is null or labels @> array[:label])
  and (:team::uuid is null or team_id = :team) and (:priority::text is null or priority = :priority)
  and (:assignee_id::uuid is null or assignee_id = :assignee_id) and (not :unassigned or assignee_id is null)
  and (due_at, conversation) > (:after_at::timestamptz, :after_id::uuid)
order by due_at, conversation limit :limit;

-- name: labels
select name, colour, description from label where workspace_id = :workspace_id order by lower(name);

-- name: put_label
insert into label (workspace_id, name, colour, description) values (:workspace_id, :name, :colour, :description)
on conflict (workspace_id, name) do update set colour = excluded.colour, description = excluded.description;

-- name: delete_label
delete from label where workspace_id = :workspace_id and name = :name;

-- name: undefined_labels
select l from unnest(:labels::text[]) l
where not exists (select from label d where d.workspace_id = :workspace_id and d.name = l);

-- name: desk_one
select * from desk_head where workspace_id = :workspace_id and conversation = :id;

-- name: desk_some
select * from desk_head where workspace_id = :workspace_id and conversation = any (:conversations::uuid[])
  and merged_into is null;

-- name: desk_of_contacts
select * from desk_head where workspace_id = :workspace_id and contact_id = any (:contacts::uuid[])
  and merged_into is null
order by last_at desc limit :limit;

-- name: desk_changed
select * from desk_head where workspace_id = :workspace_id and changed_xid >= :since::text::xid8
order by last_at desc limit :limit;

-- name: inbox_page
select * from inbox_head
where account_id = :account_id and merged_into is null and (last_at, conversation) < (:before_at, :before_id)
order by last_at desc, conversation desc limit :limit;

-- name: inbox_pinned
select * from inbox_head where account_id = :account_id and merged_into is null and pinned is not null;

-- name: inbox_one
select * from inbox_head where account_id = :account_id and conversation = :id;

-- name: inbox_changed
select * from inbox_head where account_id = :account_id and changed_xid >= :since::text::xid8
order by last_at desc limit :limit;

-- name: place_in_inbox
insert into inbox_place as p (workspace_id, conversation_id, account_id, pinned, muted_until, archived_at)
select c.workspace_id, c.id, :account_id, :pinned, :muted_until, case when :archived then c.last_at end
from conversation c where c.workspace_id = :workspace_id and c.id = :id
on conflict (workspace_id, conversation_id, account_id) do update set
  pinned = case when 'pinned' = any (:changed::text[]) then excluded.pinned else p.pinned end,
  muted_until = case when 'muted_until' = any (:changed) then excluded.muted_until else p.muted_until end,
  archived_at = case when 'archived' = any (:changed) then excluded.archived_at else p.archived_at end,
  changed_xid = pg_current_xact_id();

-- name: desks_behind
select w.workspace_id from unnest(:workspaces::uuid[], :sinces::text[]) as w (workspace_id, since)
where exists (select from conversation c
  where c.workspace_id = w.workspace_id and c.changed_xid >= w.since::xid8);

-- name: inboxes_behind
select w.account_id from unnest(:accounts::uuid[], :sinces::text[]) as w (account_id, since)
where exists (select from inbox_head h where h.account_id = w.account_id and h.changed_xid >= w.since::xid8);

-- name: behind
-- The watched conversations that went on further than was told, whose marks did, or that were merged into another.
select c.workspace_id, c.id, c.last_seq, c.merged_into, m.total <> w.marks as marks_moved
from unnest(:workspaces::uuid[], :conversations::uuid[], :seqs::bigint[], :marks::bigint[])
  as w (workspace_id, id, seq, marks)
join conversation c using (workspace_id, id)
cross join lateral (
  select coalesce(sum(r.delivered_seq + r.read_seq), 0) as total from read_mark r
  where r.workspace_id = w.workspace_id and r.conversation_id = w.id
) m
where c.last_seq > w.seq or m.total <> w.marks or c.merged_into is not null;

-- name: horizons
-- Which of these browsers were locked out, and after which seq.
select i.id, i.horizon_seq as horizon from unnest(:workspaces::uuid[], :identities::uuid[]) as w (workspace_id, id)
join identity i using (workspace_id, id) where i.horizon_seq is not null;

-- name: counts
with others as (
  select s.status, jsonb_build_object(
    'all', (select count(*) from (select from conversation where workspace_id = :workspace_id and status = s.status
      and merged_into is null limit :most) c),
    'mine', (select count(*) from (select from conversation where workspace_id = :workspace_id and status = s.status
      and merged_into is null and assignee_id = :assignee_id limit :most) c),
    'unassigned', (select count(*) from (select from conversation where workspace_id = :workspace_id and status = s.status
      and merged_into is null and assignee_id is null limit :most) c)) as counted
  from unnest(array['bot', 'snoozed', 'resolved']) as s (status)
)
select (select counted from others where status = 'bot') as bot,
  (select counted from others where status = 'snoozed') as snoozed,
  (select counted from others where status = 'resolved') as resolved, count(*) as all, count(*) filter (where assignee_id = :assignee_id) as mine,
  count(*) filter (where assignee_id is null) as unassigned,
  count(*) filter (where staff_unread > 0) as all_unread,
  count(*) filter (where staff_unread > 0 and assignee_id = :assignee_id) as mine_unread,
  count(*) filter (where staff_unread > 0 and assignee_id is null) as unassigned_unread
from conversation
where workspace_id = :workspace_id and kind = 'customer' and status = 'open' and merged_into is null;

-- name: reopen_days
select reopen_days from workspace where id = :workspace_id;

-- name: set_reopen_days
update workspace set reopen_days = :days where id = :workspace_id;

-- name: epoch
select epoch from installation;

-- name: labels_to_carry
-- What the one has and the other has not.
select array(select unnest(s.labels) except select unnest(c.labels)) as labels, cardinality(c.labels) as present
from conversation s, conversation c
where s.workspace_id = :workspace_id and s.id = :source and c.workspace_id = :workspace_id and c.id = :id;

-- name: to_merge
-- The contact's conversation, also where merging it into that other one was begun before.
select id from conversation where workspace_id = :workspace_id and contact_id = :contact_id and kind = 'customer'
  and (merged_into is null or merged_into = :into);

-- name: mark_merged
update conversation set merged_into = :into, changed_xid = pg_current_xact_id()
where workspace_id = :workspace_id and id = :id and merged_into is null;

-- name: entries_to_merge
select conversation_id as conversation, seq, at, author_kind, author_id, channel, client_id, body, source, identity_id
from entry where workspace_id = :workspace_id and conversation_id = :conversation_id and kind in ('message', 'note')
order by seq;

-- name: has_written
select exists (select from entry where workspace_id = :workspace_id and conversation_id = :conversation_id
  and kind = 'message' and author_kind = 'contact');

-- name: case_events
select seq, at, author_kind, author_id, body->'event' as event from entry
where workspace_id = :workspace_id and conversation_id = :conversation_id and kind = 'event'
  and body->'event'->>'type' = any (:events::text[])
order by seq;

-- name: was_answered
select exists (select from entry where workspace_id = :workspace_id and conversation_id = :conversation_id
  and kind = 'message' and author_kind in ('staff', 'bot'));

-- name: begin_indexing
-- One at a time. The commit need not reach the disk: a power cut takes the words back together with the note that they
-- are done.
select pg_advisory_xact_lock(hashtext('entry_words')), set_config('synchronous_commit', 'off', true);

-- name: take_due
with oldest as (
  select workspace_id, id, sum(entries) over (order by id) - entries as before
  from (select workspace_id, id, entries from entry_due order by id limit :most) d
), taken as (
  delete from entry_due d using oldest o
  where d.workspace_id = o.workspace_id and d.id = o.id and o.before < :most
  returning d.*
)
select e.workspace_id, e.conversation_id, e.seq, e.kind, e.author_kind, e.author_id, e.channel, e.at,
  e.body->'content' as content
from taken t
cross join unnest(t.conversation_ids, t.seqs) with ordinality as w (conversation_id, seq, place)
join entry e on e.workspace_id = t.workspace_id and e.conversation_id = w.conversation_id and e.seq = w.seq
order by t.id, w.place;

-- name: extend_index
insert into entry_index as i (workspace_id, entries) select * from unnest(:workspaces::uuid[], :counts::bigint[]) order by 1
on conflict (workspace_id) do update set entries = i.entries + excluded.entries
returning workspace_id, entries;

-- name: keep_words
insert into entry_words (workspace_id, conversation_id, seq, number, words)
select workspace_id, conversation_id, seq, number, words::tsvector
from unnest(:workspaces::uuid[], :conversations::uuid[], :seqs::bigint[], :numbers::bigint[], :vectors::text[])
  as w (workspace_id, conversation_id, seq, number, words)
on conflict do nothing;

-- name: indexed
select entries from entry_index where workspace_id = :workspace_id;

-- name: found
-- Block after block, the newest first, until there are enough. Several conditions: the index leaps from the one's entries to the
-- next one's, which it doesn't within one. The workspace is not asked for by its key: a plan for a workspace of common size would
-- read all of a large one. What is only begun is asked of the entries themselves ("is true" keeps it from the index).
select f.* from unnest(:blocks::text[]) as b (block)
cross join lateral (
  select conversation_id, seq, number from entry_words
  where words @@ b.block::tsquery and words @@ coalesce(:first::text, b.block)::tsquery
    and words @@ coalesce(:second::text, b.block)::tsquery and words @@ coalesce(:third::text, b.block)::tsquery
    and (:begun::text is null or words @@ :begun::text::tsquery) is true
    and workspace_id is not distinct from :workspace_id and number < :before
  order by number desc limit :limit
) f
limit :limit;

-- name: is_seldom
-- Looking into an entry takes several times as long as passing one by in the index.
select count(*) filter (where words @@ :begun::text::tsquery) < 8 * count(*) filter (where words @@ :terms::text::tsquery)
from entry_words where words @@ :places::text::tsquery;

-- name: found_in_cases
-- As `found`, without what was said where the case is not as asked.
select f.* from unnest(:blocks::text[]) as b (block)
cross join lateral (
  select w.conversation_id, w.seq, w.number from entry_words w
  join conversation c on c.workspace_id = :workspace_id and c.id = w.conversation_id
  where w.words @@ b.block::tsquery and w.words @@ coalesce(:first::text, b.block)::tsquery
    and w.words @@ coalesce(:second::text, b.block)::tsquery and w.words @@ coalesce(:third::text, b.block)::tsquery
    and (:begun::text is null or w.words @@ :begun::text::tsquery) is true
    and w.workspace_id is not distinct from :workspace_id and w.number < :before
    and case_is(c, :statuses, :assignees, :unassigned, :teams, :priorities, :labels, :without_labels, :contacts)
  order by w.number desc limit :limit
) f
limit :limit;

-- name: found_in
-- As `found`, in these conversations alone, by their keys.
select w.conversation_id, w.seq, w.number
from unnest(:conversations::uuid[]) as c (id)
cross join lateral (
  select * from entry_words e
  where e.workspace_id = :workspace_id and e.conversation_id = c.id and e.number < :before and e.words @@ :words::text::tsquery
  order by e.number desc limit :limit
) w
order by w.number desc limit :limit;

-- name: led_cases
-- Conversations by the one thing that is asked for of which there is an index; the others are not asked for here.
with led as (
  (select id from conversation
   where workspace_id = :workspace_id and merged_into is null and kind = 'customer' and contact_id = any (:contacts::uuid[]))
  union all
  (select conversation_id from case_label where workspace_id = :workspace_id and label = :label::text limit :limit)
  union all
  (select id from conversation
   where workspace_id = :workspace_id and merged_into is null and assignee_id = any (:assignees::uuid[]) limit :limit)
  union all
  (select id from conversation
   where workspace_id = :workspace_id and merged_into is null and team_id is not null and team_id = any (:teams::uuid[])
   limit :limit)
  union all
  (select id from conversation
   where workspace_id = :workspace_id and merged_into is null and priority is not null
     and priority = any (:priorities::text[]) limit :limit)
)
select id from led limit :limit;

-- name: cases_in
-- Which of these conversations have a case as asked, the newest first.
select c.id from conversation c
where c.workspace_id = :workspace_id and c.id = any (:conversations::uuid[]) and c.merged_into is null
  and case_is(c, :statuses, :assignees, :unassigned, :teams, :priorities, :labels, :without_labels, :contacts)
order by c.last_at desc, c.id desc;

-- name: newest_cases
-- The newest conversations with a case as asked, status by status.
select n.id from unnest(:of_status::text[]) as s (status)
cross join lateral (
  select c.id, c.last_at from conversation c
  where c.workspace_id = :workspace_id and c.status = s.status and c.merged_into is null
    and case_is(c, :statuses, :assignees, :unassigned, :teams, :priorities, :labels, :without_labels, :contacts)
  order by c.last_at desc, c.id desc limit :limit
) n
order by n.last_at desc, n.id desc limit :limit;

-- name: found_entries
-- In the order in which they were asked for, without those that stand behind another contact's by now.
select e.conversation_id as conversation, e.seq, e.at, e.kind, e.author_kind, e.author_id, e.channel, e.client_id, e.body,
  e.source
from unnest(:conversations::uuid[], :seqs::bigint[]) with ordinality as w (conversation_id, seq, place)
join entry e on e.workspace_id = :workspace_id and e.conversation_id = w.conversation_id and e.seq = w.seq
join conversation c on c.workspace_id = e.workspace_id and c.id = e.conversation_id and c.merged_into is null
order by w.place;

-- name: found_by_account
-- Conversation by conversation, by their keys: what an account may read is little, beside what its businesses keep.
select o.workspace_id, e.conversation_id as conversation, e.seq, e.at, e.kind, e.author_kind, e.author_id, e.channel,
  e.client_id, e.body, e.source
from inbox_head o
cross join lateral (
  select n.* from entry_words w
  join entry n on n.workspace_id = w.workspace_id and n.conversation_id = w.conversation_id and n.seq = w.seq
  where w.workspace_id = o.workspace_id and w.conversation_id = o.conversation and w.words @@ :words::text::tsquery
    and w.seq <= o.last_seq
    and n.kind = 'message' and (n.at, n.conversation_id, n.seq) < (:before_at, :before_id, :before_seq)
  order by w.seq desc limit :limit
) e
where o.account_id = :account_id and o.merged_into is null
order by e.at desc, e.conversation_id desc, e.seq desc limit :limit;

-- name: set_attributes
update conversation set attributes = (attributes || :attributes) - :gone::text[]
where workspace_id = :workspace_id and id = :id
returning (select count(*) from jsonb_object_keys(attributes));

-- name: particulars
select attributes, labels, blocked from conversation where workspace_id = :workspace_id and id = :id;

-- name: carry_attributes
-- What was said of a conversation goes with it into the one that it was merged into.
update conversation c set attributes = c.attributes || s.attributes from conversation s
where s.workspace_id = :workspace_id and s.id = :source and c.workspace_id = :workspace_id and c.id = :id;

-- name: first_answers
-- How long the customer waited after opening a case, in seconds. A case that staff opened has nobody waiting.
with recent as (
  select id from conversation where workspace_id = :workspace_id and kind = 'customer' and merged_into is null
    and last_at > now() - :window::interval order by last_at desc limit :conversations
), opened as (
  select r.id, e.seq, m.at from recent r
  join entry e on e.workspace_id = :workspace_id and e.conversation_id = r.id and e.kind = 'event'
    and e.body->'event'->>'type' = 'case_opened' and e.at > now() - :window::interval
  cross join lateral (select f.at, f.author_kind from entry f where f.workspace_id = :workspace_id
    and f.conversation_id = r.id and f.seq > e.seq and f.kind = 'message' order by f.seq limit 1) m
  where m.author_kind = 'contact'
)
select percentile_cont(0.5) within group (order by extract(epoch from a.at - o.at)) as median, count(a.at)
from opened o cross join lateral (select s.at from entry s where s.workspace_id = :workspace_id
  and s.conversation_id = o.id and s.seq > o.seq and s.kind = 'message' and s.author_kind = 'staff'
  order by s.seq limit 1) a;

-- name: shared
-- Read from the end, without an index of its own: that would cost every message, and a thread is read in milliseconds.
select conversation_id as conversation, seq, at, author_kind, author_id, channel, client_id, body, source from entry
where workspace_id = :workspace_id and conversation_id = :conversation_id and seq < :before
  and kind = 'message'
  and body->'content'->>'kind' = any (:kinds::text[])
  and (not :links or body->'content'->>'text' ~* 'https?://[^[:space:]]')
  and (:horizon::bigint is null or seq <= :horizon or identity_id = :identity_id)
order by seq desc limit :limit;

-- name: everything_of
with recursive merged (id, contact_id) as (
  select id, contact_id from conversation where workspace_id = :workspace_id and contact_id = :contact_id
  union
  select c.id, c.contact_id from conversation c join merged m on c.workspace_id = :workspace_id and c.merged_into = m.id
), places (id, author_id) as (
  select id, null from merged
  union all select conversation_id, contact_id from member where workspace_id = :workspace_id and contact_id = :contact_id
)
select array(select :contact_id::uuid union select contact_id from merged) as contacts,
  array(select id from places) as conversations,
  array(select distinct f.id from places m
    join entry e on e.workspace_id = :workspace_id and e.conversation_id = m.id and e.author_kind = 'contact'
      and e.author_id = coalesce(m.author_id, e.author_id)
    cross join lateral (
      select (e.body->'content'->'file'->>'id')::uuid as id
      union all select substring(e.source->>'original_url' from '^/files/[^/]+/([^/]+)/')::uuid
      union all select (l.body->'card'->'picture'->>'id')::uuid from entry l
        where l.workspace_id = :workspace_id and l.conversation_id = m.id and l.kind = 'linked'
          and (l.body->>'of')::bigint = e.seq) f
    where f.id is not null) as files;

-- name: all_of_contact
-- Where the contact takes or took part, with the seq up to which it may read.
select id as conversation_id, kind, null::bigint as horizon from conversation
where workspace_id = :workspace_id and contact_id = :contact_id and kind = 'customer' and merged_into is null
union all
select m.conversation_id, c.kind, m.left_seq from member m
join conversation c on c.workspace_id = m.workspace_id and c.id = m.conversation_id
where m.workspace_id = :workspace_id and m.contact_id = :contact_id;

-- name: erase_entries
select erase_entries(:workspace_id, :contacts::uuid[]);

-- name: erase_heads
update conversation set attributes = '{}', changed_xid = pg_current_xact_id(),
  last_snippet = case when (last_snippet->'author'->>'id')::uuid = any (:contacts::uuid[])
    then last_snippet || '{"content": "deleted", "text": ""}' else last_snippet end
where workspace_id = :workspace_id and id = any (:conversations::uuid[]);

-- name: keep_attention
-- This process's desks that are on a screen; what a process that was killed left ends by itself.
with gone as (
  delete from desk_attention where node = :node and account_id <> all (:accounts::uuid[]) or ends_at < now()
)
insert into desk_attention (node, account_id, ends_at)
select :node, a.id, now() + interval '1 minute' from unnest(:accounts::uuid[]) as a (id)
on conflict (node, account_id) do update set ends_at = excluded.ends_at;
