-- name: visitor
select i.id as identity_id, i.contact_id, i.verified_at is not null as verified, i.horizon_seq
from identity i where i.workspace_id = :workspace_id and i.kind = 'browser' and i.value = :browser;

-- name: insert_contact
insert into contact (workspace_id, id, name, locale, timezone) values (:workspace_id, :id, :name, :locale, :timezone);

-- name: insert_browser
insert into identity (workspace_id, id, contact_id, kind, value, verified_at)
values (:workspace_id, :id, :contact_id, 'browser', :browser, :verified_at)
on conflict (workspace_id, value) where kind = 'browser' do nothing;

-- name: card
select c.id, c.name, c.avatar_url, c.erased_at is not null as erased, e.value as email,
  exists (select from identity v where v.workspace_id = c.workspace_id and v.contact_id = c.id
          and v.kind <> 'browser' and v.verified_at is not null) as verified
from contact c
left join lateral (select value from identity i where i.workspace_id = c.workspace_id and i.contact_id = c.id
                   and i.kind = 'email' order by i.verified_at is null, i.created_at desc limit 1) e on true
where c.workspace_id = :workspace_id and c.id = :id;

-- name: profile
select id, verified_facts, claimed_facts, locale, created_at from contact
where workspace_id = :workspace_id and id = :id;

-- name: identities
select kind, case when kind = 'browser' then '' else value end as value, verified_at from identity
where workspace_id = :workspace_id and contact_id = :contact_id order by created_at;

-- name: visits
select url, title, referrer, at, device from visit
where workspace_id = :workspace_id and contact_id = :contact_id order by at desc, id desc limit 20;

-- name: visits_before
select id, url, title, referrer, at, device from visit
where workspace_id = :workspace_id and contact_id = :contact_id and (at, id) < (:before_at, :before_id)
order by at desc, id desc limit :limit;

-- name: last_pages
select w.id as contact_id, v.url, v.title, v.referrer
from unnest(:contacts::uuid[]) as w (id)
cross join lateral (select url, title, referrer from visit
                    where workspace_id = :workspace_id and contact_id = w.id order by at desc, id desc limit 1) v;

-- name: insert_visit
-- Each new line of a browser says its page again: that is no visit, but whoever has it open was seen.
with seen as (
  update contact set seen_at = :at where workspace_id = :workspace_id and id = :contact_id
    and seen_at < :at::timestamptz - interval '1 minute'
)
insert into visit (workspace_id, id, contact_id, url, title, referrer, at, device)
select :workspace_id::uuid, :id::uuid, :contact_id::uuid, :url::text, :title::text, :referrer::text, :at::timestamptz,
  :device::text
where (:url::text, :title::text) is distinct from (
  select (v.url, v.title) from visit v where v.workspace_id = :workspace_id and v.contact_id = :contact_id
  order by v.at desc, v.id desc limit 1);

-- name: claim_email
insert into identity (workspace_id, id, contact_id, kind, value)
values (:workspace_id, :id, :contact_id, 'email', :email)
on conflict (workspace_id, contact_id, kind, value) do update set created_at = now();

-- name: email_is_proven
select exists (select from identity where workspace_id = :workspace_id and contact_id = :contact_id and kind = 'email'
  and value = :email and verified_at is not null);

-- name: newest_email
-- The address to answer to: a proven one before a claimed one, the newest first.
select value from identity where workspace_id = :workspace_id and contact_id = :contact_id and kind = 'email'
order by verified_at is null, created_at desc limit 1;

-- name: prove_identity
update identity set verified_at = coalesce(verified_at, now())
where workspace_id = :workspace_id and contact_id = :contact_id and kind = :kind and value = :value
  and not exists (select from identity o where o.workspace_id = :workspace_id and o.kind = :kind and o.value = :value
                  and o.verified_at is not null and o.contact_id <> :contact_id);

-- name: insert_proven
insert into identity (workspace_id, id, contact_id, kind, value, verified_at)
values (:workspace_id, :id, :contact_id, :kind, :value, now())
on conflict (workspace_id, contact_id, kind, value) do update set verified_at = coalesce(identity.verified_at, now());

-- name: proven_contact
select contact_id from identity
where workspace_id = :workspace_id and kind = :kind and value = :value and verified_at is not null;

-- name: proven_as_another
-- Whether the contact is proven to be somebody else than this customer of the shop.
select exists (select from identity where workspace_id = :workspace_id and contact_id = :contact_id
  and kind <> 'browser' and verified_at is not null
  and (kind, value) <> ('user', :user_id::text) and (kind, value) <> ('email', coalesce(:email::text, '')));

-- name: prove_browser
update identity set verified_at = now(), horizon_seq = null where workspace_id = :workspace_id and id = :id;

