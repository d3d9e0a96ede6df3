-- A one-time code by SMS. The code itself is nowhere: it follows from the id and the installation's secret.
create table phone_code (
  id uuid primary key,
  phone text not null check (phone ~ '^\+[1-9][0-9]{6,14}$'),
  -- the calling code, for what is sent to one country
  country smallint not null,
  -- whose number it is, or is to be; null: it signs in
  account_id uuid references account (id) on delete cascade,
  attempts smallint not null default 0,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);
create index phone_code_phone on phone_code (phone, created_at);
create index phone_code_country on phone_code (country, created_at);
revoke all on phone_code from causerie_tenant;
