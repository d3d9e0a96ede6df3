-- name: keep_key
insert into push_key (private_key) values (:private_key) on conflict do nothing;

-- name: key
select private_key from push_key;

-- name: keep_device
-- A browser has one endpoint; whoever is signed in with it now gets what is told there.
insert into push_device (id, account_id, session_id, endpoint, point, auth, app)
values (:id, :account_id, :session_id, :endpoint, :point, :auth, :app)
on conflict (endpoint) do update set id = excluded.id, account_id = excluded.account_id,
  session_id = excluded.session_id, point = excluded.point, auth = excluded.auth, app = excluded.app;

-- name: forget_device_of_session
delete from push_device where session_id = :session_id and app = :app;

-- name: forget_device
delete from push_device where id = :id;

-- name: has_device
select exists (select from push_device where session_id = :session_id and app = :app);

-- name: quiet
select begins, ends, timezone from push_quiet where account_id = :account_id;

-- name: set_quiet
insert into push_quiet (account_id, begins, ends, timezone) values (:account_id, :begins, :ends, :timezone)
on conflict (account_id) do update set begins = excluded.begins, ends = excluded.ends, timezone = excluded.timezone;

-- name: end_quiet
delete from push_quiet where account_id = :account_id;

-- name: device
select d.id, d.endpoint, d.point, d.auth, d.account_id,
  (select coalesce(sum(h.contact_unread), 0) from inbox_head h
   where h.account_id = d.account_id and h.merged_into is null)::int as unread
from push_device d join session s on s.id = d.session_id where d.id = :id and s.expires_at > now();

-- name: untold
-- What the account has not read in this conversation, unless it is muted or this device was told of it.
select h.last_seq, h.last_snippet, h.workspace_name, h.logo_url, a.locale, h.me, h.said_by
from inbox_head h join account a on a.id = h.account_id
where h.account_id = :account_id and h.workspace_id = :workspace_id and h.conversation = :conversation_id
  and h.merged_into is null and h.contact_unread > 0
  and (h.muted_until is null or h.muted_until <= now())
  and not exists (select from push_notice n where n.workspace_id = h.workspace_id
    and n.conversation_id = h.conversation and n.device_id = :device_id and n.to_seq >= h.last_seq);

-- name: keep_notice
insert into push_notice (workspace_id, conversation_id, device_id, to_seq, reader)
select :workspace_id, :conversation_id, id, :to_seq, :reader from push_device where id = :device_id
on conflict (workspace_id, conversation_id, device_id) do update set to_seq = excluded.to_seq, reader = excluded.reader;

-- name: read_notices
-- Of conversations that were read to their end.
delete from push_notice n using push_device d, inbox_head h
where n.conversation_id = any (:conversations::uuid[]) and d.id = n.device_id and d.app = 'messenger'
  and h.account_id = d.account_id and h.workspace_id = n.workspace_id and h.conversation = n.conversation_id
  and h.contact_unread = 0
returning n.conversation_id, n.device_id;

-- name: agents_read_notices
-- By the agent; or, where it was nobody's conversation, by any of them, or it became somebody's.
delete from push_notice n using push_device d, conversation c
where n.conversation_id = any (:conversations::uuid[]) and d.id = n.device_id and d.app = 'desk'
  and c.workspace_id = n.workspace_id and c.id = n.conversation_id
  and (n.reader = 'team' and (c.staff_unread = 0 or c.assignee_id is not null)
    or exists (select from read_mark m where m.workspace_id = n.workspace_id and m.conversation_id = n.conversation_id
      and m.reader_kind = 'staff' and m.reader_id = d.account_id and m.read_seq >= n.to_seq))
returning n.conversation_id, n.device_id;

-- name: agent_alerts
select new, answered, assigned, mentioned from agent_alerts where account_id = :account_id;

-- name: set_agent_alerts
insert into agent_alerts (account_id, new, answered, assigned, mentioned)
values (:account_id, :new, :answered, :assigned, :mentioned)
on conflict (account_id) do update set new = excluded.new, answered = excluded.answered, assigned = excluded.assigned,
  mentioned = excluded.mentioned;

-- name: any_agents_device
select exists (select from push_device where app = 'desk');

