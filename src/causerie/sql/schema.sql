-- Today's truth: what a fresh database gets. An older one arrives here by migrations/, and a test proves it equal.
-- Every table leads its primary, unique and foreign keys with workspace_id, but for installation and accounts,
-- which stand above workspaces. Entries are never updated or deleted: a trigger refuses.

-- installation ---------------------------------------------------------------------------------------------------

create table installation (
  only_row boolean primary key default true check (only_row),
  -- Names this timeline of the data. It changes when a backup is restored, and every cursor handed out before is void.
  epoch text not null default md5(gen_random_uuid()::text)
);
insert into installation default values;

-- accounts -------------------------------------------------------------------------------------------------------

create table account (
  id uuid primary key,
  email text unique check (email = lower(email)),
  name text not null default '',
  about text not null default '',
  avatar_url text,
  locale text not null default 'en',
  password_hash text,
  created_at timestamptz not null default now(),
  -- E.164, proven by a code
  phone text unique check (phone ~ '^\+[1-9][0-9]{6,14}$'),
  -- Whose mailbox it is was proven: an owner may have written it down for a colleague.
  email_proven_at timestamptz,
  -- Whether somebody who knows the address, or the number, finds the account by it.
  found_by_email boolean not null default false,
  found_by_phone boolean not null default false
);

create table session (
  token_hash bytea primary key,
  id uuid not null unique,
  account_id uuid not null references account (id) on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  -- When its person last showed who they are.
  proved_at timestamptz not null default now()
);
create index session_account on session (account_id);

-- A one-time way in by e-mail: a code typed by hand, or the token of a link.
create table sign_in_code (
  id uuid primary key,
  email text not null check (email = lower(email)),
  code_hash bytea,
  token_hash bytea unique,
  attempts smallint not null default 0,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);
create index sign_in_code_email on sign_in_code (email, created_at);

-- A one-time code by SMS. The code itself is nowhere: it follows from the id and the installation's secret.
create table phone_code (
  id uuid primary key,
  phone text not null check (phone ~ '^\+[1-9][0-9]{6,14}$'),
  -- the calling code, for what is sent to one country
  country smallint not null,
  -- whose number it is, or is to be; null: it signs in
  account_id uuid references account (id) on delete cascade,
  attempts smallint not null default 0,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);
create index phone_code_phone on phone_code (phone, created_at);
create index phone_code_country on phone_code (country, created_at);

-- A passkey (WebAuthn): what its authenticator signs by `public_key` (COSE) signs in.
create table passkey (
  id uuid primary key,
  account_id uuid not null references account (id) on delete cascade,
  credential_id bytea not null unique,
  public_key bytea not null,
  -- What the authenticator counted at its last use; 0 where it does not count.
  sign_count bigint not null,
  name text not null,
  synced boolean not null,
  created_at timestamptz not null default now(),
  used_at timestamptz
);
create index passkey_account on passkey (account_id);

-- Challenges that were answered, until they would have expired: none is answered twice.
create table spent_challenge (
  challenge_hash bytea primary key,
  expires_at timestamptz not null
);
create index spent_challenge_expires on spent_challenge (expires_at);

-- What an OpenID Connect provider calls an account's person.
create table provider_login (
  id uuid primary key,
  issuer text not null,
  subject text not null,
  account_id uuid not null references account (id) on delete cascade,
  provider text not null,
  shown text not null,
  created_at timestamptz not null default now(),
  used_at timestamptz,
  unique (issuer, subject)
);
create index provider_login_account on provider_login (account_id);

-- Web Push: the key that push services know this installation by (VAPID).
create table push_key (
  only_row boolean primary key default true check (only_row),
  private_key bytea not null
);

-- A browser that is told what its account has not read, as long as its session lasts.
create table push_device (
  id uuid primary key,
  account_id uuid not null references account (id) on delete cascade,
  session_id uuid not null references session (id) on delete cascade,
  endpoint text not null unique,
  -- What messages to it are encrypted for: a point of P-256, and a secret that it shares with us (RFC 8291).
  point bytea not null,
  auth bytea not null,
  created_at timestamptz not null default now(),
  -- which of our apps it opens
  app text not null default 'messenger' check (app in ('messenger', 'desk'))
);
create index push_device_account on push_device (account_id);
create index push_device_session on push_device (session_id);

