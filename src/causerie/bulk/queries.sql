-- name: keep_bulk
insert into bulk (workspace_id, id, client_id, account_id, deeds, undoes)
values (:workspace_id, :id, :client_id, :account_id, :deeds, :undoes)
on conflict (workspace_id, account_id, client_id) do nothing;

-- name: bulk_called
select id from bulk where workspace_id = :workspace_id and account_id = :account_id and client_id = :client_id;

-- name: keep_items
insert into bulk_item (workspace_id, bulk_id, conversation_id, position, after_seq)
select :workspace_id, :bulk_id, w.id, w.position, coalesce(w.seq, c.last_seq, 0)
from unnest(:conversations::uuid[], :seqs::bigint[]) with ordinality as w (id, seq, position)
left join conversation c on c.workspace_id = :workspace_id and c.id = w.id;

-- name: stop_bulk
-- What has not begun is not done any more.
update bulk_item set outcome = 'stopped'
where workspace_id = :workspace_id and bulk_id = :bulk_id and outcome is null and kept = 0;

-- name: keep_undo_items
-- What was done, from where its last event stands.
insert into bulk_item (workspace_id, bulk_id, conversation_id, position, after_seq, before)
select i.workspace_id, :bulk_id, i.conversation_id, i.position, coalesce((select max(e.seq) from entry e
    where e.workspace_id = i.workspace_id and e.conversation_id = i.conversation_id
      and e.client_id = any (:client_ids::text[])), i.after_seq), i.before
from bulk_item i where i.workspace_id = :workspace_id and i.bulk_id = :undoes and i.before is not null;

-- name: forget_bulks
delete from bulk where workspace_id = :workspace_id and created_at < now() - interval '30 days';

-- name: bulk
select b.id, b.account_id, b.deeds, b.undoes, b.created_at, i.total, i.done, i.left_out as left
from bulk b cross join lateral (
  select count(*) as total, count(outcome) as done, count(*) filter (where outcome <> '') as left_out
  from bulk_item where workspace_id = b.workspace_id and bulk_id = b.id) i
where b.workspace_id = :workspace_id and b.id = :id;

-- name: left_out
select i.conversation_id as conversation, coalesce(t.name, '') as name, i.outcome as why, i.detail, i.kept > 0 as partly
from bulk_item i
left join conversation c on c.workspace_id = i.workspace_id and c.id = i.conversation_id
left join contact t on t.workspace_id = i.workspace_id and t.id = c.contact_id
where i.workspace_id = :workspace_id and i.bulk_id = :bulk_id and i.outcome <> ''
order by i.position limit :limit;

-- name: items_left
select conversation_id, after_seq, before, kept from bulk_item
where workspace_id = :workspace_id and bulk_id = :bulk_id and outcome is null
order by position limit :limit;

-- name: take_item
-- In the transaction that keeps the event, under the lock of the conversation. Null: its turn is over. True: somebody else
-- changed the same meanwhile.
update bulk_item i set before = coalesce(i.before, :before::jsonb), kept = i.kept + 1
where i.workspace_id = :workspace_id and i.bulk_id = :bulk_id and i.conversation_id = :conversation_id and i.outcome is null
returning exists (select from entry e
  where e.workspace_id = i.workspace_id and e.conversation_id = i.conversation_id and e.seq > i.after_seq
    and e.kind = 'event' and e.body->'event'->>'type' = any (:touching::text[])
    and not e.client_id = any (:client_ids::text[]));

-- name: item_heard
-- Whatever changed before this was said was looked at when it was.
update bulk_item i set after_seq = greatest(i.after_seq, e.seq) from entry e
where i.workspace_id = :workspace_id and i.bulk_id = :bulk_id and i.conversation_id = :conversation_id
  and e.workspace_id = i.workspace_id and e.conversation_id = i.conversation_id and e.client_id = :client_id;

-- name: item_is_done
-- What is so already since another worker did it just now was done.
update bulk_item set outcome = case when kept > 0 and :outcome::text in ('already', 'no_case') then '' else :outcome end,
  detail = :detail
where workspace_id = :workspace_id and bulk_id = :bulk_id and conversation_id = :conversation_id and outcome is null;

-- name: ids_of_staff
select account_id from staff where workspace_id = :workspace_id and left_at is null;

-- name: names_of_staff
select a.id, a.name from staff s join account a on a.id = s.account_id
where s.workspace_id = :workspace_id and s.account_id = any (:ids::uuid[]) and s.left_at is null;

-- name: names_of_teams
select id, name from team where workspace_id = :workspace_id and id = any (:ids::uuid[]) and closed_at is null;

-- name: macros
select m.id, m.name, m.steps, m.owner_id, m.team_id from macro m
where m.workspace_id = :workspace_id and (m.owner_id is null or m.owner_id = :account_id)
  and (m.team_id is null or :leads::boolean or exists (select from team_member t where t.workspace_id = m.workspace_id
    and t.team_id = m.team_id and t.account_id = :account_id))
order by lower(m.name), m.id;

-- name: put_macro
insert into macro (workspace_id, id, owner_id, team_id, name, steps)
values (:workspace_id, :id, :owner_id, :team_id, :name, :steps)
on conflict (workspace_id, id) do update set owner_id = excluded.owner_id, team_id = excluded.team_id, name = excluded.name,
  steps = excluded.steps;

-- name: delete_macro
delete from macro where workspace_id = :workspace_id and id = :id;