-- name: agents_of_messages
-- Whoever has the conversation; where nobody has, everybody who may answer.
select c.workspace_id, c.id as conversation_id, d.id as device_id, w.seq,
  case when c.assignee_id is null then 'new' else 'answered' end as why
from unnest(:conversations::uuid[], :seqs::bigint[]) as w (id, seq)
join conversation c on c.id = w.id and c.kind = 'customer' and not c.blocked
join staff s on s.workspace_id = c.workspace_id and s.role <> 'viewer' and s.left_at is null and not exists (select from role r where r.workspace_id = s.workspace_id
  and r.id = s.role_id and not 'conversations.write' = any (r.capabilities))
  and (c.assignee_id is null or c.assignee_id = s.account_id)
join push_device d on d.account_id = s.account_id and d.app = 'desk'
left join agent_alerts p on p.account_id = s.account_id
where coalesce(case when c.assignee_id is null then p.new else p.answered end, true);

-- name: agents_of_assignments
select c.workspace_id, c.id as conversation_id, d.id as device_id, w.seq, 'assigned' as why
from unnest(:conversations::uuid[], :accounts::uuid[], :seqs::bigint[]) as w (id, account_id, seq)
join conversation c on c.id = w.id and c.assignee_id = w.account_id
join push_device d on d.account_id = w.account_id and d.app = 'desk'
left join agent_alerts p on p.account_id = w.account_id
where coalesce(p.assigned, true);

-- name: agents_of_notes
-- Whoever is named in it whole, as @Name, or whose team is.
select distinct c.workspace_id, c.id as conversation_id, d.id as device_id, w.seq, 'mentioned' as why
from unnest(:conversations::uuid[], :authors::uuid[], :seqs::bigint[], :texts::text[]) as w (id, author_id, seq, text)
join conversation c on c.id = w.id
join staff s on s.workspace_id = c.workspace_id and s.account_id is distinct from w.author_id and s.left_at is null
join account a on a.id = s.account_id and a.name <> ''
join push_device d on d.account_id = a.id and d.app = 'desk'
left join agent_alerts p on p.account_id = a.id
cross join lateral (
  select a.name union all
  select t.name from team_member m join team t on t.workspace_id = m.workspace_id and t.id = m.team_id
  where m.workspace_id = s.workspace_id and m.account_id = s.account_id and t.closed_at is null) named
where coalesce(p.mentioned, true)
  and lower(w.text) ~ ('(?<!\w)@' || regexp_replace(lower(named.name), '(\W)', '\\\1', 'g') || '(?!\w)');

-- name: agents_device
select d.id, d.endpoint, d.point, d.auth, d.account_id from push_device d join session s on s.id = d.session_id
where d.id = :id and s.expires_at > now();

-- name: agent_untold
-- Where it is still news to the agent, no desk of theirs is on a screen, and this device was not told of it. Of a conversation
-- that nobody has, a device is told once, until it was read.
select t.name as contact_name, c.last_snippet, coalesce(b.name, '') as by, a.locale
from conversation c
join contact t on t.workspace_id = c.workspace_id and t.id = c.contact_id
join staff s on s.workspace_id = c.workspace_id and s.account_id = :account_id and s.left_at is null
join account a on a.id = s.account_id
join entry e on e.workspace_id = c.workspace_id and e.conversation_id = c.id and e.seq = :seq
left join account b on e.author_kind = 'staff' and b.id = e.author_id
where c.workspace_id = :workspace_id and c.id = :conversation_id and c.merged_into is null
  and case :why::text when 'new' then c.assignee_id is null and c.staff_unread > 0
    when 'mentioned' then true else c.assignee_id = a.id end
  and not exists (select from read_mark m where m.workspace_id = c.workspace_id and m.conversation_id = c.id
    and m.reader_kind = 'staff' and m.reader_id = a.id and m.read_seq >= e.seq)
  and not exists (select from desk_attention l where l.account_id = a.id and l.ends_at > now())
  and not exists (select from push_notice n where n.workspace_id = c.workspace_id and n.conversation_id = c.id
    and n.device_id = :device_id and (n.to_seq >= e.seq or :why::text = 'new'));
