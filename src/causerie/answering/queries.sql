-- name: schedule
insert into scheduled_message (workspace_id, id, conversation_id, client_id, account_id, body, after_seq, due_at, if_answered,
  resolve)
select c.workspace_id, :id::uuid, c.id, :client_id::text, :account_id::uuid, :body::jsonb, c.last_seq, :due_at::timestamptz,
  :if_answered::text, :resolve::boolean
from conversation c where c.workspace_id = :workspace_id and c.id = :conversation_id and c.kind = 'customer'
on conflict (workspace_id, conversation_id, client_id) do nothing;

-- name: scheduled
-- What waits in a conversation, or in one that was merged into it.
select s.workspace_id, s.id, s.conversation_id, s.client_id, s.account_id, s.body, s.after_seq, s.due_at, s.if_answered, s.resolve,
  s.held, s.sent_at is not null as sent, f.account_id is not null as works_here, a.name, a.avatar_url
from scheduled_message s
join conversation c on c.workspace_id = s.workspace_id and c.id = s.conversation_id
join account a on a.id = s.account_id
left join staff f on f.workspace_id = s.workspace_id and f.account_id = s.account_id and f.left_at is null
where s.workspace_id = :workspace_id and :conversation_id in (c.id, c.merged_into)
order by s.due_at, s.id;

-- name: due_with
-- The message with those that wait before it in the same conversation: they are sent in their order.
select s.workspace_id, s.id, s.conversation_id, s.client_id, s.account_id, s.body, s.after_seq, s.due_at, s.if_answered, s.resolve,
  s.held, s.sent_at is not null as sent, f.account_id is not null as works_here, a.name, a.avatar_url
from scheduled_message m
join scheduled_message s on s.workspace_id = m.workspace_id and s.conversation_id = m.conversation_id
  and (s.due_at, s.id) <= (m.due_at, m.id)
join account a on a.id = s.account_id
left join staff f on f.workspace_id = s.workspace_id and f.account_id = s.account_id and f.left_at is null
where m.workspace_id = :workspace_id and m.id = :id and s.held is null
order by s.due_at, s.id;

-- name: take_scheduled
-- In the transaction that keeps it. True: somebody else said something since it was written, and it is to wait then.
update scheduled_message s set sent_at = now()
where s.workspace_id = :workspace_id and s.id = :id and s.sent_at is null
returning s.if_answered = 'hold' and exists (select from entry e
  where e.workspace_id = s.workspace_id and e.conversation_id = s.conversation_id and e.seq > s.after_seq
    and e.kind = 'message' and e.author_kind <> 'system'
    and (e.author_kind, e.author_id) is distinct from ('staff', s.account_id));

-- name: hold_scheduled
update scheduled_message set held = :why where workspace_id = :workspace_id and id = :id and sent_at is null;

-- name: send_scheduled_now
update scheduled_message set due_at = :due_at, if_answered = 'send', held = null
where workspace_id = :workspace_id and id = :id and sent_at is null
returning conversation_id;

-- name: cancel_scheduled
delete from scheduled_message where workspace_id = :workspace_id and id = :id and sent_at is null
returning conversation_id;

-- name: scheduled_is_done
delete from scheduled_message where workspace_id = :workspace_id and id = :id;

-- name: forget_scheduled
delete from scheduled_message where workspace_id = :workspace_id and conversation_id = any (:conversations::uuid[]);

-- name: replies
-- Those that this member of staff may use; admins see what all teams have.
select r.id, r.title, r.shortcut, r.texts, r.owner_id, r.team_id, r.files
from canned_reply r
where r.workspace_id = :workspace_id and (r.owner_id is null or r.owner_id = :account_id)
  and (r.team_id is null or :leads::boolean or exists (select from team_member m where m.workspace_id = r.workspace_id
    and m.team_id = r.team_id and m.account_id = :account_id))
order by r.shortcut, r.id;

-- name: shared_replies
select id, title, shortcut, texts, owner_id, team_id, files from canned_reply
where workspace_id = :workspace_id and owner_id is null order by shortcut, id;

-- name: put_reply
insert into canned_reply (workspace_id, id, owner_id, team_id, title, shortcut, texts, files)
values (:workspace_id, :id, :owner_id, :team_id, :title, :shortcut, :texts, :files)
on conflict (workspace_id, id) do update set owner_id = excluded.owner_id, team_id = excluded.team_id, title = excluded.title,
  shortcut = excluded.shortcut, texts = excluded.texts, files = excluded.files;

-- name: delete_reply
delete from canned_reply where workspace_id = :workspace_id and id = :id;

-- name: workspace_words
select name, locale from workspace where id = :workspace_id;
