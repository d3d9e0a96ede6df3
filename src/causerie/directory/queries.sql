-- name: newest
select id, seen_at from contact
where workspace_id = :workspace_id and erased_at is null and merged_into is null
  and (seen_at, id) < (:before_at, :before_id)
order by seen_at desc, id desc limit :limit;

-- name: rows
-- In the order in which they are asked for. One by one, by their keys: what is known of a workspace's size on the average
-- misleads in a large one.
select t.id, t.name, t.avatar_url, e.value as email, p.value as phone,
  exists (select from identity v where v.workspace_id = :workspace_id and v.contact_id = t.id
          and v.kind <> 'browser' and v.verified_at is not null) as verified,
  t.seen_at, t.created_at, c.id as conversation, c.status, c.case_number as case, coalesce(c.labels, '{}') as labels,
  coalesce(c.blocked, false) as blocked
from unnest(:contacts::uuid[]) with ordinality as w (id, place)
cross join lateral (select id, name, avatar_url, seen_at, created_at from contact
                    where workspace_id = :workspace_id and id = w.id and erased_at is null and merged_into is null
                    limit 1) t
left join lateral (select value from identity where workspace_id = :workspace_id and contact_id = t.id and kind = 'email'
                   order by verified_at is null, created_at desc limit 1) e on true
left join lateral (select value from identity where workspace_id = :workspace_id and contact_id = t.id and kind = 'phone'
                   order by verified_at is null, created_at desc limit 1) p on true
left join lateral (select id, status, case_number, labels, blocked from conversation
                   where workspace_id = :workspace_id and contact_id = t.id and kind = 'customer' and merged_into is null
                   limit 1) c on true
order by w.place;

-- name: record
select t.seen_at, t.account_id, t.merged_into, c.id as conversation, coalesce(c.blocked, false) as blocked
from contact t
left join conversation c on c.workspace_id = t.workspace_id and c.contact_id = t.id and c.kind = 'customer'
  and c.merged_into is null
where t.workspace_id = :workspace_id and t.id = :id;

-- name: segments
select s.id, s.name, s.filter, coalesce(a.name, '') as by, s.at from segment s
left join account a on a.id = s.by_id
where s.workspace_id = :workspace_id order by lower(s.name), s.id;

-- name: segment
select s.id, s.name, s.filter, coalesce(a.name, '') as by, s.at from segment s
left join account a on a.id = s.by_id
where s.workspace_id = :workspace_id and s.id = :id;

-- name: has_room
select count(*) < :most::int from segment where workspace_id = :workspace_id;

-- name: insert_segment
insert into segment (workspace_id, id, name, filter, by_id) values (:workspace_id, :id, :name, :filter, :by_id)
on conflict (workspace_id, lower(name)) do nothing;

-- name: change_segment
update segment set name = :name, filter = :filter, by_id = :by_id, at = now()
where workspace_id = :workspace_id and id = :id;

-- name: delete_segment
delete from segment where workspace_id = :workspace_id and id = :id;

-- name: labels
select name from label where workspace_id = :workspace_id;
