-- name: takes_part
select exists (select from staff where workspace_id = :workspace_id and account_id = :account_id and left_at is null)
  or exists (select from contact where workspace_id = :workspace_id and account_id = :account_id);

-- name: insert_file
insert into file (workspace_id, id, owner, name, media_type, size, width, height, inline, duration_ms, peaks)
values (:workspace_id, :id, :owner, :name, :media_type, :size, :width, :height, :inline, :duration_ms, :peaks);

-- name: own_file
select id, name, media_type, size, width, height, inline, duration_ms, peaks from file
where workspace_id = :workspace_id and id = :id and owner = :owner and withdrawn_at is null;

-- name: file
select id, name, media_type, size, width, height, inline, duration_ms, peaks from file
where workspace_id = :workspace_id and id = :id and withdrawn_at is null;

-- name: uploads_since
select count(*) from file where workspace_id = :workspace_id and owner = :owner and created_at > :since;

-- name: withdraw
update file set withdrawn_at = now() where workspace_id = :workspace_id and id = any (:ids::uuid[]) and withdrawn_at is null;

-- name: files
select id, name, media_type, size, width, height, inline, duration_ms from file
where workspace_id = :workspace_id and id = any (:ids::uuid[]) and withdrawn_at is null;

-- name: to_erase
select id from file where workspace_id = :workspace_id and (owner = any (:owners::text[]) or id = any (:ids::uuid[]));

-- name: forget_files
delete from file where workspace_id = :workspace_id and id = any (:ids::uuid[]);
