-- name: rules
select rules from routing where workspace_id = :workspace_id;

-- name: set_rules
insert into routing (workspace_id, rules) values (:workspace_id, :rules)
on conflict (workspace_id) do update set rules = excluded.rules;

-- name: routed
select workspace_id from routing where rules->>'way' <> 'off';

-- name: agents
-- Everybody to whom something can be given.
select s.account_id as id, p.name, p.avatar_url, p.about, s.role, coalesce(g.state, 'away') as state,
  coalesce(g.chosen, 'online') as chosen, g.capacity, coalesce(g.turn, 0) as turn,
  coalesce(g.languages, '{}') as languages, coalesce(g.skills, '{}') as skills,
  (select count(*) from conversation c where c.workspace_id = s.workspace_id and c.assignee_id = s.account_id
   and c.status = 'open' and c.merged_into is null) as cases,
  array(select m.team_id from team_member m where m.workspace_id = s.workspace_id and m.account_id = s.account_id) as teams
from staff s
join account p on p.id = s.account_id
left join agent g on g.workspace_id = s.workspace_id and g.account_id = s.account_id
where s.workspace_id = :workspace_id and s.role <> 'viewer' and s.left_at is null and not exists (select from role r where r.workspace_id = s.workspace_id
  and r.id = s.role_id and not 'conversations.write' = any (r.capabilities))
order by p.name, p.id;

-- name: say_state
insert into agent as g (workspace_id, account_id, chosen, seen_at) values (:workspace_id, :account_id, :state, now())
on conflict (workspace_id, account_id) do update set chosen = excluded.chosen, seen_at = excluded.seen_at;

-- name: change_agent
insert into agent as g (workspace_id, account_id, capacity, languages, skills)
values (:workspace_id, :account_id, :capacity, coalesce(:languages::text[], '{}'), coalesce(:skills::text[], '{}'))
on conflict (workspace_id, account_id) do update set
  capacity = case when :capacity_said then excluded.capacity else g.capacity end,
  languages = coalesce(:languages, g.languages), skills = coalesce(:skills, g.skills);

-- name: seen
-- In the order of their keys: two processes may see the same agents.
insert into agent as g (workspace_id, account_id, seen_at)
select s.workspace_id, s.account_id, now() from unnest(:workspaces::uuid[], :accounts::uuid[]) as w (workspace_id, account_id)
join staff s using (workspace_id, account_id) where s.left_at is null order by 1, 2
on conflict (workspace_id, account_id) do update set seen_at = excluded.seen_at;

-- name: settle
-- What each agent's choice comes to now; those for whom it is something else than was told.
update agent a set state = w.state from (
  select g.workspace_id, g.account_id, case
    when g.seen_at > now() - make_interval(mins => coalesce((r.rules->>'away_minutes')::int, 10)) then g.chosen
    else 'away' end as state
  from agent g left join routing r on r.workspace_id = g.workspace_id
) w
where a.workspace_id = w.workspace_id and a.account_id = w.account_id and a.state <> w.state
returning a.workspace_id, a.account_id, a.state;

-- name: try_to_route
select pg_try_advisory_lock(hashtext('routing'));

-- name: busy
-- Where something may be to decide. Nothing is, where nobody is there.
select r.workspace_id from routing r
where r.rules->>'way' <> 'off' and (jsonb_array_length(r.rules->'overflow') > 0
  or exists (select from agent g where g.workspace_id = r.workspace_id and g.state = 'online') and (
    exists (select from conversation c where c.workspace_id = r.workspace_id and c.assignee_id is null and c.status = 'open'
      and c.merged_into is null and c.wants_agent)
    or (r.rules->>'reroute')::boolean and exists (select from agent g
      join conversation c on c.workspace_id = g.workspace_id and c.assignee_id = g.account_id and c.status = 'open'
        and c.merged_into is null and c.last_snippet->'author'->>'kind' = 'contact'
      where g.workspace_id = r.workspace_id and g.state = 'away')));

-- name: to_route
-- Those that ask for somebody, and those whose customer waits while the one who has them is away; the oldest first.
select c.id, c.last_at, c.assignee_id, c.gone, c.team_id as team, c.labels, t.locale as language,
  (select e.author_id from entry e where e.workspace_id = :workspace_id and e.conversation_id = c.id and e.kind = 'message'
   and e.author_kind = 'staff' and e.author_id is distinct from c.assignee_id order by e.seq desc limit 1) as known