-- name: move_browser
update identity set contact_id = :contact_id, verified_at = now(), horizon_seq = null
where workspace_id = :workspace_id and id = :id;

-- name: become
update contact set merged_into = :into where workspace_id = :workspace_id and id = :id and id <> :into::uuid;

-- name: reappear
update contact set merged_into = null where workspace_id = :workspace_id and id = :id and merged_into is not null;

-- name: set_facts
update contact set verified_facts = verified_facts || :facts,
  name = case when :name::text = '' then name else :name end
where workspace_id = :workspace_id and id = :id;

-- name: set_account
update contact set account_id = :account_id where workspace_id = :workspace_id and id = :id;

-- name: show_account
-- What the account's person says of themselves; a name that the shop signed stays.
update contact set avatar_url = :avatar_url,
  name = case when :name::text = '' or verified_facts ? 'name' then name else :name end
where account_id = :account_id
returning workspace_id, id as contact_id;

-- name: contacts_by_email
-- Everybody who claims or has proven this address, in every workspace, the proven and then the oldest first.
select workspace_id, contact_id, verified_at is not null as verified from identity
where kind = 'email' and value = :email order by verified_at is null, created_at;

-- name: of_account
select workspace_id, id as contact_id from contact where account_id = :account_id;

-- name: lock_browsers
-- From now on these see nothing new but what they write: the conversation goes on where its owner is proven.
update identity set horizon_seq = :horizon
where workspace_id = :workspace_id and contact_id = :contact_id and kind = 'browser' and verified_at is null
  and horizon_seq is null
returning id;

-- name: take_nonce
insert into identify_nonce (workspace_id, nonce, browser, expires_at) values (:workspace_id, :nonce, :browser, :expires_at)
on conflict (workspace_id, nonce) do update set nonce = identify_nonce.nonce
returning browser;

-- name: delete_old_nonces
delete from identify_nonce where expires_at < now();

-- name: emails
select value from identity where workspace_id = :workspace_id and contact_id = :contact_id and kind = 'email'
order by created_at;

-- name: called
-- The workspace is among the words, and not asked for by its key: a plan for one of common size would read all of a large one.
(select id from contact
 where name_words(workspace_id, name) @@ :words::text::tsquery and workspace_id is not distinct from :workspace_id limit :limit)
union
(select contact_id from identity
 where workspace_id = :workspace_id and kind <> 'browser'
   and value collate "C" >= :address::text and value collate "C" < :beyond::text limit :limit)
limit :limit;

-- name: claim_facts
-- What nobody has proven stays apart, and names nobody who has a proven name or an account of their own.
with was as (select name from contact where workspace_id = :workspace_id and id = :id)
update contact c set claimed_facts = (claimed_facts || :facts) - :gone::text[],
  name = case when :name::text = '' or verified_facts ? 'name' or account_id is not null then c.name else :name end
from was where c.workspace_id = :workspace_id and c.id = :id
returning (select count(*) from jsonb_object_keys(c.claimed_facts)) as facts, c.name <> was.name as renamed;

-- name: carry_claims
-- What was claimed as one contact is claimed as the other now; the newer word counts.
update contact c set claimed_facts = c.claimed_facts || s.claimed_facts from contact s
where s.workspace_id = :workspace_id and s.id = :source and c.workspace_id = :workspace_id and c.id = :contact_id;

-- name: carry_tracked
update tracked set contact_id = :contact_id where workspace_id = :workspace_id and contact_id = :source;

-- name: track
insert into tracked (workspace_id, contact_id, id, name, details, at)
select :workspace_id::uuid, :contact_id::uuid, w.id, w.name, w.details::jsonb, w.at
from unnest(:ids::text[], :names::text[], :details::text[], :ats::timestamptz[]) as w (id, name, details, at)
on conflict (workspace_id, contact_id, id) do nothing;

-- name: keep_newest_tracked
delete from tracked where workspace_id = :workspace_id and contact_id = :contact_id and id not in (
  select t.id from tracked t where t.workspace_id = :workspace_id and t.contact_id = :contact_id
  order by t.at desc, t.id limit :keep);

-- name: tracked
select id, name, at, details from tracked
where workspace_id = :workspace_id and contact_id = :contact_id order by at desc, id limit 20;

-- name: lock_account
-- Two windows of one account make one contact.
select pg_advisory_xact_lock(hashtextextended(:workspace_id::uuid::text || :account_id::uuid::text, 0));

-- name: contact_of_account
select id from contact where workspace_id = :workspace_id and account_id = :account_id order by created_at, id limit 1;

-- name: nobodys
-- Whether no account has this contact, and nobody is proven to be behind it who is not the owner of that mailbox.
select c.account_id is null and not exists (
  select from identity i where i.workspace_id = c.workspace_id and i.contact_id = c.id and i.kind <> 'browser'
    and i.verified_at is not null and (i.kind, i.value) <> ('email', coalesce(:email::text, '')))
