-- What the owner wants done by itself, in the order in which it is asked for (rules/model.py: NewRule).
create table rule (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  place int not null,
  enabled bool not null default false,
  body jsonb not null,
  -- It is asked about what happens from then on.
  since timestamptz not null default now(),
  -- It did too much, in one conversation or altogether, and was switched off.
  paused text check (paused in ('conversation', 'workspace')),
  paused_at timestamptz,
  primary key (workspace_id, id)
);

-- Up to which seq a conversation was read by rules, and what they know of it. It can be made anew from the entries.
create table rule_place (
  workspace_id uuid not null,
  conversation_id uuid not null,
  seq bigint not null,
  story jsonb not null,
  primary key (workspace_id, conversation_id),
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id)
);

-- What rules did. A rule that was removed stays here by its name.
create table rule_firing (
  workspace_id uuid not null references workspace (id),
  -- made of the rule, the conversation and what happened: of two processes that do it, one keeps it
  id uuid not null,
  rule_id uuid not null,
  name text not null,
  conversation_id uuid not null,
  seq bigint not null,
  at timestamptz not null,
  trigger text not null,
  found jsonb not null,
  deeds jsonb not null,
  -- why nothing was done
  stopped text check (stopped in ('chain', 'conversation', 'workspace')),
  primary key (workspace_id, id),
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id)
);
create index rule_firing_rule on rule_firing (workspace_id, rule_id, at desc, id desc);
create index rule_firing_conversation on rule_firing (workspace_id, conversation_id, at desc, id desc);
create index rule_firing_newest on rule_firing (workspace_id, at desc, id desc);
create index rule_firing_old on rule_firing (at);

-- What a rule would have done, as somebody asked.
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
  -- the latest of them (rules/model.py: Would)
  would jsonb not null default '[]',
  asked_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create index rule_trial_old on rule_trial (asked_at);
