-- Roles that an owner made: what a viewer may, and these capabilities.
create table role (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  name text not null check (name <> ''),
  capabilities text[] not null,
  primary key (workspace_id, id),
  unique (workspace_id, name)
);
alter table role enable row level security;
create policy own_workspace on role to causerie_tenant
  using (workspace_id = nullif(current_setting('causerie.workspace_id', true), '')::uuid);

alter table staff drop constraint staff_role_check,
  add constraint staff_role_check check (role in ('owner', 'admin', 'agent', 'viewer', 'custom')),
  add column role_id uuid,
  add foreign key (workspace_id, role_id) references role (workspace_id, id),
  add constraint staff_role_id_check check ((role = 'custom') = (role_id is not null));
alter table staff_invitation drop constraint staff_invitation_role_check,
  add constraint staff_invitation_role_check check (role in ('owner', 'admin', 'agent', 'viewer', 'custom')),
  add column role_id uuid,
  add foreign key (workspace_id, role_id) references role (workspace_id, id),
  add constraint staff_invitation_role_id_check check ((role = 'custom') = (role_id is not null));
