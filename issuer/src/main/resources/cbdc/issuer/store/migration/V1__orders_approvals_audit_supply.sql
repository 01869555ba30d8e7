-- The issuer's own database. Losing it, or bringing an old copy back, lets nobody mint: numbers, quota, reserves and
-- authority are the ledger's, and every signature in here is checked again there.

create table orders (
  entry             bigint generated always as identity unique, -- order of drafting, for lists
  bank              integer     not null check (bank between 0 and 9999),
  number            bigint      not null check (number > 0),
  attempt           integer     not null check (attempt > 0),
  version           bigint      not null check (version > 0),
  kind              text        not null,
  bytes             bytea       not null, -- exactly what is signed; never changes
  maker_key         bigint      not null,
  maker_signature   bytea       not null check (length(maker_signature) = 64),
  made_by           text        not null,
  drafted_at        timestamptz not null,
  approvals_needed  integer     not null check (approvals_needed > 0),
  issuer_keys       text[]      not null,
  utc_offset_seconds integer    not null,
  last_valid_day    integer     not null, -- epoch day
  state             text        not null
                    check (state in ('DRAFTED', 'APPROVED', 'SUBMITTED', 'EXECUTED', 'REFUSED', 'WITHDRAWN')),
  command_id        text,
  refusal           text,
  amount_left       bigint,
  progress_at       timestamptz,
  primary key (bank, number, attempt),
  check ((state in ('SUBMITTED', 'EXECUTED', 'REFUSED')) = (command_id is not null)),
  check ((state = 'REFUSED') = (refusal is not null and amount_left is not null)),
  check ((state in ('DRAFTED', 'APPROVED')) = (progress_at is null))
);
create index orders_by_state on orders (state, entry desc);

create table approvals (
  bank       integer     not null,
  number     bigint      not null,
  attempt    integer     not null,
  ordinal    integer     not null check (ordinal > 0),
  key_id     bigint      not null,
  signature  bytea       not null check (length(signature) = 64),
  given_by   text        not null,
  given_at   timestamptz not null,
  primary key (bank, number, attempt, ordinal),
  unique (bank, number, attempt, key_id),
  foreign key (bank, number, attempt) references orders
);

create table audit_log (
  number    bigint      primary key check (number > 0),
  at        timestamptz not null,
  actor     text        not null,
  action    text        not null,
  order_id  text        not null,
  detail    text        not null,
  hash      bytea       not null check (length(hash) = 32) -- over the hash before and this line
);

create function append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log is append only';
end $$;
create trigger audit_log_append_only before update or delete or truncate on audit_log
  for each statement execute function append_only();

create table supply_samples (
  number            bigint generated always as identity primary key,
  at                timestamptz not null,
  issued            bigint      not null,
  redeemed          bigint      not null,
  circulation       bigint      not null,
  in_flight         bigint      not null,
  reserves_credited bigint      not null,
  conserved         boolean     not null
);
create index supply_samples_by_time on supply_samples (at, number);

create table supply_sample_banks (
  sample      bigint  not null references supply_samples on delete cascade,
  bank        integer not null,
  issued      bigint  not null,
  redeemed    bigint  not null,
  quota       bigint  not null,
  reserve     bigint  not null,
  vault       bigint  not null,
  primary key (sample, bank)
);
