-- Payments are listed by the statement's lines, which have an index already, and not by two more indexes of their own: those cost
-- more than all else that the projection writes, and made each later part of a payment write the whole row's places anew. Lines get
-- the place by which lists are ordered. The projection is emptied, and made again from the feed. Cursors come first, as for whoever else
-- locks them and the tables.

UPDATE feed_cursor SET next_number = 1, ledger_index = 0, time_millis = 0;
TRUNCATE payment, entry, hold, account_state, account_change;

DROP INDEX payment_of_payer;
DROP INDEX payment_of_payee;
CREATE INDEX payment_declined ON payment (payer, payer_at) WHERE status = 'DECLINED';

ALTER TABLE entry ADD COLUMN happened_at BIGINT NOT NULL;