-- When an account's devices are told nothing: minutes of the day in its time zone.
create table push_quiet (
  account_id uuid primary key references account (id) on delete cascade,
  begins smallint not null,
  ends smallint not null,
  timezone text not null
);

-- Agents who look at their desk now, as each process last said.
create table desk_attention (
  node uuid not null,
  account_id uuid not null references account (id) on delete cascade,
  ends_at timestamptz not null,
  primary key (node, account_id)
);
create index desk_attention_account on desk_attention (account_id);

-- What an agent's devices are told of; none: all of it.
create table agent_alerts (
  account_id uuid primary key references account (id) on delete cascade,
  new boolean not null,
  answered boolean not null,
  assigned boolean not null,
  mentioned boolean not null
);

create table workspace (
  id uuid primary key,
  slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{1,62}$'),
  name text not null,
  logo_url text,
  colour text not null default '#4f46e5' check (colour ~ '^#[0-9a-f]{6}$'),
  locale text not null default 'en',
  created_at timestamptz not null default now(),
  -- the facts about a contact that this contact sees too
  visible_attributes text[] not null default '{}',
  -- whose groups and direct conversations live here; null: it is a business
  account_id uuid unique references account (id),
  -- so many days after a case was resolved a message opens it again; later ones open a new one
  reopen_days smallint not null default 14 check (reopen_days between 0 and 365)
);

create table staff (
  workspace_id uuid not null references workspace (id),
  account_id uuid not null references account (id),
  role text not null check (role in ('owner', 'admin', 'agent', 'viewer')),
  created_at timestamptz not null default now(),
  primary key (workspace_id, account_id)
);
create index staff_account on staff (account_id);

-- A member of staff lets a program act for them, within what the key's scopes allow.
create table api_key (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  account_id uuid not null,
  name text not null check (name <> ''),
  -- SHA-256 of a random token
  token_hash bytea not null,
  scopes text[] not null check (cardinality(scopes) > 0),
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  used_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, token_hash),
  foreign key (workspace_id, account_id) references staff (workspace_id, account_id) on delete cascade
);

-- contacts -------------------------------------------------------------------------------------------------------

create table contact (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  account_id uuid references account (id),
  name text not null default '',
  avatar_url text,
  locale text not null default 'en',
  -- Facts a verified source stated (the shop's signed identify), and facts that the visitor claims, kept apart.
  verified_facts jsonb not null default '{}',
  claimed_facts jsonb not null default '{}',
  created_at timestamptz not null default now(),
  erased_at timestamptz,
  primary key (workspace_id, id)
);
create index contact_account on contact (account_id, workspace_id) where account_id is not null;

create table identity (
  workspace_id uuid not null,
  id uuid not null,
  contact_id uuid not null,
  kind text not null check (kind in ('browser', 'email', 'user')),
  -- browser: hex SHA-256 of the visitor's token; email: the address, lower case; user: the shop's own id of its customer.
  value text not null,
  verified_at timestamptz,
  -- An unverified browser sees entries up to this seq and what it wrote itself; null: it sees all.
  horizon_seq bigint,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id)
);
create unique index identity_browser on identity (workspace_id, value) where kind = 'browser';
create unique index identity_verified on identity (workspace_id, kind, value) where verified_at is not null;
create unique index identity_once on identity (workspace_id, contact_id, kind, value);

-- Every consent that a contact gave or took back, each a line of its own: the newest of a purpose and channel counts.
create table consent (
  workspace_id uuid not null,
  id uuid not null,
  contact_id uuid not null,
  given boolean not null,
  purpose text not null,
  channel text not null,
  -- what was agreed to, word for word; where it was said: a form, the messenger, a mail
  text text not null,
  source text not null,
  at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id)
);
create index consent_contact on consent (workspace_id, contact_id, at desc);

-- What people asked to be done with what is known of them. Of an erasure stays that it was done, and not who asked.
create table data_request (
  workspace_id uuid not null,
  id uuid not null,
  contact_id uuid not null,
  account_id uuid references account (id),
  kind text not null check (kind in ('export', 'erasure')),
  state text not null default 'waiting' check (state in ('waiting', 'working', 'done')),
  done int not null default 0,
  total int not null default 0,
  size bigint not null default 0,
  asked_at timestamptz not null default now(),
  ended_at timestamptz,
  expires_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id)
);
create index data_request_contact on data_request (workspace_id, contact_id, asked_at desc);