from contact c where c.workspace_id = :workspace_id and c.id = :id;

-- name: present_consents
select purpose, channel, text, source, given, at from (
  select distinct on (purpose, channel) * from consent
  where workspace_id = :workspace_id and contact_id = :contact_id order by purpose, channel, at desc, id desc) c
order by at desc, id desc;

-- name: consent_history
select purpose, channel, text, source, given, at from consent
where workspace_id = :workspace_id and contact_id = :contact_id order by at desc, id desc;

-- name: keep_consent
insert into consent (workspace_id, id, contact_id, given, purpose, channel, text, source, at)
values (:workspace_id, :id, :contact_id, :given, :purpose, :channel, :text, :source, :at);

-- name: own_profile
select c.name, c.avatar_url, c.locale, c.timezone, c.created_at, c.verified_facts, c.claimed_facts, w.visible_attributes as visible
from contact c join workspace w on w.id = c.workspace_id
where c.workspace_id = :workspace_id and c.id = :contact_id;

-- name: all_visits
select url, title, referrer, at, device from visit
where workspace_id = :workspace_id and contact_id = :contact_id order by at desc, id desc;

-- name: all_tracked
select id, name, at, details from tracked
where workspace_id = :workspace_id and contact_id = :contact_id order by at desc, id;

-- name: visible_attributes
select unnest(visible_attributes) from workspace where id = :workspace_id;

-- name: show_attributes
update workspace set visible_attributes = :names::text[] where id = :workspace_id;

-- name: file_owners
-- A visitor's token by its hash, the account in the messenger, and the contact that wrote a mail.
select value from identity where workspace_id = :workspace_id and contact_id = any (:contacts::uuid[]) and kind = 'browser'
union
select account_id::text from contact where workspace_id = :workspace_id and id = any (:contacts) and account_id is not null
union
select id::text from contact where workspace_id = :workspace_id and id = any (:contacts);

-- name: attributes
select of, key, label, type, choices from attribute where workspace_id = :workspace_id order by lower(label), key;

-- name: put_attribute
insert into attribute (workspace_id, of, key, label, type, choices)
values (:workspace_id, :of, :key, :label, :type, :choices::text[])
on conflict (workspace_id, of, key) do update set label = excluded.label, choices = excluded.choices;

-- name: delete_attribute
delete from attribute where workspace_id = :workspace_id and of = :of and key = :key;

-- name: insert_person
insert into contact (workspace_id, id, name, locale, verified_facts)
values (:workspace_id, :id, :name, :locale, :facts);

-- name: lock_person
-- As staff may change them: neither forgotten nor merged into another.
select name, verified_facts, locale from contact
where workspace_id = :workspace_id and id = :id and erased_at is null and merged_into is null for update;

-- name: change_person
update contact set name = :name, locale = :locale, verified_facts = (verified_facts || :facts) - :gone::text[]
where workspace_id = :workspace_id and id = :id;

-- name: addresses
select kind, value, verified_at from identity
where workspace_id = :workspace_id and contact_id = :contact_id and kind = :kind order by created_at, id;

-- name: add_addresses
insert into identity (workspace_id, id, contact_id, kind, value)
select :workspace_id::uuid, w.id, :contact_id::uuid, :kind::text, w.value
from unnest(:ids::uuid[], :values::text[]) as w (id, value)
on conflict (workspace_id, contact_id, kind, value) do nothing;

-- name: remove_addresses
-- One that was proven is not the staff's to take away.
delete from identity where workspace_id = :workspace_id and contact_id = :contact_id and kind = :kind
  and value = any (:values::text[]) and verified_at is null;

-- name: keep_change
insert into contact_change (workspace_id, id, contact_id, by_id, source, changes)
values (:workspace_id, :id, :contact_id, :by_id, :source, :changes);

-- name: changes
select c.id, c.at, c.source, coalesce(a.name, '') as by, c.changes from contact_change c
left join account a on a.id = c.by_id
where c.workspace_id = :workspace_id and c.contact_id = :contact_id and c.id < :before
order by c.id desc limit :limit;

-- name: all_changes
select c.id, c.at, c.source, coalesce(a.name, '') as by, c.changes from contact_change c
left join account a on a.id = c.by_id
where c.workspace_id = :workspace_id and c.contact_id = :contact_id order by c.id desc;

-- name: forget_changes
delete from contact_change where workspace_id = :workspace_id and contact_id = any (:contacts::uuid[]);

-- name: forget_visits
delete from visit where workspace_id = :workspace_id and contact_id = any (:contacts::uuid[]);

-- name: forget_tracked
delete from tracked where workspace_id = :workspace_id and contact_id = any (:contacts::uuid[]);

