-- name: members
select jsonb_build_object('kind', 'staff', 'id', a.id, 'name', a.name, 'avatar_url', a.avatar_url, 'about', a.about) as person,
  a.email, s.role, case when s.role_id is not null then (select jsonb_build_object('id', r.id, 'name', r.name) from role r
    where r.workspace_id = s.workspace_id and r.id = s.role_id) end as custom,
  s.created_at as since, g.seen_at,
  exists (select from passkey p where p.account_id = a.id) as second_factor,
  coalesce((select jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name) order by lower(t.name))
    from team_member m join team t on t.workspace_id = m.workspace_id and t.id = m.team_id and t.closed_at is null
    where m.workspace_id = s.workspace_id and m.account_id = s.account_id), '[]') as teams
from staff s join account a on a.id = s.account_id
left join agent g on g.workspace_id = s.workspace_id and g.account_id = s.account_id
where s.workspace_id = :workspace_id and s.left_at is null
order by array_position(array['owner', 'admin', 'custom', 'agent', 'viewer'], s.role), lower(a.name), a.id;

-- name: roles
-- Locked, so that of two owners who go at the same time one stays.
select s.account_id, s.role,
  coalesce((select r.capabilities from role r where r.workspace_id = s.workspace_id and r.id = s.role_id), '{}') as granted
from staff s where s.workspace_id = :workspace_id and s.left_at is null order by s.account_id for update of s;

-- name: account_name
select coalesce(nullif(name, ''), email, phone, '') from account where id = :id;

-- name: set_role
update staff set role = :role, role_id = :custom where workspace_id = :workspace_id and account_id = :account_id;

-- name: leave_staff
update staff set left_at = now() where workspace_id = :workspace_id and account_id = :account_id;

-- name: leave_teams
delete from team_member where workspace_id = :workspace_id and account_id = :account_id;

-- name: end_keys
delete from api_key where workspace_id = :workspace_id and account_id = :account_id;

-- name: left_with_cases
-- Conversations of somebody who does not work here any more.
select c.id from conversation c join staff s on s.workspace_id = c.workspace_id and s.account_id = c.assignee_id
where c.workspace_id = :workspace_id and c.assignee_id = :account_id and c.merged_into is null and s.left_at is not null
order by c.id limit :most;

-- name: invitations
select i.id, i.email, i.role, case when i.role_id is not null then (select jsonb_build_object('id', r.id, 'name', r.name) from role r
    where r.workspace_id = i.workspace_id and r.id = i.role_id) end as custom,
  coalesce(nullif(a.name, ''), a.email, '') as by_name, i.sent_at, i.expires_at,
  coalesce((select jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name) order by lower(t.name)) from team t
    where t.workspace_id = i.workspace_id and t.id = any (i.teams) and t.closed_at is null), '[]') as teams
from staff_invitation i join account a on a.id = i.invited_by
where i.workspace_id = :workspace_id order by i.sent_at desc, i.id;

-- name: works_here
select exists (select from staff s join account a on a.id = s.account_id
  where s.workspace_id = :workspace_id and a.email = :email and s.left_at is null);

-- name: invite
insert into staff_invitation (workspace_id, id, email, role, role_id, teams, locale, invited_by, token_hash, expires_at)
values (:workspace_id, :id, :email, :role, :custom, :teams, :locale, :invited_by, :token_hash, :expires_at)
on conflict (workspace_id, email) do nothing;

-- name: renew
update staff_invitation set token_hash = :token_hash, sent_at = now(), expires_at = :expires_at
where workspace_id = :workspace_id and id = :id returning email, role, role_id as custom, locale;

-- name: withdraw
delete from staff_invitation where workspace_id = :workspace_id and id = :id returning email;

-- name: invitation_by_token
select i.workspace_id, i.id, i.email, i.teams,
  i.role, i.role_id as custom, coalesce((select r.name from role r where r.workspace_id = i.workspace_id and r.id = i.role_id), '') as role_name,
  coalesce(nullif(a.name, ''), a.email, '') as by_name,
  exists (select from account k where k.email = i.email and k.name <> '') as known
from staff_invitation i join account a on a.id = i.invited_by
where i.token_hash = :token_hash and i.expires_at > now();

-- name: invitations_of
-- Those of the address that the account proved to be its own.
select i.workspace_id, i.id, i.email, i.teams,
  i.role, i.role_id as custom, coalesce((select r.name from role r where r.workspace_id = i.workspace_id and r.id = i.role_id), '') as role_name,
  coalesce(nullif(a.name, ''), a.email, '') as by_name, true as known
from account k join staff_invitation i on i.email = k.email join account a on a.id = i.invited_by
where k.id = :account_id and k.email_proven_at is not null and i.expires_at > now() order by i.sent_at desc, i.id;

-- name: take_invitation
-- Whoever takes it first has it.
delete from staff_invitation where workspace_id = :workspace_id and id = :id and expires_at > now() returning id;

-- name: join_staff
-- Whoever works here already stays what they are.
insert into staff as s (workspace_id, account_id, role, role_id) values (:workspace_id, :account_id, :role, :custom)
on conflict (workspace_id, account_id) do update set role = excluded.role, role_id = excluded.role_id, left_at = null, created_at = now()
where s.left_at is not null;

-- name: join_teams
insert into team_member (workspace_id, team_id, account_id)
select t.workspace_id, t.id, :account_id from team t
where t.workspace_id = :workspace_id and t.id = any (:teams::uuid[]) and t.closed_at is null on conflict do nothing;

-- name: audit
-- By the id, which grows with the time; of a whole day by its borders.
select l.id, l.at, l.action, l.subject, l.key_id is not null as by_key, l.before, l.after, l.address, l.device,
  case when a.id is not null then jsonb_build_object('kind', 'staff', 'id', a.id, 'name', coalesce(nullif(a.name, ''), a.email, ''),
    'avatar_url', a.avatar_url, 'about', a.about) end as by
from audit l left join account a on a.id = l.account_id
where l.workspace_id = :workspace_id and (:account_id::uuid is null or l.account_id = :account_id)
  and (:action::text is null or l.action = :action) and (:before_id::uuid is null or l.id < :before_id)
order by l.id desc limit :most;

-- name: audited_actions
select distinct action from audit where workspace_id = :workspace_id order by action;

-- name: audit_days
select audit_days from workspace where id = :workspace_id;

-- name: set_audit_days
update workspace set audit_days = :days where id = :workspace_id;

-- name: forget_audit
delete from audit l using workspace w where w.id = l.workspace_id and l.at < now() - make_interval(days => w.audit_days);

-- name: custom_roles
select r.id, r.name, r.capabilities, (select count(*) from staff s
  where s.workspace_id = r.workspace_id and s.role_id = r.id and s.left_at is null) as people
from role r where r.workspace_id = :workspace_id order by lower(r.name), r.id;

-- name: put_custom_role
insert into role (workspace_id, id, name, capabilities) values (:workspace_id, :id, :name, :capabilities)
on conflict (workspace_id, id) do update set name = excluded.name, capabilities = excluded.capabilities;

-- name: delete_custom_role
delete from role where workspace_id = :workspace_id and id = :id;

-- name: who_has_role
select account_id from staff where workspace_id = :workspace_id and role_id = :id and left_at is null;

-- name: free_role
-- Whoever left does not hold it; what they were is an agent, where they come back they are asked anew.
update staff set role = 'viewer', role_id = null where workspace_id = :workspace_id and role_id = :id and left_at is not null;