from (
  (select id, last_at, contact_id, assignee_id, '' as gone, team_id, labels from conversation
   where workspace_id = :workspace_id and assignee_id is null and status = 'open' and merged_into is null and wants_agent
     and (last_at, id) > (:after_at, :after_id)
   order by last_at, id limit :most)
  union all
  (select c.id, c.last_at, c.contact_id, c.assignee_id, p.name, c.team_id, c.labels
   from agent g join account p on p.id = g.account_id
   join conversation c on c.workspace_id = g.workspace_id and c.assignee_id = g.account_id and c.status = 'open'
     and c.merged_into is null and c.last_snippet->'author'->>'kind' = 'contact'
   where :reroute and g.workspace_id = :workspace_id and g.state = 'away' and (c.last_at, c.id) > (:after_at, :after_id)
   order by c.last_at, c.id limit :most)
) c
join contact t on t.workspace_id = :workspace_id and t.id = c.contact_id
order by c.last_at, c.id limit :most;

-- name: take_turn
-- They are the last in line now; nobody, where they are not online any more.
update agent set turn = (select max(turn) + 1 from agent where workspace_id = :workspace_id)
where workspace_id = :workspace_id and account_id = :account_id and state = 'online' returning turn;

-- name: still_away
select exists (select from agent where workspace_id = :workspace_id and account_id = :account_id and state = 'away');

-- name: overflowing
-- Cases of the team whose customer waits for so long, since they wrote or since the team has it. Once: who went to another
-- team by this stays there until somebody answered.
select c.id, c.last_seq from conversation c
cross join lateral (
  select min(e.at) as since from entry e
  where e.workspace_id = c.workspace_id and e.conversation_id = c.id and e.kind = 'message' and e.author_kind = 'contact'
    and e.seq > coalesce((select s.seq from entry s where s.workspace_id = c.workspace_id and s.conversation_id = c.id
      and s.kind = 'message' and s.author_kind in ('staff', 'bot') order by s.seq desc limit 1), 0)
) w
cross join lateral (
  select max(g.at) as at, coalesce(bool_or(g.body->'event'->'why'->>'reason' = 'overflow'), false) as overflown
  from entry g where g.workspace_id = c.workspace_id and g.conversation_id = c.id and g.kind = 'event' and g.at >= w.since
    and g.body->'event'->>'type' = 'team_changed'
) given
where c.workspace_id = :workspace_id and c.team_id = :team and c.status = 'open' and c.merged_into is null
  and c.last_snippet->'author'->>'kind' = 'contact' and not given.overflown
  and greatest(w.since, given.at) <= now() - make_interval(mins => :minutes)
limit :most;

-- name: policies
select policies from sla where workspace_id = :workspace_id;

-- name: set_policies
insert into sla (workspace_id, policies) values (:workspace_id, :policies)
on conflict (workspace_id) do update set policies = excluded.policies;

-- name: promising
select workspace_id from sla where jsonb_array_length(policies->'policies') > 0;

-- name: to_promise
select c.workspace_id, c.id as conversation_id from conversation c join sla s using (workspace_id)
where c.id = any (:conversations::uuid[]) and c.status in ('open', 'snoozed', 'bot') and c.merged_into is null
  and jsonb_array_length(s.policies->'policies') > 0;

-- name: present_case
select status, case_number, labels, priority, team_id, sla, last_seq from conversation
where workspace_id = :workspace_id and id = :id and merged_into is null;

-- name: entries_of_case
-- From the one that opened it.
select at, author_kind, author_id, body from entry
where workspace_id = :workspace_id and conversation_id = :id and kind in ('message', 'event')
  and seq >= (select o.seq from entry o where o.workspace_id = :workspace_id and o.conversation_id = :id and o.kind = 'event'
              and o.body->'event'->>'type' = 'case_opened' order by o.seq desc limit 1)
order by seq;

-- name: missed
select workspace_id, id, case_number, sla from conversation
where missed_at <= now() and merged_into is null order by missed_at limit :most;
