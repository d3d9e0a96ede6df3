-- name: rules
select r.id, r.body, r.enabled, r.since, r.paused,
  (select count(*) from rule_firing f where f.workspace_id = r.workspace_id and f.rule_id = r.id and f.stopped is null
   and f.at > now() - interval '30 days') as fired,
  (select max(f.at) from rule_firing f where f.workspace_id = r.workspace_id and f.rule_id = r.id and f.stopped is null) as fired_at
from rule r where r.workspace_id = :workspace_id order by r.place, r.id;

-- name: enabled_rules
select id, body, enabled, since, paused from rule where workspace_id = :workspace_id and enabled order by place, id;

-- name: enabled_triggers
-- What the rules of each workspace are asked about.
select workspace_id, array_agg(distinct body->'when'->>'on') as triggers from rule where enabled group by workspace_id;

-- name: insert_rule
insert into rule (workspace_id, id, place, body)
select :workspace_id, :id, coalesce(max(place), 0) + 1, :body from rule where workspace_id = :workspace_id;

-- name: change_rule
-- As it is now, it is asked about what happens from now on.
update rule set body = :body, since = now() where workspace_id = :workspace_id and id = :id returning id;

-- name: switch_rule
update rule set enabled = :enabled, paused = null, paused_at = null,
  since = case when :enabled and not enabled then now() else since end
where workspace_id = :workspace_id and id = :id returning id;

-- name: order_rules
update rule r set place = w.place from unnest(:ids::uuid[]) with ordinality as w (id, place)
where r.workspace_id = :workspace_id and r.id = w.id;

-- name: delete_rule
delete from rule where workspace_id = :workspace_id and id = :id returning id;

-- name: to_run
select c.workspace_id, c.id as conversation_id from conversation c
where c.id = any (:conversations::uuid[]) and c.kind = 'customer' and c.merged_into is null
  and exists (select from rule r where r.workspace_id = c.workspace_id and r.enabled);

-- name: place
select seq, story from rule_place where workspace_id = :workspace_id and conversation_id = :conversation_id;

-- name: set_place
-- Of two processes that read the same, the one that came further.
insert into rule_place as p (workspace_id, conversation_id, seq, story)
values (:workspace_id, :conversation_id, :seq, :story)
on conflict (workspace_id, conversation_id) do update set seq = excluded.seq, story = excluded.story where p.seq < excluded.seq;

-- name: said
-- Nothing of a conversation that was merged into another: it goes on there.
select e.seq, e.at, e.author_kind, e.author_id, e.channel, e.body, e.source from entry e
join conversation c on c.workspace_id = e.workspace_id and c.id = e.conversation_id and c.merged_into is null
where e.workspace_id = :workspace_id and e.conversation_id = :conversation_id and e.seq > :after
  and e.kind in ('message', 'note', 'event')
order by e.seq limit :most;

-- name: contacts_known
select c.id as conversation_id, t.name, t.locale, t.claimed_facts || t.verified_facts as attributes,
  exists (select from identity v where v.workspace_id = c.workspace_id and v.contact_id = c.contact_id
          and v.kind <> 'browser' and v.verified_at is not null) as verified
from conversation c join contact t on t.workspace_id = c.workspace_id and t.id = c.contact_id
where c.workspace_id = :workspace_id and c.id = any (:conversations::uuid[]);

-- name: changed_by_people
-- Whether somebody did one of these since, or, of labels, put one of them on or took it off.
select exists (select from entry e where e.workspace_id = :workspace_id and e.conversation_id = :conversation_id and e.seq > :after
  and e.author_kind in ('staff', 'contact') and (
    e.kind = 'message' and :messages::boolean
    or e.kind = 'event' and e.body->'event'->>'type' = any (:events::text[])
    or e.kind = 'event' and e.body->'event'->>'type' = 'labels_changed'
      and (e.body->'event'->'added' ?| :labels::text[] or e.body->'event'->'removed' ?| :labels::text[])));

-- name: deeds
select deeds from rule_firing where workspace_id = :workspace_id and id = :id;

