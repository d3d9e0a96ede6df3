-- What an OpenID Connect provider calls an account's person.
create table provider_login (
  id uuid primary key,
  issuer text not null,
  subject text not null,
  account_id uuid not null references account (id) on delete cascade,
  provider text not null,
  shown text not null,
  created_at timestamptz not null default now(),
  used_at timestamptz,
  unique (issuer, subject)
);
create index provider_login_account on provider_login (account_id);

revoke all on provider_login from causerie_tenant;
