-- Contacts that a business looks at together: a name for who fits some conditions now.
create table segment (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  name text not null,
  -- as directory/filters.py has it
  filter jsonb not null,
  by_id uuid references account (id),
  at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create unique index segment_name on segment (workspace_id, lower(name));

-- People brought in out of a file, and taken out into one.
create table contact_import (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  by_id uuid not null references account (id),
  -- of the file
  name text not null,
  state text not null check (state in ('draft', 'working', 'done', 'undoing', 'undone')),
  columns text[] not null,
  mapping jsonb,
  total int not null,
  done int not null default 0,
  made int not null default 0,
  changed int not null default 0,
  wrong int not null default 0,
  -- of those that were made, how many an undoing took away
  taken_back int not null default 0,
  at timestamptz not null default now(),
  primary key (workspace_id, id)
);

-- The rows of a file that were not taken: where, and why, and nothing of what was in them.
create table import_flaw (
  workspace_id uuid not null,
  import_id uuid not null,
  row int not null,
  "column" text not null,
  why text not null,
  primary key (workspace_id, import_id, row),
  foreign key (workspace_id, import_id) references contact_import (workspace_id, id)
);

-- Whom an import made.
create table import_made (
  workspace_id uuid not null,
  import_id uuid not null,
  contact_id uuid not null,
  primary key (workspace_id, import_id, contact_id),
  foreign key (workspace_id, import_id) references contact_import (workspace_id, id),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete cascade
);
-- A file of people that somebody of the staff asked for. The file is gone when its time is over, or somebody in it is forgotten.
create table contact_export (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  by_id uuid not null references account (id),
  format text not null check (format in ('csv', 'vcard')),
  filter jsonb,
  state text not null default 'working' check (state in ('working', 'done')),
  done int not null default 0,
  total int not null default 0,
  size bigint not null default 0,
  at timestamptz not null default now(),
  primary key (workspace_id, id)
);
