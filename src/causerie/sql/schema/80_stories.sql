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
