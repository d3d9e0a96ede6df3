-- Stickers that a business made itself. What was sent of them keeps its picture: these rows say what is offered.
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

do $$
declare t text;
begin
  foreach t in array array['sticker_pack', 'pack_sticker'] loop
    execute format('alter table %I enable row level security', t);
    execute format($p$create policy own_workspace on %I to causerie_tenant
                      using (workspace_id = nullif(current_setting('causerie.workspace_id', true), '')::uuid)$p$, t);
  end loop;
end $$;
