-- What happened in cases, computed from the entries (reports/facts.py), a moment after they were kept. It can be made anew from
-- them, so no foreign key is checked for each line.
create table report_fact (
  workspace_id uuid not null references workspace (id),
  conversation_id uuid not null,
  -- the entry that brought it about
  seq bigint not null,
  kind text not null check (kind in ('opened', 'reopened', 'asked', 'first', 'next', 'resolved', 'rating_asked', 'rated', 'met',
                                     'missed')),
  at timestamptz not null,
  -- how long it took: by the clock, and in the business's hours
  seconds int,
  office_seconds int,
  by_id uuid,
  target text check (target in ('first', 'next', 'resolution')),
  score smallint,
  comment text not null default '',
  -- resolved without a word of staff
  bot boolean not null default false,
  -- its case, as that is sorted
  case_number int not null,
  assignee_id uuid,
  team_id uuid,
  priority text,
  labels text[] not null default '{}',
  channel text not null,
  -- whose it is: who did it; of what nobody of the staff did, whose case it is
  agent_id uuid generated always as (coalesce(by_id, assignee_id)) stored,
  primary key (workspace_id, conversation_id, case_number, seq, kind)
);
create index report_fact_at on report_fact (workspace_id, kind, at);

-- How far a conversation was read, and what is known there (reports/facts.py: Course).
create table report_course (
  workspace_id uuid not null,
  conversation_id uuid not null,
  seq bigint not null,
  -- by which program and which hours; of others it is read anew
  basis text not null,
  course jsonb not null,
  -- the customer's first message that nobody has answered
  waiting_since timestamptz,
  primary key (workspace_id, conversation_id)
);
create index report_course_waiting on report_course (workspace_id, waiting_since) where waiting_since is not null;

-- Up to which transaction a workspace's conversations were looked through, and on which basis.
create table report_place (
  workspace_id uuid primary key references workspace (id),
  since xid8 not null,
  basis text not null
);

-- Whether a fact is as a report asks; of what is null nothing is asked, and '' is what has none. Who sees not everything sees what
-- is theirs, or their teams' (reports/service.py).
create function fact_is(f report_fact, agent text, team text, channel text, label text, everything boolean, me uuid, teams uuid[])
returns boolean language sql immutable
return (agent is null or coalesce(f.agent_id::text, '') = agent)
  and (team is null or coalesce(f.team_id::text, '') = team)
  and (channel is null or f.channel = channel)
  and (label is null or label = any (f.labels) or label = '' and f.labels = '{}')
  and (everything or f.agent_id = me or f.team_id = any (teams));
