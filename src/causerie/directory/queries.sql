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

-- name: insert_import
insert into contact_import (workspace_id, id, by_id, name, state, columns, total)
values (:workspace_id, :id, :by_id, :name, 'draft', :columns::text[], :total);

-- name: import
select i.id, i.name, i.state, i.total, i.done, i.made, i.changed, i.wrong, i.taken_back, a.name as by, i.at
from contact_import i join account a on a.id = i.by_id
where i.workspace_id = :workspace_id and i.id = :id;

-- name: imports
select i.id, i.name, i.state, i.total, i.done, i.made, i.changed, i.wrong, i.taken_back, a.name as by, i.at
from contact_import i join account a on a.id = i.by_id
where i.workspace_id = :workspace_id and i.state <> 'draft' order by i.id desc limit 20;

-- name: import_batch
select by_id, state, columns, mapping, total, done from contact_import where workspace_id = :workspace_id and id = :id;

-- name: start_import
update contact_import set state = 'working', mapping = :mapping
where workspace_id = :workspace_id and id = :id and state = 'draft';

-- name: undo_import
update contact_import set state = 'undoing' where workspace_id = :workspace_id and id = :id and state = 'done';

-- name: lock_import
select done from contact_import
where workspace_id = :workspace_id and id = :import_id and state = 'working' for update;

-- name: keep_progress
update contact_import set done = done + :rows, made = made + :made, changed = changed + :changed, wrong = wrong + :wrong
where workspace_id = :workspace_id and id = :import_id;

-- name: keep_made
insert into import_made (workspace_id, import_id, contact_id)
select :workspace_id::uuid, :import_id::uuid, unnest(:contacts::uuid[]);

-- name: keep_flaws
insert into import_flaw (workspace_id, import_id, row, "column", why)
select :workspace_id::uuid, :import_id::uuid, w.row, w.name, w.why
from unnest(:rows::int[], :columns::text[], :whys::text[]) as w (row, name, why);

-- name: flaws
select row, "column", why from import_flaw
where workspace_id = :workspace_id and import_id = :import_id order by row;

-- name: import_done
-- The names of columns can be somebody's, where a file had none.
update contact_import set state = 'done', columns = '{}', mapping = null
where workspace_id = :workspace_id and id = :id and state = 'working';

-- name: made_by_import
select contact_id from import_made
where workspace_id = :workspace_id and import_id = :import_id and contact_id > :after order by contact_id limit :limit;

-- name: took_back
update contact_import set taken_back = taken_back + :count where workspace_id = :workspace_id and id = :import_id;

-- name: import_undone
update contact_import set state = 'undone' where workspace_id = :workspace_id and id = :import_id and state = 'undoing';

-- name: insert_export
insert into contact_export (workspace_id, id, by_id, format, filter, total)
values (:workspace_id, :id, :by_id, :format, :filter, :total);

-- name: export
select id, format, state, done, total, size, at from contact_export
where workspace_id = :workspace_id and id = :id and by_id = :by_id and at > now() - interval '1 day';

-- name: export_wanted
select format, filter, state from contact_export where workspace_id = :workspace_id and id = :id;

-- name: export_progress
update contact_export set done = :done where workspace_id = :workspace_id and id = :id;

-- name: export_done
update contact_export set state = 'done', size = :size, done = total where workspace_id = :workspace_id and id = :id;

-- name: forget_files
with written as (
  delete from contact_export where workspace_id = :workspace_id returning id
), waiting as (
  delete from contact_import where workspace_id = :workspace_id and state = 'draft' returning id
)
select id from written union all select id from waiting;

-- name: written_out
select t.id, t.name, t.locale, t.verified_facts as facts,
  coalesce((select value from identity i where i.workspace_id = :workspace_id and i.contact_id = t.id and i.kind = 'user'
            order by i.created_at limit 1), '') as number,
  array(select value from identity i where i.workspace_id = :workspace_id and i.contact_id = t.id and i.kind = 'email'
        order by i.created_at, i.id) as emails,
  array(select value from identity i where i.workspace_id = :workspace_id and i.contact_id = t.id and i.kind = 'phone'
        order by i.created_at, i.id) as phones,
  exists (select from (select distinct on (purpose) given from consent o
    where o.workspace_id = :workspace_id and o.contact_id = t.id and o.channel = 'email'
    order by purpose, at desc, id desc) p where p.given) as agrees
from unnest(:contacts::uuid[]) with ordinality as w (id, place)
join contact t on t.workspace_id = :workspace_id and t.id = w.id
order by w.place;
