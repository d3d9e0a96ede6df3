-- Who gets a case: what the owner decided, who is there, and which cases ask for somebody.
create table routing (
  workspace_id uuid primary key references workspace (id),
  rules jsonb not null
);
create table agent (
  workspace_id uuid not null,
  account_id uuid not null,
  chosen text not null default 'online' check (chosen in ('online', 'busy', 'away')),
  state text not null default 'away' check (state in ('online', 'busy', 'away')),
  seen_at timestamptz,
  capacity smallint check (capacity between 0 and 1000),
  languages text[] not null default '{}',
  skills text[] not null default '{}',
  turn bigint not null default 0,
  primary key (workspace_id, account_id),
  foreign key (workspace_id, account_id) references staff (workspace_id, account_id) on delete cascade
);
alter table conversation add column wants_agent boolean not null default false;
update conversation set wants_agent = true
where kind = 'customer' and status = 'open' and assignee_id is null and merged_into is null;

do $$
declare t text;
begin
  foreach t in array array['routing', 'agent'] loop
    execute format('alter table %I enable row level security', t);
    execute format($p$create policy own_workspace on %I to causerie_tenant
                      using (workspace_id = nullif(current_setting('causerie.workspace_id', true), '')::uuid)$p$, t);
  end loop;
end $$;
