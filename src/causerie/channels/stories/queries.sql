-- name: insert_story
insert into story (workspace_id, id, file_id, alt, link, duration_ms, published_by, expires_at)
values (:workspace_id, :id, :file_id, :alt, :link, :duration_ms, :published_by, :expires_at);

-- name: stories
-- Those that are there now; one that is over is not, whether or not its row has gone.
select s.id, s.file_id, s.alt, s.link, s.published_at, s.expires_at, s.duration_ms, a.name as by,
  (select count(*) from story_seen e where e.workspace_id = s.workspace_id and e.story_id = s.id) as seen
from story s join account a on a.id = s.published_by
where s.workspace_id = :workspace_id and s.expires_at > now() order by s.published_at, s.id;

-- name: file_of_story
select file_id from story where workspace_id = :workspace_id and id = :id;

-- name: delete_story
delete from story where workspace_id = :workspace_id and id = :id;

-- name: stories_of_account
-- Of the businesses that the account talks with, and has not muted.
select t.workspace_id, t.id as contact_id, w.slug, w.name, w.logo_url, w.colour,
  s.id, s.file_id, s.alt, s.link, s.published_at, s.expires_at, s.duration_ms,
  exists (select from story_seen e where e.workspace_id = s.workspace_id and e.story_id = s.id
          and e.contact_id = t.id) as seen
from contact t
join conversation c on c.workspace_id = t.workspace_id and c.contact_id = t.id and c.kind = 'customer'
  and c.merged_into is null
join story s on s.workspace_id = t.workspace_id and s.expires_at > now()
join workspace w on w.id = t.workspace_id
left join inbox_place p on p.workspace_id = c.workspace_id and p.conversation_id = c.id and p.account_id = t.account_id
where t.account_id = :account_id and coalesce(p.muted_until <= now(), true)
order by w.name, w.id, s.published_at, s.id;

-- name: see_story
insert into story_seen (workspace_id, story_id, contact_id) values (:workspace_id, :story_id, :contact_id)
on conflict do nothing;
