-- The people a business talks with: listed by when they were seen, known by telephone, merged, blocked, and who changed what.
alter table contact add column seen_at timestamptz not null default now(), add column merged_into uuid,
  add foreign key (workspace_id, merged_into) references contact (workspace_id, id);
update contact c set seen_at = coalesce(
  (select max(v.at) from visit v where v.workspace_id = c.workspace_id and v.contact_id = c.id), c.created_at);
update contact c set merged_into = t.contact_id
from conversation s join conversation t on t.workspace_id = s.workspace_id and t.id = s.merged_into
where s.kind = 'customer' and s.workspace_id = c.workspace_id and s.contact_id = c.id and t.contact_id <> c.id
  and not exists (select from conversation o where o.workspace_id = c.workspace_id and o.contact_id = c.id
                  and o.kind = 'customer' and o.merged_into is null);
create index contact_seen on contact (workspace_id, seen_at desc, id desc) where erased_at is null and merged_into is null;

alter table identity drop constraint identity_kind_check,
  add constraint identity_kind_check check (kind in ('browser', 'email', 'user', 'phone'));
alter table visit add column device text not null default '';
alter table conversation add column blocked boolean not null default false;

create table contact_change (
  workspace_id uuid not null,
  id uuid not null,
  contact_id uuid not null,
  by_id uuid references account (id),
  source text not null,
  changes jsonb not null,
  at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id)
);
create index contact_change_contact on contact_change (workspace_id, contact_id, id desc);
alter table contact_change enable row level security;
create policy own_workspace on contact_change to causerie_tenant
  using (workspace_id = nullif(current_setting('causerie.workspace_id', true), '')::uuid);
