create table inbox_place (
  workspace_id uuid not null,
  conversation_id uuid not null,
  account_id uuid not null references account (id),
  pinned double precision,
  muted_until timestamptz,
  archived_at timestamptz,
  changed_xid xid8 not null default pg_current_xact_id(),
  primary key (workspace_id, conversation_id, account_id),
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id)
);

alter table inbox_place enable row level security;
create policy own_workspace on inbox_place to causerie_tenant
  using (workspace_id = nullif(current_setting('causerie.workspace_id', true), '')::uuid);

drop view inbox_head;
create view inbox_head with (security_invoker = true) as
select t.account_id, c.id as conversation, w.id as workspace_id, w.slug, w.name as workspace_name, w.logo_url, w.colour,
  c.last_seq, c.last_at, c.last_snippet, c.contact_unread, p.pinned, p.muted_until, p.archived_at,
  greatest(c.changed_xid, p.changed_xid) as changed_xid, c.merged_into
from contact t
join conversation c on c.workspace_id = t.workspace_id and c.contact_id = t.id
join workspace w on w.id = c.workspace_id
left join inbox_place p on p.workspace_id = c.workspace_id and p.conversation_id = c.id and p.account_id = t.account_id
where c.kind = 'customer';
