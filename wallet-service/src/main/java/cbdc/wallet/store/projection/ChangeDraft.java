package cbdc.wallet.store.projection;

import cbdc.protocol.CommandId;
import cbdc.protocol.wire.FeedKind;

/** A command that opened or changed an account, to be written. */
record ChangeDraft(CommandId id, long account, FeedKind kind, int value, Place place) {}