-- name: fired_lately
select count(*) filter (where conversation_id = :conversation_id) as here,
  count(*) filter (where at > now() - interval '10 minutes') as altogether
from rule_firing where workspace_id = :workspace_id and rule_id = :rule_id and at > now() - interval '1 hour'
  and stopped is null;

-- name: keep_firing
insert into rule_firing (workspace_id, id, rule_id, name, conversation_id, seq, at, trigger, found, deeds, stopped)
values (:workspace_id, :id, :rule_id, :name, :conversation_id, :seq, now(), :trigger, :found, :deeds, :stopped)
on conflict (workspace_id, id) do nothing;

-- name: firings
select f.id, f.rule_id as rule, f.name, f.conversation_id as conversation, t.name as contact_name, f.seq, f.at, f.trigger as on,
  f.found, f.deeds, f.stopped
from rule_firing f
join conversation c on c.workspace_id = f.workspace_id and c.id = f.conversation_id
join contact t on t.workspace_id = c.workspace_id and t.id = c.contact_id
where f.workspace_id = :workspace_id and (:rule_id::uuid is null or f.rule_id = :rule_id)
  and (:conversation_id::uuid is null or f.conversation_id = :conversation_id) and (f.at, f.id) < (:before_at, :before_id)
order by f.at desc, f.id desc limit :most;

-- name: pause_rule
update rule set enabled = false, paused = :why, paused_at = now()
where workspace_id = :workspace_id and id = :id and enabled returning paused_at;

-- name: owners
select a.email, a.locale from staff s join account a on a.id = s.account_id
where s.workspace_id = :workspace_id and s.role = 'owner' and s.left_at is null and a.email is not null;

-- name: paused_rule
select r.body->>'name' as name, w.name as workspace from rule r join workspace w on w.id = r.workspace_id
where r.workspace_id = :workspace_id and r.id = :id and r.paused_at = :paused_at;

-- name: staff_who_work
select s.account_id as id, a.name from staff s join account a on a.id = s.account_id
where s.workspace_id = :workspace_id and s.role <> 'viewer' and s.left_at is null and not exists (select from role r
  where r.workspace_id = s.workspace_id and r.id = s.role_id and not 'conversations.write' = any (r.capabilities));

-- name: webhook_urls
select id, url from webhook where workspace_id = :workspace_id;

-- name: label_names
select name from label where workspace_id = :workspace_id;

-- name: forget_rules_of
with places as (
  delete from rule_place where workspace_id = :workspace_id and conversation_id = any (:conversations::uuid[])
), trials as (
  delete from rule_trial where workspace_id = :workspace_id
)
delete from rule_firing where workspace_id = :workspace_id and conversation_id = any (:conversations::uuid[]);

-- name: tidy_rules
with trials as (delete from rule_trial where asked_at < now() - interval '1 day')
delete from rule_firing where at < now() - interval '90 days';

-- name: insert_trial
insert into rule_trial (workspace_id, id, body) values (:workspace_id, :id, :body);

-- name: trial
select id, state, done, total, bounded, times, conversations, would from rule_trial
where workspace_id = :workspace_id and id = :id;

-- name: trial_body
select body from rule_trial where workspace_id = :workspace_id and id = :id and state in ('waiting', 'working');

-- name: set_trial
update rule_trial set state = :state, done = :done, total = :total, bounded = :bounded, times = :times,
  conversations = :conversations, would = :would
where workspace_id = :workspace_id and id = :id;

-- name: to_try
-- The conversations in which something happened in the last 30 days, the ones with the latest words first.
select id from conversation where workspace_id = :workspace_id and kind = 'customer' and merged_into is null
  and last_at > now() - interval '30 days'
order by last_at desc limit :most;

-- name: said_in
select e.conversation_id, e.seq, e.at, e.author_kind, e.author_id, e.channel, e.body, e.source
from unnest(:conversations::uuid[]) as w (id)
join entry e on e.workspace_id = :workspace_id and e.conversation_id = w.id and e.kind in ('message', 'note', 'event')
order by e.conversation_id, e.seq;
