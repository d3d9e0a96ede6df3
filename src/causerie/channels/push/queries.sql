-- name: keep_key
insert into push_key (private_key) values (:private_key) on conflict do nothing;

-- name: key
select private_key from push_key;

-- name: keep_device
-- A browser has one endpoint; whoever is signed in with it now gets what is told there.
insert into push_device (id, account_id, session_id, endpoint, point, auth)
values (:id, :account_id, :session_id, :endpoint, :point, :auth)
on conflict (endpoint) do update set id = excluded.id, account_id = excluded.account_id,
  session_id = excluded.session_id, point = excluded.point, auth = excluded.auth;

-- name: forget_devices_of_session
delete from push_device where session_id = :session_id;

-- name: forget_device
delete from push_device where id = :id;

-- name: has_device
select exists (select from push_device where session_id = :session_id);

-- name: quiet
select begins, ends, timezone from push_quiet where account_id = :account_id;

-- name: set_quiet
insert into push_quiet (account_id, begins, ends, timezone) values (:account_id, :begins, :ends, :timezone)
on conflict (account_id) do update set begins = excluded.begins, ends = excluded.ends, timezone = excluded.timezone;

-- name: end_quiet
delete from push_quiet where account_id = :account_id;

-- name: device
select d.endpoint, d.point, d.auth, d.account_id,
  (select coalesce(sum(h.contact_unread), 0) from inbox_head h
   where h.account_id = d.account_id and h.merged_into is null)::int as unread
from push_device d join session s on s.id = d.session_id where d.id = :id and s.expires_at > now();

-- name: untold
-- What the account has not read in this conversation, unless it is muted or this device was told of it.
select h.last_seq, h.last_snippet, h.workspace_name, h.logo_url, a.locale
from inbox_head h join account a on a.id = h.account_id
where h.account_id = :account_id and h.workspace_id = :workspace_id and h.conversation = :conversation_id
  and h.merged_into is null and h.contact_unread > 0
  and (h.muted_until is null or h.muted_until <= now())
  and not exists (select from push_notice n where n.workspace_id = h.workspace_id
    and n.conversation_id = h.conversation and n.device_id = :device_id and n.to_seq >= h.last_seq);

-- name: keep_notice
insert into push_notice (workspace_id, conversation_id, device_id, to_seq)
select :workspace_id, :conversation_id, id, :to_seq from push_device where id = :device_id
on conflict (workspace_id, conversation_id, device_id) do update set to_seq = excluded.to_seq;

-- name: read_notices
-- Of conversations that were read to their end.
delete from push_notice n using inbox_head h
where n.conversation_id = any (:conversations::uuid[]) and h.workspace_id = n.workspace_id
  and h.conversation = n.conversation_id and h.contact_unread = 0
returning n.conversation_id, n.device_id;
