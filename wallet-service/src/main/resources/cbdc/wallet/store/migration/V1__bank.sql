-- What only the bank knows, and what must be written down before the ledger is asked. A rebuild of the projection leaves all of
-- it alone.

-- Which ledger the projection was made from: a database is never filled from two.
CREATE TABLE ledger (
  only_row    BOOLEAN PRIMARY KEY DEFAULT TRUE CHECK (only_row),
  cluster     TEXT    NOT NULL,
  bank        INTEGER NOT NULL CHECK (bank BETWEEN 1 AND 9999),
  shard_count INTEGER NOT NULL CHECK (shard_count >= 1)
);

-- answer: what the ledger said of the opening, as far as the service was told. That an account is open also follows from
-- account_state.
CREATE TABLE account (
  account          BIGINT  PRIMARY KEY,
  listed           BIGINT  NOT NULL GENERATED ALWAYS AS IDENTITY UNIQUE,
  kind             TEXT    NOT NULL CHECK (kind IN ('WALLET', 'MERCHANT')),
  opening          UUID    NOT NULL CONSTRAINT account_opening UNIQUE,
  answer           TEXT    NOT NULL CHECK (answer IN ('OPENING', 'OPEN', 'REFUSED')),
  class_number     INTEGER NOT NULL CHECK (class_number >= 0),
  holder_reference TEXT    NOT NULL,
  created_millis   BIGINT  NOT NULL
);
CREATE INDEX account_by_kind ON account (kind, listed);

CREATE TABLE evidence (
  account   BIGINT  NOT NULL REFERENCES account,
  position  INTEGER NOT NULL CHECK (position >= 1),
  kind      TEXT    NOT NULL CHECK (kind IN ('PHONE_NUMBER', 'IDENTITY_DOCUMENT', 'BANK_CARD', 'BANK_ACCOUNT', 'IN_PERSON')),
  reference TEXT    NOT NULL,
  PRIMARY KEY (account, position)
);

CREATE TABLE api_key (
  id             UUID   PRIMARY KEY,
  listed         BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY UNIQUE,
  merchant       BIGINT NOT NULL,
  label          TEXT   NOT NULL,
  scopes         TEXT[] NOT NULL,
  hash           BYTEA  NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
  created_millis BIGINT NOT NULL,
  revoked_millis BIGINT NOT NULL DEFAULT 0 CHECK (revoked_millis >= 0)
);
CREATE INDEX api_key_of_merchant ON api_key (merchant, listed);

CREATE TABLE token_revocation (
  account           BIGINT PRIMARY KEY,
  made_until_millis BIGINT NOT NULL
);

-- For ever: a key never changes its command.
CREATE TABLE idempotency_key (
  caller  TEXT NOT NULL,
  key     TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
  command UUID NOT NULL,
  PRIMARY KEY (caller, key)
);

-- A refund is here before the ledger is asked. state is what the service was told; where the projection knows the payment of a
-- refund, the projection is right.
CREATE TABLE refund (
  id              UUID     NOT NULL,
  shard           SMALLINT NOT NULL,
  payment         UUID     NOT NULL,
  payment_shard   SMALLINT NOT NULL,
  merchant        BIGINT   NOT NULL,
  payer           BIGINT   NOT NULL CHECK (payer <> merchant),
  amount          BIGINT   NOT NULL CHECK (amount > 0),
  note            TEXT     NOT NULL,
  reserved_millis BIGINT   NOT NULL,
  state           TEXT     NOT NULL CHECK (state IN ('OPEN', 'PAID', 'FAILED')),
  PRIMARY KEY (id, shard)
);
CREATE INDEX refund_of_payment ON refund (payment, payment_shard);
CREATE INDEX refund_open ON refund (reserved_millis) WHERE state = 'OPEN';
