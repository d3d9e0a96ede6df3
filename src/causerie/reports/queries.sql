-- name: begin_reading
-- One at a time. What a power cut takes back is read again.
select pg_advisory_xact_lock(hashtext('reports')), set_config('synchronous_commit', 'off', true);

-- name: places
-- How far each workspace was looked through, whether something may have changed since, and its hours, as
-- Channels.office_hours says.
select w.id as workspace_id, coalesce(p.since, '0')::text as since, coalesce(p.basis, '') as basis, (
    select c.settings->'hours' from channel c
    where c.workspace_id = w.id and c.kind = 'web' and c.settings->'hours'->>'timezone' is not null
    order by c.created_at, c.id limit 1) as hours,
  exists (select from conversation c
          where c.workspace_id = w.id and c.changed_xid >= coalesce(p.since, '0')) as moved
from workspace w left join report_place p on p.workspace_id = w.id;

-- name: horizon
select pg_snapshot_xmin(pg_current_snapshot())::text;

-- name: unread
-- Conversations of which something was not read yet.
select c.id as conversation_id, c.last_seq, case when r.basis = :basis then r.seq else 0 end as seq,
  case when r.basis = :basis then r.course end as course
from conversation c
left join report_course r on r.workspace_id = c.workspace_id and r.conversation_id = c.id
where c.workspace_id = :workspace_id and c.kind = 'customer' and c.changed_xid >= :since::text::xid8
  and (r.seq is null or c.last_seq > r.seq or r.basis <> :basis)
order by c.changed_xid, c.id limit :most;

-- name: said
-- The next entries of each, up to the one that its head was at.
select e.conversation_id, e.seq, e.at, e.author_kind, e.author_id, e.channel, e.body, e.source
from unnest(:conversations::uuid[], :afters::bigint[], :heads::bigint[]) as w (id, after, head)
cross join lateral (select * from entry e
  where e.workspace_id = :workspace_id and e.conversation_id = w.id and e.seq > w.after and e.seq <= w.head
    and e.kind in ('message', 'event')
  order by e.seq limit :most) e
order by e.conversation_id, e.seq;

-- name: forget_facts
delete from report_fact where workspace_id = :workspace_id and conversation_id = any (:conversations::uuid[]);

-- name: keep_facts
insert into report_fact (workspace_id, conversation_id, seq, kind, at, seconds, office_seconds, by_id, target, score, comment,
  bot, case_number, assignee_id, team_id, priority, labels, channel)
select :workspace_id, conversation_id, seq, kind, at, seconds, office_seconds, by, target, score, comment, bot, "case",
  assignee, team, priority, labels, channel
from jsonb_to_recordset(:facts) as f (conversation_id uuid, seq bigint, kind text, at timestamptz, seconds int,
  office_seconds int, by uuid, target text, score smallint, comment text, bot boolean, "case" int, assignee uuid, team uuid,
  priority text, labels text[], channel text);

-- name: sort_facts
-- A case that went on is sorted otherwise now, and so is all that happened in it.
update report_fact f set assignee_id = s.assignee, team_id = s.team, priority = s.priority, labels = s.labels,
  channel = s.channel
from jsonb_to_recordset(:sorted) as s (conversation_id uuid, "case" int, assignee uuid, team uuid, priority text, labels text[],
  channel text)
where f.workspace_id = :workspace_id and f.conversation_id = s.conversation_id and f.case_number = s."case"
  and (f.assignee_id, f.team_id, f.priority, f.labels, f.channel)
    is distinct from (s.assignee, s.team, s.priority, s.labels, s.channel);

-- name: keep_courses
insert into report_course (workspace_id, conversation_id, seq, basis, course, waiting_since)
select :workspace_id, conversation_id, seq, :basis, course, waiting_since
from jsonb_to_recordset(:courses) as c (conversation_id uuid, seq bigint, course jsonb, waiting_since timestamptz)
on conflict (workspace_id, conversation_id) do update set seq = excluded.seq, basis = excluded.basis,
  course = excluded.course, waiting_since = excluded.waiting_since;

-- name: set_place
insert into report_place (workspace_id, since, basis) values (:workspace_id, :since::text::xid8, :basis)
on conflict (workspace_id) do update set since = excluded.since, basis = excluded.basis;

-- name: begin_anew
update report_place set basis = '', since = '0' where :workspace_id::uuid is null or workspace_id = :workspace_id;

-- name: read_anew
update report_course set basis = '' where :workspace_id::uuid is null or workspace_id = :workspace_id;

-- name: forget_comments
-- They are read anew from what an erasure leaves; until then nobody reads what was said.
with anew as (
  update report_course set basis = '' where workspace_id = :workspace_id and conversation_id = any (:conversations::uuid[])
)
update report_fact set comment = '' where workspace_id = :workspace_id and conversation_id = any (:conversations::uuid[]);
