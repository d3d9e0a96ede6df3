-- name: account_by_email
select id, email, name, about, avatar_url, locale, phone, password_hash from account where email = :email;

-- name: account_by_id
select id, email, name, about, avatar_url, locale, phone, password_hash from account where id = :id;

-- name: insert_account
insert into account (id, email, name, locale, password_hash) values (:id, :email, :name, :locale, :password_hash)
on conflict (email) do nothing;

-- name: insert_session
insert into session (token_hash, id, account_id, expires_at) values (:token_hash, :id, :account_id, :expires_at);

-- name: sessions_by_token
select s.token_hash, s.id, s.expires_at, s.proved_at, a.id as account_id, a.email, a.name, a.about, a.avatar_url,
  a.locale, a.phone
from session s join account a on a.id = s.account_id
where s.token_hash = any (:tokens::bytea[]) and s.expires_at > now();

-- name: prove_session
update session set proved_at = now() where id = :id;

-- name: delete_session
delete from session where id = :id;

-- name: delete_other_sessions
delete from session where account_id = :account_id and id <> :keep returning id;

-- name: ended_sessions
select w.id from unnest(:ids::uuid[]) as w (id)
where not exists (select from session s where s.id = w.id and s.expires_at > now());

-- name: delete_expired_sessions
delete from session where expires_at < now();

-- name: set_password
update account set password_hash = :password_hash where id = :id;

-- name: password_hash
select password_hash from account where id = :id;

-- name: update_profile
update account set name = coalesce(:name, name), about = coalesce(:about, about), locale = coalesce(:locale, locale)
where id = :id;

-- name: set_avatar
update account set avatar_url = :avatar_url where id = :id;

-- name: staff_of
select w.id, w.slug, w.name, w.logo_url, w.colour, s.role,
  coalesce((select r.capabilities from role r where r.workspace_id = s.workspace_id and r.id = s.role_id), '{}') as granted
from staff s join workspace w on w.id = s.workspace_id where s.account_id = :account_id and s.left_at is null
order by w.name;

-- name: role_in
select s.workspace_id, s.account_id, s.role,
  coalesce((select r.capabilities from role r where r.workspace_id = s.workspace_id and r.id = s.role_id), '{}') as granted
from staff s where s.workspace_id = :workspace_id and s.account_id = :account_id and s.left_at is null;

-- name: at_work
select a.id, a.email, a.name, a.about, a.avatar_url, a.locale, s.role,
  coalesce((select r.capabilities from role r where r.workspace_id = s.workspace_id and r.id = s.role_id), '{}') as granted
from staff s join account a on a.id = s.account_id
where s.workspace_id = :workspace_id and s.account_id = :account_id and s.left_at is null;

-- name: staff_people
select 'staff' as kind, a.id, a.name, a.avatar_url, a.about
from staff s join account a on a.id = s.account_id where s.workspace_id = :workspace_id and s.left_at is null
order by a.name, a.id;

-- name: insert_workspace
insert into workspace (id, slug, name, colour, locale) values (:id, :slug, :name, :colour, :locale);

-- name: workspace_by_slug
select id, slug, name, logo_url, colour from workspace where slug = :slug and account_id is null;

-- name: workspace
select id, slug, name, logo_url, colour from workspace where id = :id;

-- name: insert_staff
insert into staff (workspace_id, account_id, role) values (:workspace_id, :account_id, :role);

-- name: insert_code
insert into sign_in_code (id, email, code_hash, token_hash, expires_at)
values (:id, :email, :code_hash, :token_hash, :expires_at);

-- name: try_code
-- Counts the attempt on the address's newest code, and says whether it was right. Five wrong ones end it, and no older
-- code takes its place.
update sign_in_code set attempts = attempts + 1, used_at = case when code_hash = :code_hash then now() end
where id = (select id from sign_in_code where email = :email and code_hash is not null
              order by created_at desc, id desc limit 1 for update)
  and used_at is null and expires_at > now() and attempts < 5
returning used_at is not null;

-- name: use_token
update sign_in_code set used_at = now()
where token_hash = :token_hash and used_at is null and expires_at > now() returning email;

-- name: delete_old_codes
delete from sign_in_code where expires_at < now() - interval '1 day';

-- name: begin_texting
-- One at a time, so that what was counted is true.
select pg_advisory_xact_lock(hashtext('phone_code'));

-- name: delete_old_phone_codes
delete from phone_code where created_at < now() - interval '1 day';

-- name: texted
select count(*) filter (where phone = :phone and created_at > now() - interval '10 minutes') as lately,
  count(*) filter (where phone = :phone) as today,
  count(*) filter (where country = :country and created_at > now() - interval '1 hour') as to_country
from phone_code where country = :country;

-- name: insert_phone_code
insert into phone_code (id, phone, country, account_id, expires_at) values (:id, :phone, :country, :account_id, :expires_at);

-- name: try_phone_code
-- Counts the attempt on the number's newest code for this purpose. Five end it, and no older code takes its place.
update phone_code set attempts = attempts + 1
where id = (select id from phone_code where phone = :phone and account_id is not distinct from :account_id
              order by created_at desc, id desc limit 1 for update)
  and used_at is null and expires_at > now() and attempts < 5
returning id;

-- name: use_phone_code
update phone_code set used_at = now() where id = :id;

-- name: account_by_phone
select id from account where phone = :phone;

-- name: insert_account_with_phone
insert into account (id, phone, locale) values (:id, :phone, :locale) on conflict (phone) do nothing;

-- name: set_phone
-- Whoever agreed to be found did so by the number that they had.
update account set phone = :phone, found_by_phone = found_by_phone and phone is not distinct from :phone where id = :id;