create table visit (
  workspace_id uuid not null,
  id uuid not null,
  contact_id uuid not null,
  url text not null,
  title text not null default '',
  referrer text not null default '',
  at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id)
);
create index visit_contact on visit (workspace_id, contact_id, at desc);

-- What a site's pages say happened to a contact; the newest of each are kept.
create table tracked (
  workspace_id uuid not null,
  contact_id uuid not null,
  -- of the page's making: saying it again is saying it once
  id text not null,
  name text not null,
  details jsonb not null,
  at timestamptz not null,
  primary key (workspace_id, contact_id, id),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id)
);
create index tracked_newest on tracked (workspace_id, contact_id, at desc, id);

-- A signed statement's one-time number, kept until the statement expires: no second browser can use it.
create table identify_nonce (
  workspace_id uuid not null references workspace (id),
  nonce text not null,
  browser text not null,
  expires_at timestamptz not null,
  primary key (workspace_id, nonce)
);

-- channels -------------------------------------------------------------------------------------------------------

create table channel (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  kind text not null check (kind in ('web', 'email')),
  name text not null,
  -- The key that the shop signs its customers' identities with.
  identify_secret text not null,
  sites text[] not null default '{}',
  settings jsonb not null default '{}',
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
-- The widget knows nothing but its channel: ids are UUIDs of the application's making, so the first is the only one.
create index channel_id on channel (id);

-- How often a trigger was shown, opened and answered: counts of a day, and nothing of who.
create table trigger_count (
  workspace_id uuid not null,
  channel_id uuid not null,
  trigger_id text not null,
  day date not null,
  shown int not null,
  opened int not null,
  answered int not null,
  primary key (workspace_id, channel_id, trigger_id, day),
  foreign key (workspace_id, channel_id) references channel (workspace_id, id)
);

-- conversations --------------------------------------------------------------------------------------------------

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
  primary key (workspace_id, id),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id),
  foreign key (workspace_id, assignee_id) references staff (workspace_id, account_id),
  foreign key (workspace_id, merged_into) references conversation (workspace_id, id)
);
create unique index conversation_of_contact on conversation (workspace_id, contact_id)
  where kind = 'customer' and merged_into is null;
create index conversation_list on conversation (workspace_id, status, last_at desc, id desc) where merged_into is null;
create index conversation_mine on conversation (workspace_id, assignee_id, status, last_at desc, id desc)
  where merged_into is null;
create index conversation_changed on conversation (workspace_id, changed_xid);
-- An address for replies names a conversation by its id alone.
create index conversation_id on conversation (id);

create table case_label (
  workspace_id uuid not null,
  conversation_id uuid not null,
  case_number int not null,
  label text not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, conversation_id, case_number, label),
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id)
);

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
  c.status_until
from conversation c
join contact t on t.workspace_id = c.workspace_id and t.id = c.contact_id
left join account a on a.id = c.assignee_id
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

-- groups ---------------------------------------------------------------------------------------------------------

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
-- list of who wanted it.
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
      and e.kind = 'message' and e.author_id is distinct from m.contact_id limit 100) unread) end,
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


-- search ---------------------------------------------------------------------------------------------------------

-- What was kept and is not found yet: a row for each batch and workspace, written with the entries, taken by the indexer.
create table entry_due (
  workspace_id uuid not null references workspace (id),
  id bigint generated always as identity,
  entries int not null,
  conversation_ids uuid[] not null,
  seqs bigint[] not null,
  primary key (workspace_id, id)
);
-- Ids do not get smaller by compression; trying it costs the sender.
alter table entry_due alter column conversation_ids set storage external;
alter table entry_due alter column seqs set storage external;

-- How many entries of a workspace were ever indexed.
create table entry_index (
  workspace_id uuid primary key references workspace (id),
  entries bigint not null
);

-- The words of messages and notes, stemmed. `number` counts a workspace's entries as they came; the words also hold in
-- which blocks of 2^12, 2^16 and 2^20 of them it stands, so that a search reads the newest alone (conversations/search.py).
-- It can be made anew from the entries, so no foreign key is checked for each line.
create table entry_words (
  workspace_id uuid not null,
  conversation_id uuid not null,
  seq bigint not null,
  number bigint not null,
  words tsvector not null,
  primary key (workspace_id, conversation_id, seq)
);
create index entry_words_words on entry_words using gin (words) with (gin_pending_list_limit = 1024);

