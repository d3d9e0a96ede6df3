-- name: lock_conversation
-- Until the connection goes back, or dies: whoever holds it is the only one who mails this conversation.
select pg_try_advisory_lock(hashtextextended('mail ' || cast(:conversation_id as uuid), 0));

-- name: interrupted
select workspace_id, id, conversation_id, address, reference, from_seq, to_seq, state, created_at from delivery
where workspace_id = :workspace_id and conversation_id = :conversation_id and channel = 'email' and state = 'sending';

-- name: pending
select workspace_id, id, conversation_id, address, reference, from_seq, to_seq, state, created_at from delivery
where workspace_id = :workspace_id and conversation_id = :conversation_id and channel = 'email' and state = 'pending';

-- name: progress
-- How far mails to an address came, and how far they were tried.
select coalesce(max(to_seq) filter (where state <> 'failed'), 0) as reached, coalesce(max(to_seq), 0) as tried
from delivery where workspace_id = :workspace_id and conversation_id = :conversation_id and channel = 'email'
  and address = :address and state in ('sent', 'unknown', 'failed');

-- name: first_mailed
select to_seq from delivery where workspace_id = :workspace_id and conversation_id = :conversation_id
  and channel = 'email' and address = :address and state in ('sent', 'unknown') order by created_at limit 1;

-- name: newest_mailed
select max(to_seq) from delivery where workspace_id = :workspace_id and conversation_id = :conversation_id
  and channel = 'email' and state in ('sent', 'unknown');

-- name: thread
-- Message-IDs of what was mailed to and fro, the oldest first.
select id from (
  select reference as id, created_at as at from delivery where workspace_id = :workspace_id
    and conversation_id = :conversation_id and channel = 'email' and address = :address and state in ('sent', 'unknown')
  union all
  select split_part(external_id, ' ', 1), received_at from inbound where workspace_id = :workspace_id
    and conversation_id = :conversation_id and channel = 'email' and external_id like '<%'
) mails order by at desc limit 20;

-- name: keep_pending
insert into delivery (workspace_id, id, conversation_id, channel, address, reference, from_seq, to_seq, state)
values (:workspace_id, :id, :conversation_id, 'email', :address, :reference, :from_seq, :to_seq, 'pending')
on conflict (workspace_id, id) do update
set address = excluded.address, from_seq = excluded.from_seq, to_seq = excluded.to_seq;

-- name: drop_pending
delete from delivery where workspace_id = :workspace_id and conversation_id = :conversation_id and channel = 'email'
  and state = 'pending';

-- name: set_state
update delivery set state = :state::text, detail = :detail,
  ended_at = case when :state::text in ('sent', 'failed', 'unknown') then now() end
where workspace_id = :workspace_id and id = :id;

-- name: quoted
select workspace_id, id, conversation_id, address, reference, from_seq, to_seq, state, created_at from delivery
where workspace_id = :workspace_id and conversation_id = :conversation_id and reference = any (:references::text[])
order by to_seq desc;

-- name: newest_to
select workspace_id, id, conversation_id, address, reference, from_seq, to_seq, state, created_at from delivery
where workspace_id = :workspace_id and conversation_id = :conversation_id and channel = 'email'
  and address = any (:addresses::text[]) and state <> 'pending' order by created_at desc limit 1;

-- name: is_known
select exists (select from inbound
  where workspace_id = :workspace_id and channel = 'email' and external_id = :external_id);

-- name: keep_known
insert into inbound (workspace_id, channel, external_id, conversation_id)
values (:workspace_id, 'email', :external_id, :conversation_id) on conflict do nothing;

-- name: forget_addresses
update delivery set address = '', detail = '' where workspace_id = :workspace_id and conversation_id = any (:conversations::uuid[]);

-- name: forget_inbound
-- A Message-ID names the sender's machine. The same mail again leads to nobody.
delete from inbound where workspace_id = :workspace_id and conversation_id = any (:conversations::uuid[]);
