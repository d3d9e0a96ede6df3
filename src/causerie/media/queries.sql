-- name: sticker_packs
select id, name from sticker_pack where workspace_id = :workspace_id order by created_at, id;

-- name: stickers
select pack_id, id, file_id, words from pack_sticker where workspace_id = :workspace_id order by pack_id, place, id;

-- name: insert_pack
insert into sticker_pack (workspace_id, id, name) values (:workspace_id, :id, :name);

-- name: rename_pack
update sticker_pack set name = :name where workspace_id = :workspace_id and id = :id;

-- name: delete_pack
delete from sticker_pack where workspace_id = :workspace_id and id = :id;

-- name: insert_sticker
-- Behind the others.
insert into pack_sticker (workspace_id, id, pack_id, file_id, words, place)
select :workspace_id::uuid, :id::uuid, :pack_id::uuid, :file_id::uuid, :words::text, coalesce(max(place) + 1, 0)
from pack_sticker where workspace_id = :workspace_id and pack_id = :pack_id;

-- name: word_stickers
-- In this order, before those that are not named.
update pack_sticker s set words = o.words, place = o.place
from (select p.id, coalesce(n.words, p.words) as words, row_number() over (order by n.place nulls last, p.place, p.id) as place
      from pack_sticker p
      left join unnest(:ids::uuid[], :words::text[]) with ordinality as n (id, words, place) on n.id = p.id
      where p.workspace_id = :workspace_id and p.pack_id = :pack_id) o
where s.workspace_id = :workspace_id and s.id = o.id;

-- name: delete_sticker
delete from pack_sticker where workspace_id = :workspace_id and pack_id = :pack_id and id = :id;

-- name: sticker
select file_id, words from pack_sticker where workspace_id = :workspace_id and id = :id;