-- What an erasure changed is not found by its old words: it is forgotten, and indexed anew.
create function forget_words() returns trigger language plpgsql as $$
begin
  delete from entry_words
  where workspace_id = old.workspace_id and conversation_id = old.conversation_id and seq = old.seq;
  if tg_op = 'UPDATE' and new.kind in ('message', 'note') then
    insert into entry_due (workspace_id, entries, conversation_ids, seqs)
    values (new.workspace_id, 1, array[new.conversation_id], array[new.seq]);
  end if;
  return null;
end $$;
create trigger entry_words_follow after update or delete on entry for each row execute function forget_words();

-- People are looked for by the words of their names, with the workspace's id as one more; accents don't count.
create function name_words(workspace_id uuid, name text) returns tsvector language sql immutable
return to_tsvector('pg_catalog.simple', replace(workspace_id::text, '-', '') || ' ' ||
  translate(lower(name), 'ăâîșşțţàáäãåçèéêëìíïñòóôöõøùúûüýё@.', 'aaissttaaaaaceeeeiiinoooooouuuuye  '));
create index contact_name_words on contact using gin (name_words(workspace_id, name));
create index identity_value on identity (workspace_id, value collate "C") where kind <> 'browser';

-- files ----------------------------------------------------------------------------------------------------------

create table file (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  -- who may send it: hex SHA-256 of a visitor's token, or an account's id
  owner text not null,
  name text not null,
  media_type text not null,
  size bigint not null,
  width int,
  height int,
  -- a picture that we encoded ourselves may be shown in place; everything else is an attachment
  inline boolean not null default false,
  created_at timestamptz not null default now(),
  -- When the last message that showed it was deleted: from then on nobody gets it.
  withdrawn_at timestamptz,
  -- of what plays or moves
  duration_ms int,
  -- of what was recorded to be heard: how loud each part is, 0 to 100
  peaks smallint[],
  primary key (workspace_id, id)
);
create index file_owner on file (workspace_id, owner, created_at);

-- deliveries to outside channels ---------------------------------------------------------------------------------

create table delivery (
  workspace_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  channel text not null check (channel in ('email')),
  address text not null,
  -- the stable reference the other network sees, so that sending again is recognised
  reference text not null,
  from_seq bigint not null,
  to_seq bigint not null,
  state text not null check (state in ('pending', 'sending', 'sent', 'failed', 'unknown')),
  detail text not null default '',
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, reference),
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id)
);
create index delivery_conversation on delivery (workspace_id, conversation_id, channel, to_seq desc);

-- What came in from outside, so that the same thing arriving twice is taken once.
create table inbound (
  workspace_id uuid not null references workspace (id),
  channel text not null,
  external_id text not null,
  conversation_id uuid,
  received_at timestamptz not null default now(),
  primary key (workspace_id, channel, external_id)
);

-- What a device was told of a conversation, until it was read.
create table push_notice (
  workspace_id uuid not null,
  conversation_id uuid not null,
  device_id uuid not null references push_device (id) on delete cascade,
  to_seq bigint not null,
  -- whose reading takes it away: its own account's, or anybody's of the team
  reader text not null default 'account' check (reader in ('account', 'team')),
  primary key (workspace_id, conversation_id, device_id),
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id)
);
create index push_notice_device on push_notice (device_id);
create index push_notice_conversation on push_notice (conversation_id);

-- Conversations in which something was said that calls for something outside: a row for each batch and workspace, written with the
-- entries, taken by the channels.
create table outside_due (
  workspace_id uuid not null references workspace (id),
  id bigint generated always as identity,
  conversation_ids uuid[] not null,
  primary key (workspace_id, id)
);
alter table outside_due alter column conversation_ids set storage external;

-- webhooks -------------------------------------------------------------------------------------------------------

-- An address of the business's own that is told what happens. Its secret signs what it is told.
create table webhook (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  url text not null,
  secret bytea not null,
  events text[] not null check (cardinality(events) > 0),
  enabled bool not null default true,
  -- null while what it was told last arrived
  failing_since timestamptz,
  created_by uuid not null,
  created_at timestamptz not null default now(),
  -- It is told of what was kept from then on.
  since timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, created_by) references staff (workspace_id, account_id)
);

