alter table push_device add column app text not null default 'messenger' check (app in ('messenger', 'desk'));
alter table push_notice add column reader text not null default 'account' check (reader in ('account', 'team'));
-- Agents who look at their desk now, as each process last said.
create table desk_attention (
  node uuid not null,
  account_id uuid not null references account (id) on delete cascade,
  ends_at timestamptz not null,
  primary key (node, account_id)
);
create index desk_attention_account on desk_attention (account_id);

-- What an agent's devices are told of; none: all of it.
create table agent_alerts (
  account_id uuid primary key references account (id) on delete cascade,
  new boolean not null,
  answered boolean not null,
  assigned boolean not null,
  mentioned boolean not null
);
revoke all on desk_attention, agent_alerts from causerie_tenant;
