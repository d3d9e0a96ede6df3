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
