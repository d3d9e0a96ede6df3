alter table account add column phone text unique check (phone ~ '^\+[1-9][0-9]{6,14}$');
alter table session add column proved_at timestamptz not null default now();

-- A passkey (WebAuthn): what its authenticator signs by `public_key` (COSE) signs in.
create table passkey (
  id uuid primary key,
  account_id uuid not null references account (id) on delete cascade,
  credential_id bytea not null unique,
  public_key bytea not null,
  -- What the authenticator counted at its last use; 0 where it does not count.
  sign_count bigint not null,
  name text not null,
  synced boolean not null,
  created_at timestamptz not null default now(),
  used_at timestamptz
);
create index passkey_account on passkey (account_id);

-- Challenges that were answered, until they would have expired: none is answered twice.
create table spent_challenge (
  challenge_hash bytea primary key,
  expires_at timestamptz not null
);
create index spent_challenge_expires on spent_challenge (expires_at);

revoke all on passkey, spent_challenge from causerie_tenant;
