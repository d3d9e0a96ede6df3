-- name: personal_workspace
-- Where this account's groups and direct conversations live; made when it is first needed.
insert into workspace (id, slug, name, account_id) values (:id, :slug, '', :account_id)
on conflict (account_id) do update set account_id = excluded.account_id returning id;

-- name: insert_group
insert into conversation (workspace_id, id, kind, name) values (:workspace_id, :id, 'group', :name);

-- name: put_member
-- Who comes back sees everything again, and what was said meanwhile is not unread.
insert into member (workspace_id, conversation_id, contact_id, role, joined_seq)
values (:workspace_id, :conversation_id, :contact_id, :role, :joined_seq)
on conflict (workspace_id, conversation_id, contact_id) do update set role = excluded.role, joined_at = now(),
  joined_seq = excluded.joined_seq, left_seq = null, left_at = null, removed = false,
  changed_xid = pg_current_xact_id();

-- name: standing
-- Of one who is, or was, in it.
select m.contact_id, m.role, m.left_seq, m.left_at, m.removed, t.name, t.account_id
from member m join contact t on t.workspace_id = m.workspace_id and t.id = m.contact_id
where m.workspace_id = :workspace_id and m.conversation_id = :conversation_id and m.contact_id = :contact_id;

-- name: counts
-- How many are in it, and how many of them are its owners.
select count(*) as members, count(*) filter (where role = 'owner') as owners from member
where workspace_id = :workspace_id and conversation_id = :conversation_id and left_seq is null;

-- name: end_membership
update member set left_seq = :left_seq, left_at = now(), removed = :removed, changed_xid = pg_current_xact_id()
where workspace_id = :workspace_id and conversation_id = :conversation_id and contact_id = :contact_id;

-- name: give_role
update member set role = :role, changed_xid = pg_current_xact_id()
where workspace_id = :workspace_id and conversation_id = :conversation_id and contact_id = :contact_id;

-- name: rename
update conversation set name = :name where workspace_id = :workspace_id and id = :conversation_id;

-- name: set_picture
update conversation set picture_url = :picture_url where workspace_id = :workspace_id and id = :conversation_id;

-- name: group_of
-- As its members see it; who left does not see what it became.
select c.id as conversation, c.kind, coalesce(c.name, '') as name, c.picture_url, m.role, m.left_seq is not null as left
from conversation c join member m on m.workspace_id = c.workspace_id and m.conversation_id = c.id
where c.workspace_id = :workspace_id and c.id = :conversation_id and m.contact_id = :contact_id;

-- name: members
select t.id, t.name, t.avatar_url, m.role, m.joined_at
from member m join contact t on t.workspace_id = m.workspace_id and t.id = m.contact_id
where m.workspace_id = :workspace_id and m.conversation_id = :conversation_id and m.left_seq is null
order by array_position(array['owner', 'admin', 'member'], m.role), m.joined_at, t.id;

-- name: insert_invitation
insert into invitation (workspace_id, id, conversation_id, made_by, expires_at, max_uses)
values (:workspace_id, :id, :conversation_id, :made_by, :expires_at, :max_uses);

-- name: invitations
-- Those that still work.
select id, created_at, expires_at, max_uses, uses from invitation
where workspace_id = :workspace_id and conversation_id is not distinct from :conversation_id and revoked_at is null
  and (expires_at is null or expires_at > now()) and (max_uses is null or uses < max_uses)
order by created_at desc, id desc;

-- name: revoke_invitation
update invitation set revoked_at = now()
where workspace_id = :workspace_id and id = :id and conversation_id is not distinct from :conversation_id and revoked_at is null;

-- name: invitation
select i.workspace_id, i.conversation_id, i.created_at, w.account_id,
  i.revoked_at is null and (i.expires_at is null or i.expires_at > now()) and (i.max_uses is null or i.uses < i.max_uses) as works
from invitation i join workspace w on w.id = i.workspace_id where i.id = :id;

-- name: use_invitation
-- Nothing comes back where it does not work any more.
update invitation set uses = uses + 1
where workspace_id = :workspace_id and id = :id and revoked_at is null and (expires_at is null or expires_at > now())
  and (max_uses is null or uses < max_uses)
returning created_at;

-- name: invited_to_group
select 'group' as kind, coalesce(c.name, '') as name, c.picture_url,
  (select count(*) from member m where m.workspace_id = c.workspace_id and m.conversation_id = c.id and m.left_seq is null) as members
from conversation c where c.workspace_id = :workspace_id and c.id = :conversation_id;

-- name: invited_by_person
select 'direct' as kind, name, avatar_url as picture_url, 1 as members from account where id = :account_id;

-- name: account
select id, email, name, about, avatar_url, locale, phone from account where id = :id;

-- name: direct_with
select conversation_id from direct where workspace_id = :workspace_id and contact_id = :contact_id;

-- name: insert_direct_conversation
insert into conversation (workspace_id, id, kind) values (:workspace_id, :id, 'direct');

-- name: insert_direct
insert into direct (workspace_id, contact_id, conversation_id) values (:workspace_id, :contact_id, :id);

-- name: wants_direct
-- It is in the list of who opened it.
update member set role = 'owner', changed_xid = pg_current_xact_id()
where workspace_id = :workspace_id and conversation_id = :conversation_id and contact_id = :contact_id and role <> 'owner';

-- name: other_of
select contact_id from member
where workspace_id = :workspace_id and conversation_id = :conversation_id and contact_id <> :contact_id;

-- name: block
update member set blocked = :blocked, changed_xid = pg_current_xact_id()
where workspace_id = :workspace_id and conversation_id = :conversation_id and contact_id = :contact_id;

-- name: present_in
select m.conversation_id as conversation, c.kind, t.name
from member m
join conversation c on c.workspace_id = m.workspace_id and c.id = m.conversation_id
join contact t on t.workspace_id = m.workspace_id and t.id = m.contact_id
where m.workspace_id = :workspace_id and m.contact_id = :contact_id and m.left_seq is null;

-- name: promote_oldest
-- Where no owner is left: an admin before a plain member, who came first before others.
update member set role = 'owner', changed_xid = pg_current_xact_id()
where workspace_id = :workspace_id and conversation_id = :conversation_id and contact_id = (
  select m.contact_id from member m
  where m.workspace_id = :workspace_id and m.conversation_id = :conversation_id and m.left_seq is null
    and not exists (select from member o where o.workspace_id = m.workspace_id and o.conversation_id = m.conversation_id
      and o.left_seq is null and o.role = 'owner')
  order by m.role = 'admin' desc, m.joined_at, m.contact_id limit 1);
