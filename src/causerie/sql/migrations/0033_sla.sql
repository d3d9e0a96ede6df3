-- By when a case is to be answered and resolved: what was promised, the deadlines on the heads, and an order by them.
create table sla (
  workspace_id uuid primary key references workspace (id),
  policies jsonb not null
);
alter table sla enable row level security;
create policy own_workspace on sla to causerie_tenant
  using (workspace_id = nullif(current_setting('causerie.workspace_id', true), '')::uuid);

alter table conversation add column sla jsonb, add column due_at timestamptz, add column missed_at timestamptz;
create index conversation_due on conversation (workspace_id, status, due_at, id)
  where merged_into is null and due_at is not null;
create index conversation_missed on conversation (missed_at) where missed_at is not null;

create or replace view desk_head with (security_invoker = true) as
select c.workspace_id, c.id as conversation, c.contact_id, t.name as contact_name, t.avatar_url as contact_avatar_url,
  t.erased_at is not null as contact_erased, e.value as email,
  exists (select from identity v where v.workspace_id = c.workspace_id and v.contact_id = c.contact_id
          and v.kind <> 'browser' and v.verified_at is not null) as verified,
  c.status, c.case_number, c.assignee_id, a.name as assignee_name, a.avatar_url as assignee_avatar_url,
  a.about as assignee_about, c.last_seq, c.last_at, c.last_snippet, c.staff_unread, c.changed_xid, c.merged_into,
  c.status_until, c.team_id, m.name as team_name, c.priority, c.labels, c.sla, c.due_at
from conversation c
join contact t on t.workspace_id = c.workspace_id and t.id = c.contact_id
left join account a on a.id = c.assignee_id
left join team m on m.workspace_id = c.workspace_id and m.id = c.team_id
left join lateral (select value from identity i where i.workspace_id = c.workspace_id and i.contact_id = c.contact_id
                   and i.kind = 'email' order by i.verified_at is null, i.created_at desc limit 1) e on true
where c.kind = 'customer';
