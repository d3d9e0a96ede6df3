-- name: web_channel
select workspace_id, id, name, sites, identify_secret, settings from channel where id = :id and kind = 'web';

-- name: asks_rating
select exists (select from channel where workspace_id = :workspace_id and kind = 'web'
  and (settings->>'ask_rating')::boolean);

-- name: channels
select id, kind, name, sites from channel where workspace_id = :workspace_id order by created_at, id;

-- name: insert_channel
insert into channel (workspace_id, id, kind, name, identify_secret, sites, settings)
values (:workspace_id, :id, :kind, :name, :identify_secret, :sites, :settings);

-- name: office_hours
select settings->'hours' from channel
where workspace_id = :workspace_id and kind = 'web' and settings->'hours'->>'timezone' is not null
order by created_at, id limit 1;

-- name: timezone
-- What a contact's account says, or their browser said; else that of the business.
select coalesce(q.timezone, t.timezone, (
  select settings->'hours'->>'timezone' from channel
  where workspace_id = t.workspace_id and kind = 'web' and settings->'hours'->>'timezone' is not null
  order by created_at, id limit 1))
from contact t left join push_quiet q on q.account_id = t.account_id
where t.workspace_id = :workspace_id and t.id = :contact_id;

-- name: set_settings
update channel set settings = :settings where workspace_id = :workspace_id and id = :id and kind = 'web';

-- name: count_trigger
insert into trigger_count as t (workspace_id, channel_id, trigger_id, day, shown, opened, answered)
values (:workspace_id, :channel_id, :trigger_id, current_date, :shown, :opened, :answered)
on conflict (workspace_id, channel_id, trigger_id, day) do update set shown = t.shown + excluded.shown,
  opened = t.opened + excluded.opened, answered = t.answered + excluded.answered;

-- name: trigger_counts
select trigger_id as id, sum(shown)::bigint as shown, sum(opened)::bigint as opened, sum(answered)::bigint as answered
from trigger_count where workspace_id = :workspace_id and channel_id = :channel_id and day > current_date - 28
group by trigger_id order by trigger_id;

-- name: begin_calling
-- One at a time: others would wait for its rows, one by one.
select pg_advisory_xact_lock(hashtext('outside_due'));

-- name: take_calls
with taken as (
  delete from outside_due d using (select workspace_id, id from outside_due order by id limit :most) o
  where d.workspace_id = o.workspace_id and d.id = o.id
  returning d.workspace_id, d.conversation_ids
)
select distinct c.workspace_id, c.id as conversation_id, c.contact_id
from taken t cross join unnest(t.conversation_ids) as w (id)
join conversation c on c.workspace_id = t.workspace_id and c.id = w.id;

-- name: link_cards
-- One widget's owner who wants none decides for the business.
select not exists (select from channel where workspace_id = :workspace_id and settings->'link_cards' = 'false');

-- name: devices_to_tell
select c.workspace_id, c.id as conversation_id, d.id as device_id
from conversation c
join contact t on t.workspace_id = c.workspace_id and t.id = c.contact_id
join push_device d on d.account_id = t.account_id and d.app = 'messenger'
where c.id = any (:conversations::uuid[])
union all
select m.workspace_id, m.conversation_id, d.id
from conversation c
join member m on m.workspace_id = c.workspace_id and m.conversation_id = c.id and m.left_seq is null
join contact t on t.workspace_id = m.workspace_id and t.id = m.contact_id
join push_device d on d.account_id = t.account_id and d.app = 'messenger'
where c.id = any (:conversations) and t.id is distinct from (c.last_snippet->'author'->>'id')::uuid;
