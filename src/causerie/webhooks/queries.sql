-- name: hooked
select distinct workspace_id from webhook where enabled;

-- name: webhooks
select h.id, h.url, h.events, h.enabled, h.failing_since, h.created_at,
  (select count(*) from webhook_message m
   where (m.workspace_id, m.webhook_id, m.state) = (h.workspace_id, h.id, 'waiting')) as waiting,
  (select count(*) from webhook_message m
   where (m.workspace_id, m.webhook_id, m.state) = (h.workspace_id, h.id, 'dead')) as dead
from webhook h where h.workspace_id = :workspace_id and (:id::uuid is null or h.id = :id) order by h.created_at, h.id;

-- name: insert_webhook
insert into webhook (workspace_id, id, url, secret, events, created_by)
values (:workspace_id, :id, :url, :secret, :events, :created_by);

-- name: change_webhook
-- Enabled again, it begins anew.
update webhook set url = coalesce(:url, url), events = coalesce(:events, events), enabled = coalesce(:enabled, enabled),
  since = case when :enabled and not enabled then now() else since end,
  failing_since = case when :enabled then null else failing_since end
where workspace_id = :workspace_id and id = :id returning id;

-- name: forget_places
delete from webhook_place p using webhook h
where p.workspace_id = :workspace_id and p.webhook_id = :id and h.workspace_id = p.workspace_id and h.id = p.webhook_id
  and h.since = now();

-- name: set_secret
update webhook set secret = :secret where workspace_id = :workspace_id and id = :id returning id;

-- name: delete_webhook
delete from webhook where workspace_id = :workspace_id and id = :id returning id;

-- name: places
-- Up to where each webhook has been told of these conversations.
select h.workspace_id, h.id as webhook_id, h.events, v.id as conversation_id,
  coalesce(p.seq, (select max(e.seq) from entry e
                   where e.workspace_id = v.workspace_id and e.conversation_id = v.id and e.at < h.since), 0) as seq
from conversation v
join webhook h on h.workspace_id = v.workspace_id and h.enabled
left join webhook_place p on (p.workspace_id, p.webhook_id, p.conversation_id) = (h.workspace_id, h.id, v.id)
where v.id = any (:conversations::uuid[]) order by v.id, h.id;

-- name: set_places
insert into webhook_place (workspace_id, webhook_id, conversation_id, seq)
select * from unnest(:workspaces::uuid[], :webhooks::uuid[], :conversations::uuid[], :seqs::bigint[])
on conflict (workspace_id, webhook_id, conversation_id) do update set seq = excluded.seq;

-- name: insert_messages
insert into webhook_message (workspace_id, webhook_id, id, conversation_id, event, body)
select * from unnest(:workspaces::uuid[], :webhooks::uuid[], :ids::uuid[], :conversations::uuid[], :events::text[],
  :bodies::text[]);

-- name: insert_call
insert into webhook_message (workspace_id, webhook_id, id, conversation_id, event, body)
select h.workspace_id, h.id, :message_id::uuid, :conversation_id::uuid, :event::text, :body::text from webhook h
where h.workspace_id = :workspace_id and h.id = :id and h.enabled
on conflict do nothing;

-- name: target
select url, secret from webhook where workspace_id = :workspace_id and id = :id and enabled;

-- name: due_messages
select id, body, attempts from webhook_message
where workspace_id = :workspace_id and webhook_id = :webhook_id and state = 'waiting' and due_at <= now()
order by due_at, id limit :most;

-- name: next_due
select extract(epoch from min(due_at) - now())::float8 from webhook_message
where workspace_id = :workspace_id and webhook_id = :webhook_id and state = 'waiting';

-- name: attempted
update webhook_message m set state = w.state, attempts = m.attempts + 1, outcome = w.outcome,
  due_at = now() + make_interval(secs => w.delay)
from unnest(:ids::uuid[], :states::text[], :outcomes::text[], :delays::float8[]) as w (id, state, outcome, delay)
where m.workspace_id = :workspace_id and m.webhook_id = :webhook_id and m.id = w.id;

-- name: note_health
-- Given up, where nothing at all arrived for as long as one message is tried.
update webhook set failing_since = case when :arrived then null else coalesce(failing_since, now()) end,
  enabled = enabled and not :gone and not (:died and not :arrived and failing_since < now() - interval '3 days')
where workspace_id = :workspace_id and id = :id;

-- name: messages
select id, event, state, attempts, outcome, created_at, due_at, body from webhook_message
where workspace_id = :workspace_id and webhook_id = :webhook_id and (:state::text is null or state = :state)
order by id desc limit :most;

-- name: send_again
with again as (
  update webhook_message set state = 'waiting', attempts = 0, due_at = now()
  where workspace_id = :workspace_id and webhook_id = :webhook_id
    and (id = :id or (:id::uuid is null and state = 'dead')) returning id
)
select count(*) from again;

-- name: forget_told
delete from webhook_message where workspace_id = :workspace_id and conversation_id = any (:conversations::uuid[]);

-- name: tidy
delete from webhook_message where (state = 'delivered' and created_at < now() - interval '7 days')
  or (state = 'dead' and created_at < now() - interval '30 days');
