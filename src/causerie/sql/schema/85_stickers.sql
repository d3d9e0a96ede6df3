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