-- Up to which seq of a conversation it has been told.
create table webhook_place (
  workspace_id uuid not null,
  webhook_id uuid not null,
  conversation_id uuid not null,
  seq bigint not null,
  primary key (workspace_id, webhook_id, conversation_id),
  foreign key (workspace_id, webhook_id) references webhook (workspace_id, id) on delete cascade,
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id)
);

-- What it is told. `body` is sent byte by byte as it stands, every time.
create table webhook_message (
  workspace_id uuid not null,
  webhook_id uuid not null,
  id uuid not null,
  -- whose words are in it; null: nobody's
  conversation_id uuid,
  event text not null,
  body text not null,
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'dead')),
  attempts int not null default 0,
  -- of the last attempt
  outcome text not null default '',
  due_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  primary key (workspace_id, webhook_id, id),
  foreign key (workspace_id, webhook_id) references webhook (workspace_id, id) on delete cascade
);
create index webhook_message_due on webhook_message (workspace_id, webhook_id, due_at, id) where state = 'waiting';
create index webhook_message_old on webhook_message (created_at) where state <> 'waiting';
create index webhook_message_conversation on webhook_message (workspace_id, conversation_id);

-- stories --------------------------------------------------------------------------------------------------------

-- A picture that a business shows for a day to the people who talk with it.
create table story (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  file_id uuid not null,
  -- what it shows, in words
  alt text not null check (alt <> ''),
  link text,
  published_by uuid not null,
  published_at timestamptz not null default now(),
  expires_at timestamptz not null,
  -- of one that plays
  duration_ms int,
  primary key (workspace_id, id),
  foreign key (workspace_id, file_id) references file (workspace_id, id),
  foreign key (workspace_id, published_by) references staff (workspace_id, account_id)
);
create index story_present on story (workspace_id, expires_at);

-- Who has seen a story: each once.
create table story_seen (
  workspace_id uuid not null,
  story_id uuid not null,
  contact_id uuid not null,
  at timestamptz not null default now(),
  primary key (workspace_id, story_id, contact_id),
  foreign key (workspace_id, story_id) references story (workspace_id, id) on delete cascade,
  foreign key (workspace_id, contact_id) references contact (workspace_id, id)
);

-- stickers of one's own ----------------------------------------------------------------------------------------

-- What is offered; what was sent of it keeps its picture.
create table sticker_pack (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  name text not null check (name <> ''),
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);

create table pack_sticker (
  workspace_id uuid not null,
  id uuid not null,
  pack_id uuid not null,
  file_id uuid not null,
  -- what it says
  words text not null check (words <> ''),
  place int not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, pack_id) references sticker_pack (workspace_id, id) on delete cascade,
  foreign key (workspace_id, file_id) references file (workspace_id, id)
);
create index pack_sticker_of_pack on pack_sticker (workspace_id, pack_id, place);

-- the second wall ------------------------------------------------------------------------------------------------
-- A request works as causerie_tenant with causerie.workspace_id set: rows of another workspace do not exist for it.

do $$
declare t text;
begin
  foreach t in array array['staff', 'api_key', 'contact', 'identity', 'visit', 'identify_nonce', 'channel', 'conversation',
                           'entry', 'read_mark', 'file', 'delivery', 'inbound', 'entry_due', 'outside_due', 'entry_index',
                           'entry_words', 'tracked', 'case_label', 'trigger_count', 'inbox_place', 'story',
                           'story_seen', 'webhook', 'webhook_place', 'webhook_message', 'consent', 'data_request',
                           'push_notice', 'sticker_pack', 'pack_sticker', 'member', 'direct', 'invitation'] loop
    execute format('alter table %I enable row level security', t);
    execute format($p$create policy own_workspace on %I to causerie_tenant
                      using (workspace_id = nullif(current_setting('causerie.workspace_id', true), '')::uuid)$p$, t);
  end loop;
end $$;

-- What stands above workspaces: a tenant reads how its people and businesses are shown, and no secret of anybody's.
revoke all on account, session, sign_in_code, phone_code, passkey, spent_challenge, provider_login, push_key, push_device,
  push_quiet, desk_attention, agent_alerts, workspace, installation from causerie_tenant;
grant select (id, name, about, avatar_url) on account to causerie_tenant;
grant select on workspace, installation to causerie_tenant;
