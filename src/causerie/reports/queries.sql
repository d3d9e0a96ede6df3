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

-- name: teams_of
select team_id from team_member where workspace_id = :workspace_id and account_id = :account_id;

-- name: measures
-- Of a period, and of the one before.
select f.at >= :since as present, count(*) filter (where f.kind <> 'rating_asked') as count,
  count(*) filter (where f.bot or f.score >= :content or f.kind = 'met') as good,
  count(*) filter (where f.kind = 'rating_asked') as asked, avg(f.score)::float8 as average,
  percentile_disc(array[0.5, 0.9]) within group (order by case when :office then f.office_seconds else f.seconds end)
    as quantiles
from report_fact f
where f.workspace_id = :workspace_id and f.kind = any (:kinds::text[])
  and fact_is(f, :agent, :team, :channel, :label, :everything, :me, :teams)
  and f.at >= :before and f.at < :until
group by 1;

-- name: days
select (f.at at time zone :zone)::date as day, count(*) filter (where f.kind <> 'rating_asked') as count,
  count(*) filter (where f.bot or f.score >= :content or f.kind = 'met') as good,
  count(*) filter (where f.kind = 'rating_asked') as asked, avg(f.score)::float8 as average,
  percentile_disc(array[0.5, 0.9]) within group (order by case when :office then f.office_seconds else f.seconds end)
    as quantiles
from report_fact f
where f.workspace_id = :workspace_id and f.kind = any (:kinds::text[])
  and fact_is(f, :agent, :team, :channel, :label, :everything, :me, :teams)
  and f.at >= :since and f.at < :until
group by 1 order by 1;

-- name: groups
select g.key, count(*) filter (where g.kind = 'opened') as opened,
  count(*) filter (where g.kind in ('first', 'next')) as answered, count(*) filter (where g.kind = 'first') as first_count,
  percentile_disc(0.5) within group (order by g.took) filter (where g.kind = 'first') as first,
  percentile_disc(0.9) within group (order by g.took) filter (where g.kind = 'first') as first_p90,
  percentile_disc(0.5) within group (order by g.took) filter (where g.kind = 'next') as next,
  count(*) filter (where g.kind = 'resolved') as resolved,
  percentile_disc(0.5) within group (order by g.took) filter (where g.kind = 'resolved') as resolution,
  count(*) filter (where g.kind = 'missed') as missed, count(g.score) as rated, avg(g.score)::float8 as average
from (
  select f.kind, f.score, case when :office then f.office_seconds else f.seconds end as took,
    unnest(case :dimension when 'agent' then array[f.agent_id::text] when 'team' then array[f.team_id::text]
      when 'channel' then array[f.channel] else case f.labels when '{}' then array[null] else f.labels end end) as key
  from report_fact f
  where f.workspace_id = :workspace_id and f.kind = any (:kinds::text[])
    and fact_is(f, :agent, :team, :channel, :label, :everything, :me, :teams)
    and f.at >= :since and f.at < :until
) g
group by 1 order by greatest(count(*) filter (where g.kind = 'opened'), count(*) filter (where g.kind in ('first', 'next')))
  desc, 1 limit :most;

-- name: names
select a.id::text as key, a.name from account a where a.id = any (:ids::uuid[])
union all
select t.id::text, t.name from team t where t.workspace_id = :workspace_id and t.id = any (:ids::uuid[]);

-- name: hours
select extract(isodow from f.at at time zone :zone)::int as weekday, extract(hour from f.at at time zone :zone)::int as hour,
  count(*) as count
from report_fact f
where f.workspace_id = :workspace_id and f.kind = any (:kinds::text[])
  and fact_is(f, :agent, :team, :channel, :label, :everything, :me, :teams)
  and f.at >= :since and f.at < :until
group by 1, 2 order by 1, 2;

-- name: cases_behind
-- The newest first. What was said with somebody before they were known stands in the conversation it was merged into.
select coalesce(c.merged_into, c.id) as conversation, f.case_number as "case", case when c.merged_into is null then f.seq end as seq,
  f.kind, f.at, t.name as contact, coalesce(a.name, '') as agent,
  case when :office then f.office_seconds else f.seconds end as seconds, f.target, f.score, f.comment, f.bot, f.channel, f.labels,
  f.conversation_id as place
from report_fact f
join conversation c on c.workspace_id = f.workspace_id and c.id = f.conversation_id
join contact t on t.workspace_id = c.workspace_id and t.id = c.contact_id
left join account a on a.id = f.agent_id
where f.workspace_id = :workspace_id and f.kind = any (:kinds::text[])
  and fact_is(f, :agent, :team, :channel, :label, :everything, :me, :teams)
  and f.at >= :since and f.at < :until and (f.at, f.conversation_id) < (:before_at, :before_id)
  and (:good::boolean is null or (f.bot or coalesce(f.score >= :content, false) or f.kind = 'met') = :good)
  and (:weekday::int is null or extract(isodow from f.at at time zone :zone) = :weekday)
  and (:hour::int is null or extract(hour from f.at at time zone :zone) = :hour)
order by f.at desc, f.conversation_id desc limit :limit;

-- name: waiting
-- Whose customer waits for an answer, the longest first.
select c.id as conversation, t.name as contact, coalesce(a.name, '') as agent, r.waiting_since as since,
  count(*) over () as count
from report_course r
join conversation c on c.workspace_id = r.workspace_id and c.id = r.conversation_id
join contact t on t.workspace_id = c.workspace_id and t.id = c.contact_id
left join account a on a.id = c.assignee_id
where r.workspace_id = :workspace_id and r.waiting_since is not null and c.status = 'open' and c.merged_into is null
  and (:everything or c.assignee_id = :me or c.team_id = any (:teams::uuid[]))
order by r.waiting_since limit :most;

-- name: open_cases
select c.assignee_id as agent, count(*) as open, count(r.waiting_since) as waiting
from conversation c
left join report_course r on r.workspace_id = c.workspace_id and r.conversation_id = c.id and r.waiting_since is not null
where c.workspace_id = :workspace_id and c.status = 'open' and c.merged_into is null and c.kind = 'customer'
  and (:everything or c.assignee_id = :me or c.team_id = any (:teams::uuid[]))
group by 1;

-- name: agents_there
select s.account_id as id, a.name, a.avatar_url, a.about, coalesce(g.state, 'away') as state
from staff s join account a on a.id = s.account_id
left join agent g on g.workspace_id = s.workspace_id and g.account_id = s.account_id
where s.workspace_id = :workspace_id and s.role <> 'viewer' and s.left_at is null order by a.name, a.id;
