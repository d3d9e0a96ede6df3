alter table contact add column erased_at timestamptz;
alter table workspace add column visible_attributes text[] not null default '{}';

create table consent (
  workspace_id uuid not null,
  id uuid not null,
  contact_id uuid not null,
  given boolean not null,
  purpose text not null,
  channel text not null,
  text text not null,
  source text not null,
  at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id)
);
create index consent_contact on consent (workspace_id, contact_id, at desc);

create table data_request (
  workspace_id uuid not null,
  id uuid not null,
  contact_id uuid not null,
  account_id uuid references account (id),
  kind text not null check (kind in ('export', 'erasure')),
  state text not null default 'waiting' check (state in ('waiting', 'working', 'done')),
  done int not null default 0,
  total int not null default 0,
  size bigint not null default 0,
  asked_at timestamptz not null default now(),
  ended_at timestamptz,
  expires_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id)
);
create index data_request_contact on data_request (workspace_id, contact_id, asked_at desc);

do $$
declare t text;
begin
  foreach t in array array['consent', 'data_request'] loop
    execute format('alter table %I enable row level security', t);
    execute format($p$create policy own_workspace on %I to causerie_tenant
                      using (workspace_id = nullif(current_setting('causerie.workspace_id', true), '')::uuid)$p$, t);
  end loop;
end $$;

create or replace function refuse_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and current_setting('causerie.erasing', true) = 'on' then
    return null;
  end if;
  raise exception 'entries are never changed: append a new one' using errcode = 'restrict_violation';
end $$;

create function erase_entries(workspace uuid, contacts uuid[]) returns void language plpgsql as $$
begin
  perform set_config('causerie.erasing', 'on', true);
  update entry e set source = null, identity_id = null, body = case e.kind
    when 'message' then '{"kind": "message", "content": {"kind": "deleted"}}'
    when 'edited' then e.body || '{"text": ""}'
    else e.body end
  where e.workspace_id = workspace and e.author_kind = 'contact' and e.author_id = any (contacts)
    and e.conversation_id in (select id from conversation c where c.workspace_id = workspace and c.contact_id = any (contacts));
  update entry e set body = e.body || '{"card": {"url": "", "title": "", "site": ""}}'
  where e.workspace_id = workspace and e.kind = 'linked'
    and e.conversation_id in (select id from conversation c where c.workspace_id = workspace and c.contact_id = any (contacts))
    and exists (select from entry s where s.workspace_id = workspace and s.conversation_id = e.conversation_id
                and s.seq = (e.body->>'of')::bigint and s.author_kind = 'contact' and s.author_id = any (contacts));
  update entry e set source = null, body = jsonb_set(e.body, '{event}', (e.body->'event') ||
    case e.body->'event'->>'type' when 'email_given' then '{"email": ""}'::jsonb
      when 'identity_verified' then '{"value": ""}' else '{"detail": ""}' end)
  where e.workspace_id = workspace and e.kind = 'event'
    and e.body->'event'->>'type' in ('email_given', 'identity_verified', 'delivery_failed')
    and e.conversation_id in (select id from conversation c where c.workspace_id = workspace and c.contact_id = any (contacts));
  perform set_config('causerie.erasing', '', true);
end $$;

drop view desk_head;
create view desk_head with (security_invoker = true) as
select c.workspace_id, c.id as conversation, c.contact_id, t.name as contact_name, t.avatar_url as contact_avatar_url,
  t.erased_at is not null as contact_erased, e.value as email,
  exists (select from identity v where v.workspace_id = c.workspace_id and v.contact_id = c.contact_id
          and v.kind <> 'browser' and v.verified_at is not null) as verified,
  c.status, c.case_number, c.assignee_id, a.name as assignee_name, a.avatar_url as assignee_avatar_url,
  a.about as assignee_about, c.last_seq, c.last_at, c.last_snippet, c.staff_unread, c.changed_xid, c.merged_into
from conversation c
join contact t on t.workspace_id = c.workspace_id and t.id = c.contact_id
left join account a on a.id = c.assignee_id
left join lateral (select value from identity i where i.workspace_id = c.workspace_id and i.contact_id = c.contact_id
                   and i.kind = 'email' order by i.verified_at is null, i.created_at desc limit 1) e on true
where c.kind = 'customer';

create or replace function forget_words() returns trigger language plpgsql as $$
begin
  delete from entry_words
  where workspace_id = old.workspace_id and conversation_id = old.conversation_id and seq = old.seq;
  if tg_op = 'UPDATE' and new.kind in ('message', 'note') then
    insert into entry_due (workspace_id, entries, conversation_ids, seqs)
    values (new.workspace_id, 1, array[new.conversation_id], array[new.seq]);
  end if;
  return null;
end $$;