-- name: prove_address
update account set email_proven_at = now() where id = :id and email_proven_at is null;

-- name: findable
select case when email_proven_at is not null then found_by_email end as email,
  case when phone is not null then found_by_phone end as phone
from account where id = :id;

-- name: set_findable
update account set found_by_email = coalesce(:email, found_by_email), found_by_phone = coalesce(:phone, found_by_phone)
where id = :id;

-- name: find_people
select a.email as address, a.id as account, a.name, a.avatar_url from account a
where a.email = any (:addresses::text[]) and a.found_by_email and a.email_proven_at is not null and a.id <> :account_id
union all
select a.phone, a.id, a.name, a.avatar_url from account a
where a.phone = any (:addresses::text[]) and a.found_by_phone and a.id <> :account_id;

-- name: spend_challenge
insert into spent_challenge (challenge_hash, expires_at) values (:challenge_hash, :expires_at) on conflict do nothing;

-- name: forget_spent_challenges
delete from spent_challenge where expires_at < now();

-- name: passkeys
select id, name, synced, created_at, used_at from passkey where account_id = :account_id order by created_at desc, id desc;

-- name: credentials_of
select credential_id from passkey where account_id = :account_id;

-- name: insert_passkey
insert into passkey (id, account_id, credential_id, public_key, sign_count, name, synced)
values (:id, :account_id, :credential_id, :public_key, :sign_count, :name, :backed_up)
on conflict (credential_id) do nothing returning id, name, synced, created_at, used_at;

-- name: rename_passkey
update passkey set name = :name where id = :id and account_id = :account_id
returning id, name, synced, created_at, used_at;

-- name: delete_passkey
delete from passkey where id = :id and account_id = :account_id;

-- name: passkey_to_use
-- Locked, so that of two answers with the same count of signatures one is refused.
select id, account_id, public_key, sign_count from passkey where credential_id = :credential_id for update;

-- name: use_passkey
update passkey set sign_count = :sign_count, used_at = now() where id = :id;

-- name: use_login
update provider_login set used_at = now() where issuer = :issuer and subject = :subject returning account_id;

-- name: link_login
-- Whoever linked it first has it.
insert into provider_login (id, issuer, subject, account_id, provider, shown, used_at)
values (:id, :issuer, :subject, :account_id, :provider, :shown, now())
on conflict (issuer, subject) do update set shown = provider_login.shown returning account_id;

-- name: logins
select id, provider, shown, created_at, used_at from provider_login where account_id = :account_id
order by created_at desc, id desc;

-- name: delete_login
delete from provider_login where id = :id and account_id = :account_id;

-- name: has_way_in
select email is not null or phone is not null or password_hash is not null
  or exists (select from passkey p where p.account_id = a.id)
  or exists (select from provider_login l where l.account_id = a.id)
from account a where id = :account_id;

-- name: set_logo
update workspace set logo_url = :logo_url where id = :id;

-- name: api_keys
select k.id, k.name, k.scopes, k.created_at, k.expires_at, k.used_at, a.id as by, a.name as by_name
from api_key k join account a on a.id = k.account_id
where k.workspace_id = :workspace_id order by k.created_at desc, k.id;

-- name: insert_api_key
insert into api_key (workspace_id, id, account_id, name, token_hash, scopes, expires_at)
values (:workspace_id, :id, :account_id, :name, :token_hash, :scopes, :expires_at);

-- name: delete_api_key
delete from api_key where workspace_id = :workspace_id and id = :id returning name;

-- name: api_key
-- Whose it is must still work there.
select k.id, k.scopes, s.role,
  coalesce((select r.capabilities from role r where r.workspace_id = s.workspace_id and r.id = s.role_id), '{}') as granted,
  a.id as account_id, a.email, a.name as account_name, a.about, a.avatar_url, a.locale
from api_key k
join staff s on s.workspace_id = k.workspace_id and s.account_id = k.account_id and s.left_at is null
join account a on a.id = k.account_id
where k.workspace_id = :workspace_id and k.token_hash = :token_hash
  and (k.expires_at is null or k.expires_at > now());

-- name: api_key_used
update api_key set used_at = now() where workspace_id = :workspace_id and id = :id;

-- name: teams
select t.id, t.name, array(select m.account_id from team_member m
  where m.workspace_id = t.workspace_id and m.team_id = t.id order by m.account_id) as members
from team t where t.workspace_id = :workspace_id and t.closed_at is null order by lower(t.name), t.id;

-- name: put_team
insert into team (workspace_id, id, name) values (:workspace_id, :id, :name)
on conflict (workspace_id, id) do update set name = excluded.name;

-- name: leave_team
delete from team_member where workspace_id = :workspace_id and team_id = :id;

-- name: join_team
insert into team_member (workspace_id, team_id, account_id)
select :workspace_id, :id, m from unnest(:members::uuid[]) m;

-- name: close_team
update team set closed_at = now() where workspace_id = :workspace_id and id = :id and closed_at is null returning name;

-- name: roles_of
-- Who of these works there still, and as what.
select s.workspace_id, s.account_id, s.role,
  coalesce((select r.capabilities from role r where r.workspace_id = s.workspace_id and r.id = s.role_id), '{}') as granted
from unnest(:workspaces::uuid[], :accounts::uuid[]) as w (workspace_id, account_id)
join staff s using (workspace_id, account_id) where s.left_at is null;

-- name: works_in
select workspace_id from staff where account_id = :account_id and left_at is null;

-- name: write_audit
insert into audit (workspace_id, id, account_id, key_id, action, subject, before, after, address, device)
values (:workspace_id, :id, :account_id, :key_id, :action, :subject, :before, :after, :address, :device);
