create table conversation (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  kind text not null check (kind in ('customer', 'group', 'direct')),
  contact_id uuid,
  created_at timestamptz not null default now(),
  -- the head: what lists show, moved by the appender only
  last_seq bigint not null default 0,
  last_at timestamptz not null default now(),
  last_snippet jsonb,
  changed_xid xid8 not null default pg_current_xact_id(),
  -- the present case
  case_number int not null default 0,
  status text not null default 'none' check (status in ('none', 'bot', 'open', 'snoozed', 'resolved')),
  assignee_id uuid,
  -- messages that the other side has not read yet
  staff_unread int not null default 0,
  contact_unread int not null default 0,
  -- where this conversation went when its contact turned out to be someone we know
  merged_into uuid,
  -- what the site's pages say of this conversation; nobody has checked it
  attributes jsonb not null default '{}',
  -- of a group
  name text,
  picture_url text,
  -- when a snoozed case wakes; until when a message opens a resolved one again
  status_until timestamptz,
  team_id uuid,
  priority text check (priority in ('low', 'medium', 'high', 'urgent')),
  labels text[] not null default '{}',
  -- the last entry that moved the case
  case_seq bigint not null default 0,
  -- the case was opened, or given to a team, and nobody has had it or put it back since
  wants_agent boolean not null default false,
  -- what the customer writes opens no case
  blocked boolean not null default false,
  -- by when the case is to be answered and resolved; null: nothing was promised
  sla jsonb,
  -- the first of these, and the first of which nobody was told that it was missed
  due_at timestamptz,
  missed_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id),
  foreign key (workspace_id, assignee_id) references staff (workspace_id, account_id),
  foreign key (workspace_id, team_id) references team (workspace_id, id),
  foreign key (workspace_id, merged_into) references conversation (workspace_id, id)
);
create unique index conversation_of_contact on conversation (workspace_id, contact_id)
  where kind = 'customer' and merged_into is null;
create index conversation_list on conversation (workspace_id, status, last_at desc, id desc) where merged_into is null;
create index conversation_mine on conversation (workspace_id, assignee_id, status, last_at desc, id desc)
  where merged_into is null;
-- These hold the few that are sorted, and cost the others nothing.
create index conversation_team on conversation (workspace_id, team_id, status, last_at desc, id desc)
  where merged_into is null and team_id is not null;
create index conversation_priority on conversation (workspace_id, priority, status, last_at desc, id desc)
  where merged_into is null and priority is not null;
create index conversation_due on conversation (workspace_id, status, due_at, id)
  where merged_into is null and due_at is not null;
-- Asked for all workspaces at once, some times a minute.
create index conversation_missed on conversation (missed_at) where missed_at is not null;
create index conversation_changed on conversation (workspace_id, changed_xid);
-- An address for replies names a conversation by its id alone.
create index conversation_id on conversation (id);

-- What the owner calls cases by. Pages may put others on.
create table label (
  workspace_id uuid not null references workspace (id),
  name text not null,
  colour text not null check (colour ~ '^#[0-9a-f]{6}$'),
  description text not null default '',
  primary key (workspace_id, name)
);

-- Which conversations have a label now, by the status of their case: row level security lets no index of arrays be used.
create table case_label (
  workspace_id uuid not null,
  label text not null,
  status text not null,
  conversation_id uuid not null,
  primary key (workspace_id, label, status, conversation_id),
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id)
);
create function sort_by_labels() returns trigger language plpgsql as $$
begin
  delete from case_label where workspace_id = old.workspace_id and label = any (old.labels) and status = old.status
    and conversation_id = old.id;
  insert into case_label select new.workspace_id, l, new.status, new.id from unnest(new.labels) l
    where new.merged_into is null;
  return null;
end $$;
create trigger conversation_by_labels after update on conversation for each row
  when ((old.labels <> '{}' or new.labels <> '{}') and (old.labels, old.status, old.merged_into)
    is distinct from (new.labels, new.status, new.merged_into)) execute function sort_by_labels();

create table entry (
  workspace_id uuid not null,
  conversation_id uuid not null,
  seq bigint not null check (seq > 0),
  id uuid not null,
  client_id text not null,
  kind text not null check (kind in ('message', 'note', 'record', 'event', 'edited', 'deleted', 'reacted', 'linked', 'closed')),
  author_kind text not null check (author_kind in ('contact', 'staff', 'bot', 'system')),
  author_id uuid,
  identity_id uuid,
  channel text not null check (channel in ('web', 'messenger', 'email', 'desk', 'api')),
  body jsonb not null,
  -- For staff alone: the page the visitor was on, the untouched original of a mail, where a merged entry came from.
  source jsonb,
  at timestamptz not null,
  primary key (workspace_id, conversation_id, seq),
  unique (workspace_id, conversation_id, client_id)
);

