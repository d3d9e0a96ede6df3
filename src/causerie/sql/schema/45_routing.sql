-- What the owner decided about who gets a case; none: whoever takes it.
create table routing (
  workspace_id uuid primary key references workspace (id),
  rules jsonb not null
);

-- By when the owner promises answers and an end, policy by policy; the first that applies counts.
create table sla (
  workspace_id uuid primary key references workspace (id),
  policies jsonb not null
);

-- Whether a member of staff is there, and what may be given to them; none: they have not been there yet.
create table agent (
  workspace_id uuid not null,
  account_id uuid not null,
  chosen text not null default 'online' check (chosen in ('online', 'busy', 'away')),
  -- what it comes to, as everybody was told
  state text not null default 'away' check (state in ('online', 'busy', 'away')),
  -- when a desk of theirs was last on a screen
  seen_at timestamptz,
  -- so many open cases at most; null: as many as anybody
  capacity smallint check (capacity between 0 and 1000),
  -- BCP 47
  languages text[] not null default '{}',
  -- labels of cases that they know about
  skills text[] not null default '{}',
  -- routing gave them something in this turn: who has the least is next
  turn bigint not null default 0,
  primary key (workspace_id, account_id),
  foreign key (workspace_id, account_id) references staff (workspace_id, account_id) on delete cascade
);
