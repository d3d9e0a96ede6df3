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
  -- By whose clock they live, as their browser said when they first wrote: an IANA name.
  timezone text,
  -- when they last opened a page, read an answer or wrote a mail, to the minute
  seen_at timestamptz not null default now(),
  -- who this contact turned out to be; what it was known by is known there
  merged_into uuid,
  primary key (workspace_id, id),
  foreign key (workspace_id, merged_into) references contact (workspace_id, id)
);
create index contact_seen on contact (workspace_id, seen_at desc, id desc) where erased_at is null and merged_into is null;
create index contact_account on contact (account_id, workspace_id) where account_id is not null;

create table identity (
  workspace_id uuid not null,
  id uuid not null,
  contact_id uuid not null,
  kind text not null check (kind in ('browser', 'email', 'user', 'phone')),
  -- browser: hex SHA-256 of the visitor's token; email: the address, lower case; user: the shop's own id of its customer;
  -- phone: E.164.
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
  -- the browser and the system, by their names
  device text not null default '',
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

-- Who changed what of a contact's data, and when. `by_id` null: a program of ours.
create table contact_change (
  workspace_id uuid not null,
  id uuid not null,
  contact_id uuid not null,
  by_id uuid references account (id),
  -- the desk, an import, a merge; and of an object of fields, what each was and is
  source text not null,
  changes jsonb not null,
  at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id)
);
create index contact_change_contact on contact_change (workspace_id, contact_id, id desc);

-- What a business wants to know of contacts and of cases; the values stand with these.
create table attribute (
  workspace_id uuid not null references workspace (id),
  of text not null check (of in ('contact', 'case')),
  key text not null,
  label text not null,
  type text not null check (type in ('text', 'number', 'boolean', 'date', 'choice', 'link')),
  choices text[] not null default '{}',
  primary key (workspace_id, of, key)
);
