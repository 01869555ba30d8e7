package cbdc.wallet.store.projection;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.wire.FeedKind;
import cbdc.protocol.wire.FeedPage;
import cbdc.protocol.wire.FeedRecord;
import cbdc.wallet.core.PaymentKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which accounts and holds pages are about: those to be loaded before the pages are worked in. */
final class TouchedKeys {
  private final LedgerIdentity ledger;
  private final Set<Long> accounts = new HashSet<>();
  private final Set<PaymentKey> holds = new HashSet<>();

  private TouchedKeys(LedgerIdentity ledger) {
    this.ledger = ledger;
  }

  static TouchedKeys of(LedgerIdentity ledger, List<FeedSlice> slices) {
    TouchedKeys keys = new TouchedKeys(ledger);
    for (FeedSlice slice : slices) {
      for (FeedPage.FeedBatch batch : slice.page().batches()) {
        batch.records().forEach(record -> keys.add(slice.shard(), record));
      }
    }
    return keys;
  }

  /** Accounts of the bank in the pages' own shards: only those may be changed. */
  Set<Long> accounts() {
    return accounts;
  }

  /** Holds of the bank's payers that exist already. */
  Set<PaymentKey> holds() {
    return holds;
  }

  private void add(int shard, FeedRecord record) {
    addIfHere(shard, record.account());
    addIfHere(shard, record.counterAccount());
    boolean isHold =
        switch (record.kind()) {
          case HOLD_CAPTURED, HOLD_CAPTURE_SENT, HOLD_RELEASED, HOLD_EXPIRED -> true;
          default -> false;
        };
    if (isHold && isOwn(record.account())) {
      holds.add(new PaymentKey(shard, record.hold()));
    }
    if (record.kind() == FeedKind.HOLD_PLACED) {
      // Found to be there, it was placed twice.
      holds.add(new PaymentKey(shard, record.id()));
    }
  }

  private void addIfHere(int shard, long account) {
    if (isOwn(account) && AccountNumber.shard(account, ledger.shardCount()) == shard) {
      accounts.add(account);
    }
  }

  private boolean isOwn(long account) {
    return AccountNumber.bank(account) == ledger.bank();
  }
}
