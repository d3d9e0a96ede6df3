-- Automation: the owner's rules, up to where each conversation was read by them, what they did, and dry runs.
create table rule (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  place int not null,
  enabled bool not null default false,
  body jsonb not null,
  since timestamptz not null default now(),
  paused text check (paused in ('conversation', 'workspace')),
  paused_at timestamptz,
  primary key (workspace_id, id)
);
create table rule_place (
  workspace_id uuid not null,
  conversation_id uuid not null,
  seq bigint not null,
  story jsonb not null,
  primary key (workspace_id, conversation_id),
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id)
);
create table rule_firing (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  rule_id uuid not null,
  name text not null,
  conversation_id uuid not null,
  seq bigint not null,
  at timestamptz not null,
  trigger text not null,
  found jsonb not null,
  deeds jsonb not null,
  stopped text check (stopped in ('chain', 'conversation', 'workspace')),
  primary key (workspace_id, id),
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id)
);
create index rule_firing_rule on rule_firing (workspace_id, rule_id, at desc, id desc);
create index rule_firing_conversation on rule_firing (workspace_id, conversation_id, at desc, id desc);
create index rule_firing_newest on rule_firing (workspace_id, at desc, id desc);
create index rule_firing_old on rule_firing (at);
create table rule_trial (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  body jsonb not null,
  state text not null default 'waiting' check (state in ('waiting', 'working', 'done', 'failed')),
  done int not null default 0,
  total int not null default 0,
  bounded bool not null default false,
  times int not null default 0,
  conversations int not null default 0,
  would jsonb not null default '[]',
  asked_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create index rule_trial_old on rule_trial (asked_at);

do $$
declare t text;
begin
  foreach t in array array['rule', 'rule_place', 'rule_firing', 'rule_trial'] loop
    execute format('alter table %I enable row level security', t);
    execute format($p$create policy own_workspace on %I to causerie_tenant
                      using (workspace_id = nullif(current_setting('causerie.workspace_id', true), '')::uuid)$p$, t);
  end loop;
end $$;
