-- Who is, or was, in a group or a direct conversation, as a contact of the workspace that it lives in.
create table member (
  workspace_id uuid not null,
  conversation_id uuid not null,
  contact_id uuid not null,
  -- of a direct conversation: owner, who wanted it; it is in the other one's list from its first message on
  role text not null check (role in ('owner', 'admin', 'member')),
  joined_at timestamptz not null default now(),
  -- what stood there before is not unread
  joined_seq bigint not null,
  -- they see nothing after it; null: they are in it
  left_seq bigint,
  left_at timestamptz,
  -- another one put them out
  removed boolean not null default false,
  -- of a direct conversation: the other one does not want to be written to
  blocked boolean not null default false,
  changed_xid xid8 not null default pg_current_xact_id(),
  primary key (workspace_id, conversation_id, contact_id),
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id)
);
create index member_contact on member (workspace_id, contact_id);

-- Two people have one direct conversation. It lives with the one whose account has the smaller id, and is found by the
-- other, who is a contact there.
create table direct (
  workspace_id uuid not null,
  contact_id uuid not null,
  conversation_id uuid not null,
  primary key (workspace_id, contact_id),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id),
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id)
);

-- A link by which people come in. Its token is made of the id and a signature, and is stored nowhere.
create table invitation (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  -- null: to talk with the workspace's person
  conversation_id uuid,
  made_by uuid not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  max_uses int check (max_uses > 0),
  uses int not null default 0,
  revoked_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id),
  foreign key (workspace_id, made_by) references contact (workspace_id, id)
);
create index invitation_conversation on invitation (workspace_id, conversation_id);
-- A link names the invitation by its id alone.
create index invitation_id on invitation (id);

-- `left`: of a group that the account is not in any more; it shows what it was then. An empty direct conversation is in the
-- list of who wanted it. A vote is nothing to read: the poll shows it.
create view inbox_head with (security_invoker = true) as
select t.account_id, c.id as conversation, c.kind, w.id as workspace_id, w.slug, w.name as workspace_name, w.logo_url, w.colour,
  c.last_seq, c.last_at, c.last_snippet, c.contact_unread, null::uuid as me, false as "left", false as blocked, null::text as said_by,
  p.pinned, p.muted_until, p.archived_at, greatest(c.changed_xid, p.changed_xid) as changed_xid, c.merged_into
from contact t
join conversation c on c.workspace_id = t.workspace_id and c.contact_id = t.id
join workspace w on w.id = c.workspace_id
left join inbox_place p on p.workspace_id = c.workspace_id and p.conversation_id = c.id and p.account_id = t.account_id
where c.kind = 'customer'
union all
select t.account_id, c.id, c.kind, w.id, w.slug, coalesce(c.name, o.name, ''), coalesce(c.picture_url, o.avatar_url), w.colour,
  coalesce(m.left_seq, c.last_seq), coalesce(m.left_at, c.last_at), case when m.left_seq is null then c.last_snippet end,
  case when m.left_seq is not null then 0 else (select count(*) from (
    select from entry e where e.workspace_id = m.workspace_id and e.conversation_id = m.conversation_id
      and e.seq > greatest(m.joined_seq, (select r.read_seq from read_mark r where r.workspace_id = m.workspace_id
        and r.conversation_id = m.conversation_id and r.reader_kind = 'contact' and r.reader_id = m.contact_id))
      and e.kind = 'message' and e.body->'content'->>'kind' <> 'answered'
      and e.author_id is distinct from m.contact_id limit 100) unread) end,
  t.id, m.left_seq is not null, coalesce(o.blocked, false),
  case when c.kind = 'group' and m.left_seq is null then (select s.name from contact s
    where s.workspace_id = c.workspace_id and s.id = (c.last_snippet->'author'->>'id')::uuid) end,
  p.pinned, p.muted_until, p.archived_at,
  greatest(m.changed_xid, p.changed_xid, case when m.left_seq is null then c.changed_xid end), c.merged_into
from contact t
join member m on m.workspace_id = t.workspace_id and m.contact_id = t.id
join conversation c on c.workspace_id = m.workspace_id and c.id = m.conversation_id
join workspace w on w.id = c.workspace_id
left join lateral (select n.name, n.avatar_url, x.blocked from member x
  join contact n on n.workspace_id = x.workspace_id and n.id = x.contact_id
  where x.workspace_id = c.workspace_id and x.conversation_id = c.id and x.contact_id <> t.id limit 1) o on c.kind = 'direct'
left join inbox_place p on p.workspace_id = c.workspace_id and p.conversation_id = c.id and p.account_id = t.account_id
where c.kind = 'group' or c.last_seq > 0 or m.role = 'owner';
