-- What follows from the ledger's feed alone. A rebuild empties these tables and reads the feed again from its beginning.
--
-- A place ("…_at") is the number of a history record times 2^20 plus the position of the feed record in it: it orders everything
-- that happened in one shard, and never changes. Times are the ledger's, Unix milliseconds.

-- How far each shard's feed was read. It moves in the transaction that writes what was read.
CREATE TABLE feed_cursor (
  shard        SMALLINT PRIMARY KEY CHECK (shard >= 0),
  next_number  BIGINT   NOT NULL CHECK (next_number >= 1),
  ledger_index BIGINT   NOT NULL CHECK (ledger_index >= 0),
  time_millis  BIGINT   NOT NULL CHECK (time_millis >= 0)
) WITH (fillfactor = 50);

-- The bank's accounts, its vault and its suspense accounts included.
CREATE TABLE account_state (
  account         BIGINT  PRIMARY KEY,
  kind            TEXT    NOT NULL CHECK (kind IN ('VAULT', 'WALLET', 'MERCHANT', 'SUSPENSE')),
  class_number    INTEGER NOT NULL,
  status          TEXT    NOT NULL,
  official_status TEXT    NOT NULL,
  available       BIGINT  NOT NULL CHECK (available >= 0),
  held            BIGINT  NOT NULL CHECK (held >= 0),
  entries         BIGINT  NOT NULL CHECK (entries >= 0),
  opened_millis   BIGINT  NOT NULL
) WITH (fillfactor = 60);

-- A payment is told in two parts: by the payer's shard when the money leaves (payer_…) and when its end is known there
-- (closed_…), by the payee's shard when the money arrives (credited_…). Whichever part the bank reads first inserts the row.
-- payer_at is null until the payer's shard told, and for commands that were cancelled or declined and may not have been payments
-- at all: those are in nobody's list, but the answer to them is kept. in_suspense: it came back, but not to its payer.
CREATE TABLE payment (
  id              UUID     NOT NULL,
  payer_shard     SMALLINT NOT NULL,
  payer           BIGINT   NOT NULL,
  payee           BIGINT   NOT NULL,
  amount          BIGINT   NOT NULL CHECK (amount >= 0),
  status          TEXT     NOT NULL CHECK (status IN ('PENDING', 'SETTLED', 'RETURNED', 'DECLINED', 'CANCELLED')),
  code            SMALLINT,
  end_to_end_id   TEXT     NOT NULL,
  note            TEXT     NOT NULL,
  hold            UUID,
  refund_of       UUID,
  refund_of_shard SMALLINT,
  payer_at        BIGINT,
  payer_millis    BIGINT,
  credited_at     BIGINT,
  credited_millis BIGINT,
  closed_at       BIGINT,
  closed_millis   BIGINT,
  in_suspense     BOOLEAN  NOT NULL,
  PRIMARY KEY (id, payer_shard),
  CONSTRAINT payment_moves_money CHECK (amount > 0 OR status IN ('CANCELLED', 'DECLINED')),
  CONSTRAINT payment_has_parts CHECK (payer_at IS NOT NULL OR credited_at IS NOT NULL OR status IN ('CANCELLED', 'DECLINED')),
  CONSTRAINT payment_ends_once CHECK (
    CASE status
      WHEN 'PENDING' THEN credited_at IS NULL AND closed_at IS NULL
      WHEN 'SETTLED' THEN credited_at IS NOT NULL OR closed_at IS NOT NULL
      ELSE credited_at IS NULL AND closed_at IS NOT NULL
    END),
  CONSTRAINT payment_places_have_times CHECK (
    (payer_at IS NULL) = (payer_millis IS NULL)
    AND (credited_at IS NULL) = (credited_millis IS NULL)
    AND (closed_at IS NULL) = (closed_millis IS NULL)),
  CONSTRAINT payment_refund_has_shard CHECK ((refund_of IS NULL) = (refund_of_shard IS NULL))
) WITH (fillfactor = 85);
CREATE INDEX payment_of_payer ON payment (payer, payer_at) WHERE payer_at IS NOT NULL;
CREATE INDEX payment_of_payee ON payment (payee, credited_at) WHERE credited_at IS NOT NULL;
CREATE INDEX payment_of_hold ON payment (hold) WHERE hold IS NOT NULL;
CREATE INDEX payment_refunding ON payment (refund_of) WHERE refund_of IS NOT NULL;

