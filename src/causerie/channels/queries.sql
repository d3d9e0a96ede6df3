-- name: web_channel
select workspace_id, id, name, sites, identify_secret, settings from channel where id = :id and kind = 'web';

-- name: channels
select id, kind, name, sites from channel where workspace_id = :workspace_id order by created_at, id;

-- name: insert_channel
insert into channel (workspace_id, id, kind, name, identify_secret, sites, settings)
values (:workspace_id, :id, :kind, :name, :identify_secret, :sites, :settings);
