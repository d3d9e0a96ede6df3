-- Today's truth: what a fresh database gets, these files in the order of their names. An older one arrives here by
-- migrations/, and a test proves it equal. Every table leads its primary, unique and foreign keys with workspace_id, but
-- for installation and accounts, which stand above workspaces. Entries are never updated or deleted: a trigger refuses.

-- installation --------------------------------------------------------------------------------------------------------

create table installation (
  only_row boolean primary key default true check (only_row),
  -- Names this timeline of the data. It changes when a backup is restored, and every cursor handed out before is void.
  epoch text not null default md5(gen_random_uuid()::text)
);
insert into installation default values;

-- accounts ------------------------------------------------------------------------------------------------------------

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
  reopen_days smallint not null default 14 check (reopen_days between 0 and 365),
  -- for so many days what was done stays written down
  audit_days smallint not null default 365 check (audit_days between 30 and 3650)
);

-- Roles that an owner made: what a viewer may, and these capabilities.
create table role (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  name text not null check (name <> ''),
  capabilities text[] not null,
  primary key (workspace_id, id),
  unique (workspace_id, name)
);

create table staff (
  workspace_id uuid not null references workspace (id),
  account_id uuid not null references account (id),
  role text not null check (role in ('owner', 'admin', 'agent', 'viewer', 'custom')),
  created_at timestamptz not null default now(),
  -- Whoever leaves is still shown as the author of what they said.
  left_at timestamptz,
  role_id uuid,
  primary key (workspace_id, account_id),
  foreign key (workspace_id, role_id) references role (workspace_id, id),
  constraint staff_role_id_check check ((role = 'custom') = (role_id is not null))
);
create index staff_account on staff (account_id);

-- Somebody is asked by e-mail to work here; the mail's link proves the mailbox.
create table staff_invitation (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  email text not null check (email = lower(email)),
  role text not null check (role in ('owner', 'admin', 'agent', 'viewer', 'custom')),
  teams uuid[] not null default '{}',
  locale text not null,
  invited_by uuid not null,
  -- SHA-256 of the newest mail's token
  token_hash bytea not null,
  sent_at timestamptz not null default now(),
  expires_at timestamptz not null,
  role_id uuid,
  primary key (workspace_id, id),
  unique (workspace_id, email),
  foreign key (workspace_id, invited_by) references staff (workspace_id, account_id),
  foreign key (workspace_id, role_id) references role (workspace_id, id),
  constraint staff_invitation_role_id_check check ((role = 'custom') = (role_id is not null))
);
create index staff_invitation_token on staff_invitation (token_hash);
create index staff_invitation_email on staff_invitation (email);

create table team (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  name text not null,
  -- Nobody gives it anything any more; what it has, it has.
  closed_at timestamptz,
  primary key (workspace_id, id)
);
create unique index team_name on team (workspace_id, name) where closed_at is null;

create table team_member (
  workspace_id uuid not null,
  team_id uuid not null,
  account_id uuid not null,
  primary key (workspace_id, team_id, account_id),
  foreign key (workspace_id, team_id) references team (workspace_id, id),
  foreign key (workspace_id, account_id) references staff (workspace_id, account_id)
);

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
