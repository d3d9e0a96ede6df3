-- Cases are sorted by labels, priorities and teams. The labels of a case stand on its conversation's head and in its timeline.
create table team (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  name text not null,
  closed_at timestamptz,
  primary key (workspace_id, id)
);
create unique index team_name on team (workspace_id, name) where closed_at is null;
create table team_member (
  workspace_id uuid not null,
  team_id uuid not null,
  account_id uuid not null,
  primary key (workspace_id, team_id, account_id),
  foreign key (workspace_id, team_id) references team (workspace_id, id),
  foreign key (workspace_id, account_id) references staff (workspace_id, account_id)
);
create table label (
  workspace_id uuid not null references workspace (id),
  name text not null,
  colour text not null check (colour ~ '^#[0-9a-f]{6}$'),
  description text not null default '',
  primary key (workspace_id, name)
);

alter table conversation add column team_id uuid,
  add column priority text check (priority in ('low', 'medium', 'high', 'urgent')),
  add column labels text[] not null default '{}',
  add foreign key (workspace_id, team_id) references team (workspace_id, id);
update conversation c set labels = l.labels from (
  select workspace_id, conversation_id, case_number, array_agg(label order by created_at, label) as labels
  from case_label group by workspace_id, conversation_id, case_number
) l
where l.workspace_id = c.workspace_id and l.conversation_id = c.id and l.case_number = c.case_number;
drop table case_label;

create table case_label (
  workspace_id uuid not null,
  label text not null,
  status text not null,
  conversation_id uuid not null,
  primary key (workspace_id, label, status, conversation_id),
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id)
);
create function sort_by_labels() returns trigger language plpgsql as $$
begin
  delete from case_label where workspace_id = old.workspace_id and label = any (old.labels) and status = old.status
    and conversation_id = old.id;
  insert into case_label select new.workspace_id, l, new.status, new.id from unnest(new.labels) l
    where new.merged_into is null;
  return null;
end $$;
create trigger conversation_by_labels after update on conversation for each row
  when ((old.labels <> '{}' or new.labels <> '{}') and (old.labels, old.status, old.merged_into)
    is distinct from (new.labels, new.status, new.merged_into)) execute function sort_by_labels();
insert into case_label select workspace_id, l, status, id from conversation, unnest(labels) l where merged_into is null;

create index conversation_team on conversation (workspace_id, team_id, status, last_at desc, id desc)
  where merged_into is null and team_id is not null;
create index conversation_priority on conversation (workspace_id, priority, status, last_at desc, id desc)
  where merged_into is null and priority is not null;

create or replace view desk_head with (security_invoker = true) as
select c.workspace_id, c.id as conversation, c.contact_id, t.name as contact_name, t.avatar_url as contact_avatar_url,
  t.erased_at is not null as contact_erased, e.value as email,
  exists (select from identity v where v.workspace_id = c.workspace_id and v.contact_id = c.contact_id
          and v.kind <> 'browser' and v.verified_at is not null) as verified,
  c.status, c.case_number, c.assignee_id, a.name as assignee_name, a.avatar_url as assignee_avatar_url,
  a.about as assignee_about, c.last_seq, c.last_at, c.last_snippet, c.staff_unread, c.changed_xid, c.merged_into,
  c.status_until, c.team_id, m.name as team_name, c.priority, c.labels
from conversation c
join contact t on t.workspace_id = c.workspace_id and t.id = c.contact_id
left join account a on a.id = c.assignee_id
left join team m on m.workspace_id = c.workspace_id and m.id = c.team_id
left join lateral (select value from identity i where i.workspace_id = c.workspace_id and i.contact_id = c.contact_id
                   and i.kind = 'email' order by i.verified_at is null, i.created_at desc limit 1) e on true
where c.kind = 'customer';

do $$
declare t text;
begin
  foreach t in array array['label', 'case_label', 'team', 'team_member'] loop
    execute format('alter table %I enable row level security', t);
    execute format($p$create policy own_workspace on %I to causerie_tenant
                      using (workspace_id = nullif(current_setting('causerie.workspace_id', true), '')::uuid)$p$, t);
  end loop;
end $$;
