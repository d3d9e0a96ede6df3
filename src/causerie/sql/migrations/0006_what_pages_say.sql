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

alter table conversation add column attributes jsonb not null default '{}';

create table case_label (
  workspace_id uuid not null,
  conversation_id uuid not null,
  case_number int not null,
  label text not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, conversation_id, case_number, label),
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id)
);

do $$
declare t text;
begin
  foreach t in array array['tracked', 'case_label'] loop
    execute format('alter table %I enable row level security', t);
    execute format($p$create policy own_workspace on %I to causerie_tenant
                      using (workspace_id = nullif(current_setting('causerie.workspace_id', true), '')::uuid)$p$, t);
  end loop;
end $$;