-- name: forget_identities
delete from identity where workspace_id = :workspace_id and contact_id = any (:contacts::uuid[]) returning id;

-- name: forget_contacts
update contact set name = '', avatar_url = null, timezone = null, verified_facts = '{}', claimed_facts = '{}', account_id = null,
  erased_at = coalesce(erased_at, now())
where workspace_id = :workspace_id and id = any (:contacts::uuid[]);

-- name: was_erased
select erased_at is not null from contact where workspace_id = :workspace_id and id = :contact_id;

-- name: by_identities
select w.kind, w.value, i.contact_id from unnest(:kinds::text[], :values::text[]) as w (kind, value)
cross join lateral (
  select i.contact_id from identity i
  join contact t on t.workspace_id = i.workspace_id and t.id = i.contact_id and t.erased_at is null and t.merged_into is null
  where i.workspace_id = :workspace_id and i.kind = w.kind and i.kind <> 'browser' and i.value collate "C" = w.value
  order by i.verified_at is null, i.created_at, i.id limit 1) i;

-- name: present
select id from contact
where workspace_id = :workspace_id and id = any (:ids::uuid[]) and erased_at is null and merged_into is null;

-- name: known
select array(select value from identity where workspace_id = :workspace_id and contact_id = :id and kind = 'email'
             order by created_at, id) as emails,
  array(select value from identity where workspace_id = :workspace_id and contact_id = :id and kind = 'phone'
        order by created_at, id) as phones,
  array(select jsonb_object_keys(verified_facts) from contact where workspace_id = :workspace_id and id = :id) as facts;

-- name: insert_people
insert into contact (workspace_id, id, name, locale, verified_facts)
select :workspace_id::uuid, w.id, w.name, w.locale, w.facts
from unnest(:ids::uuid[], :names::text[], :locales::text[], :facts::jsonb[]) as w (id, name, locale, facts);

-- name: insert_identities
insert into identity (workspace_id, id, contact_id, kind, value, verified_at)
select :workspace_id::uuid, w.id, w.contact_id, w.kind, w.value, case when w.kind = 'user' then now() end
from unnest(:ids::uuid[], :contacts::uuid[], :kinds::text[], :values::text[]) as w (id, contact_id, kind, value)
on conflict do nothing;

-- name: insert_consents
-- Whoever took the same back is not said to agree again by a file.
insert into consent (workspace_id, id, contact_id, given, purpose, channel, text, source, at)
select :workspace_id::uuid, w.id, w.contact_id, true, w.text, 'email', w.text, :source::text, now()
from unnest(:ids::uuid[], :contacts::uuid[], :texts::text[]) as w (id, contact_id, text)
where not exists (select from consent c where c.workspace_id = :workspace_id and c.contact_id = w.contact_id
                  and c.purpose = w.text and c.channel = 'email');

-- name: insert_changes
insert into contact_change (workspace_id, id, contact_id, by_id, source, changes)
select :workspace_id::uuid, w.id, w.contact_id, :by_id::uuid, :source::text, w.changes
from unnest(:ids::uuid[], :contacts::uuid[], :changes::jsonb[]) as w (id, contact_id, changes);

-- name: untouched
select t.id from contact t
where t.workspace_id = :workspace_id and t.id = any (:ids::uuid[]) and t.erased_at is null and t.merged_into is null
  and t.account_id is null and t.claimed_facts = '{}'
  and not exists (select from conversation c where c.workspace_id = t.workspace_id and c.contact_id = t.id)
  and not exists (select from visit v where v.workspace_id = t.workspace_id and v.contact_id = t.id)
  and not exists (select from tracked k where k.workspace_id = t.workspace_id and k.contact_id = t.id)
  and not exists (select from data_request r where r.workspace_id = t.workspace_id and r.contact_id = t.id)
  and not exists (select from consent o where o.workspace_id = t.workspace_id and o.contact_id = t.id and o.source <> 'import')
  and not exists (select from identity i where i.workspace_id = t.workspace_id and i.contact_id = t.id
                  and (i.kind = 'browser' or i.kind <> 'user' and i.verified_at is not null))
  and not exists (select from contact_change h where h.workspace_id = t.workspace_id and h.contact_id = t.id
                  and h.at > t.created_at)
for update;

-- name: drop_changes
delete from contact_change where workspace_id = :workspace_id and contact_id = any (:ids::uuid[]);

-- name: drop_consents
delete from consent where workspace_id = :workspace_id and contact_id = any (:ids::uuid[]);

-- name: drop_identities
delete from identity where workspace_id = :workspace_id and contact_id = any (:ids::uuid[]);

-- name: drop_people
delete from contact where workspace_id = :workspace_id and id = any (:ids::uuid[]);
