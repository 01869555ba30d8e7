package cbdc.wallet.store.projection;

import cbdc.protocol.CommandId;
import cbdc.wallet.core.EntryKind;

/** One line of a statement, to be written. */
record EntryDraft(
    long account,
    long sequence,
    Place place,
    EntryKind kind,
    CommandId payment,
    int paymentShard,
    long counterAccount,
    long amount,
    long availableAfter,
    long heldAfter) {}