-- Lines of statements. payment names a payment, or for HOLD_PLACED, HOLD_RELEASED and HOLD_EXPIRED a hold.
CREATE TABLE entry (
  account         BIGINT   NOT NULL,
  sequence        BIGINT   NOT NULL CHECK (sequence >= 1),
  time_millis     BIGINT   NOT NULL,
  kind            TEXT     NOT NULL CHECK (kind IN ('PAID', 'RECEIVED', 'RETURNED', 'HOLD_PLACED', 'HOLD_CAPTURED', 'HOLD_RELEASED',
                                                    'HOLD_EXPIRED', 'ISSUED', 'REDEEMED')),
  payment         UUID     NOT NULL,
  payment_shard   SMALLINT NOT NULL,
  counter_account BIGINT   NOT NULL,
  amount          BIGINT   NOT NULL,
  available_after BIGINT   NOT NULL CHECK (available_after >= 0),
  held_after      BIGINT   NOT NULL CHECK (held_after >= 0),
  PRIMARY KEY (account, sequence)
);

CREATE TABLE hold (
  id             UUID     NOT NULL,
  shard          SMALLINT NOT NULL,
  payer          BIGINT   NOT NULL,
  payee          BIGINT   NOT NULL,
  amount         BIGINT   NOT NULL CHECK (amount > 0),
  captured       BIGINT   NOT NULL CHECK (captured BETWEEN 0 AND amount),
  status         TEXT     NOT NULL CHECK (status IN ('OPEN', 'CAPTURED', 'RELEASED', 'EXPIRED')),
  end_to_end_id  TEXT     NOT NULL,
  note           TEXT     NOT NULL,
  placed_at      BIGINT   NOT NULL,
  created_millis BIGINT   NOT NULL,
  expires_millis BIGINT   NOT NULL,
  ended_by       UUID,
  ended_at       BIGINT,
  ended_millis   BIGINT,
  PRIMARY KEY (id, shard),
  CONSTRAINT hold_is_used_up CHECK ((status = 'CAPTURED') = (captured = amount)),
  CONSTRAINT hold_ends_once CHECK ((status = 'OPEN') = (ended_at IS NULL) AND (ended_at IS NULL) = (ended_millis IS NULL))
) WITH (fillfactor = 85);
CREATE INDEX hold_of_payer ON hold (payer, created_millis, id);
CREATE INDEX hold_of_payee ON hold (payee, created_millis, id);
CREATE INDEX hold_ended_by ON hold (ended_by) WHERE ended_by IS NOT NULL;

-- Commands that moved no money: openings and changes of accounts.
CREATE TABLE account_change (
  id          UUID     NOT NULL,
  shard       SMALLINT NOT NULL,
  account     BIGINT   NOT NULL,
  kind        TEXT     NOT NULL CHECK (kind IN ('ACCOUNT_OPENED', 'CLASS_CHANGED', 'STATUS_CHANGED', 'OFFICIAL_STATUS_CHANGED')),
  value       INTEGER  NOT NULL,
  changed_at  BIGINT   NOT NULL,
  time_millis BIGINT   NOT NULL,
  PRIMARY KEY (id, shard)
);

-- What of a payment was given back or is on its way: refunds that the projection knows, by how they stand there, and those
-- written down that it does not know yet, unless the service was told that they failed. Made from the refunds themselves each
-- time, so that it does not matter in which order the shards are read.
CREATE FUNCTION refunded(original payment) RETURNS BIGINT LANGUAGE sql STABLE AS $$
  SELECT (
    COALESCE((
      SELECT sum(r.amount) FROM payment r
      WHERE r.refund_of = original.id AND r.refund_of_shard = original.payer_shard
        AND r.payer = original.payee AND r.payee = original.payer
        AND r.status IN ('PENDING', 'SETTLED')), 0)
    + COALESCE((
      SELECT sum(w.amount) FROM refund w
      WHERE w.payment = original.id AND w.payment_shard = original.payer_shard AND w.state <> 'FAILED'
        AND NOT EXISTS (SELECT 1 FROM payment r WHERE r.id = w.id AND r.payer_shard = w.shard)), 0)
  )::BIGINT
$$;
