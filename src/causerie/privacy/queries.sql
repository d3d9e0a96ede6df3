-- name: insert_request
insert into data_request (workspace_id, id, contact_id, account_id, kind)
values (:workspace_id, :id, :contact_id, :account_id, :kind);

-- name: export_under_way
-- Asked for again, the one that is being made is the answer.
select id from data_request where workspace_id = :workspace_id and contact_id = :contact_id and kind = 'export'
  and state <> 'done' and asked_at > now() - interval '1 hour' order by asked_at desc limit 1;

-- name: last_export
select id, state, done, total, size, asked_at, expires_at from data_request
where workspace_id = :workspace_id and contact_id = :contact_id and account_id = :account_id and kind = 'export'
  and (expires_at is null or expires_at > now())
order by asked_at desc limit 1;

-- name: own_export
select size from data_request where workspace_id = :workspace_id and id = :id and account_id = :account_id
  and kind = 'export' and state = 'done' and expires_at > now();

-- name: request
select contact_id, account_id, state from data_request where workspace_id = :workspace_id and id = :id;

-- name: progress
update data_request set state = 'working', done = :done, total = :total where workspace_id = :workspace_id and id = :id;

-- name: export_done
update data_request set state = 'done', done = total, size = :size, ended_at = now(), expires_at = :expires_at
where workspace_id = :workspace_id and id = :id;

-- name: erasure_done
update data_request set state = 'done', account_id = null, ended_at = now() where workspace_id = :workspace_id and id = :id;

-- name: exports_of
select id from data_request where workspace_id = :workspace_id and contact_id = any (:contacts::uuid[]) and kind = 'export';

-- name: forget_exports
delete from data_request where workspace_id = :workspace_id and id = any (:ids::uuid[]);