-- What an entry is now is found by its amendments and answers. All three indexes are partial: a text pays for none.
create index entry_amends on entry (workspace_id, conversation_id, ((body->>'of')::bigint), seq)
  where kind in ('edited', 'deleted', 'reacted', 'linked', 'closed');
create index entry_answers on entry (workspace_id, conversation_id, ((body->'content'->>'of')::bigint), seq)
  where body->'content'->'of' is not null;
create index entry_shows_file on entry (workspace_id, (body->'content'->'file'->>'id'))
  where body->'content'->'file' is not null;

create function refuse_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and current_setting('causerie.erasing', true) = 'on' then
    return null;
  end if;
  raise exception 'entries are never changed: append a new one' using errcode = 'restrict_violation';
end $$;
create trigger entry_is_kept before update or delete or truncate on entry for each statement execute function refuse_change();

-- The one way in which an entry is changed: what these contacts wrote, and what events tell of them, is gone. It is called by
-- privacy/service.py alone, which keeps that it was.
create function erase_entries(workspace uuid, contacts uuid[]) returns void language plpgsql as $$
declare
  theirs uuid[] := array(select id from conversation c where c.workspace_id = workspace and c.contact_id = any (contacts)
    union select conversation_id from member m where m.workspace_id = workspace and m.contact_id = any (contacts));
begin
  perform set_config('causerie.erasing', 'on', true);
  update entry e set source = null, identity_id = null, body = case e.kind
    when 'message' then '{"kind": "message", "content": {"kind": "deleted"}}'
    when 'edited' then e.body || '{"text": ""}'
    else e.body end
  where e.workspace_id = workspace and e.author_kind = 'contact' and e.author_id = any (contacts)
    and e.conversation_id = any (theirs);
  update entry e set body = e.body || '{"card": {"url": "", "title": "", "site": ""}}'
  where e.workspace_id = workspace and e.kind = 'linked' and e.conversation_id = any (theirs)
    and exists (select from entry s where s.workspace_id = workspace and s.conversation_id = e.conversation_id
                and s.seq = (e.body->>'of')::bigint and s.author_kind = 'contact' and s.author_id = any (contacts));
  update entry e set source = null, body = jsonb_set(e.body, '{event}', (e.body->'event') ||
    case e.body->'event'->>'type' when 'email_given' then '{"email": ""}'::jsonb
      when 'identity_verified' then '{"value": ""}' else '{"detail": ""}' end)
  where e.workspace_id = workspace and e.kind = 'event'
    and e.body->'event'->>'type' in ('email_given', 'identity_verified', 'delivery_failed')
    and e.conversation_id in (select id from conversation c where c.workspace_id = workspace and c.contact_id = any (contacts));
  update entry e set body = jsonb_set(e.body, '{event,name}', '""')
  where e.workspace_id = workspace and e.kind = 'event' and e.conversation_id = any (theirs)
    and (e.body->'event'->>'who')::uuid = any (contacts);
  perform set_config('causerie.erasing', '', true);
end $$;

-- Every entry is of a conversation that stays. A foreign key would ask for each row, which was a third of what it costs to
-- keep one; this asks once a statement.
create function check_conversations() returns trigger language plpgsql as $$
begin
  if exists (select from (select distinct workspace_id, conversation_id from fresh) f
             where not exists (select from conversation c where c.workspace_id = f.workspace_id
                               and c.id = f.conversation_id)) then
    raise exception 'there is no such conversation' using errcode = 'foreign_key_violation';
  end if;
  return null;
end $$;
create trigger entry_of_conversation after insert on entry referencing new table as fresh
  for each statement execute function check_conversations();

create function refuse_removal() returns trigger language plpgsql as $$
begin
  raise exception 'conversations are never removed: their entries are kept' using errcode = 'restrict_violation';
end $$;
create trigger conversation_is_kept before update of workspace_id, id or delete or truncate on conversation
  for each statement execute function refuse_removal();

create table read_mark (
  workspace_id uuid not null,
  conversation_id uuid not null,
  reader_kind text not null check (reader_kind in ('contact', 'staff')),
  reader_id uuid not null,
  delivered_seq bigint not null default 0,
  read_seq bigint not null default 0,
  primary key (workspace_id, conversation_id, reader_kind, reader_id),
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id),
  check (read_seq <= delivered_seq)
);

-- What lists show of a conversation: of the desk, and of the messenger's inbox. security_invoker: row level security
-- binds whoever reads the view.
create view desk_head with (security_invoker = true) as
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

-- How an account keeps a conversation in its own list; none: as they come.
create table inbox_place (
  workspace_id uuid not null,
  conversation_id uuid not null,
  account_id uuid not null references account (id),
  -- pinned conversations stand above the others, the smallest first
  pinned double precision,
  muted_until timestamptz,
  -- `last_at` when it was put away: a later message brings it back, unless it is muted
  archived_at timestamptz,
  changed_xid xid8 not null default pg_current_xact_id(),
  primary key (workspace_id, conversation_id, account_id),
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id)
);
