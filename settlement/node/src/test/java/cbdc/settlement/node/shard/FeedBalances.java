package cbdc.settlement.node.shard;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.CommandId;
import cbdc.protocol.wire.FeedRecord;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a bank can work out from one shard's feed alone: balances, open holds, and what is under
 * way. It follows what {@link cbdc.protocol.wire.FeedKind} says of each kind, and knows nothing of
 * the ledger.
 */
final class FeedBalances {
  private static final class Hold {
    final long payer;
    long left;

    Hold(long payer, long left) {
      this.payer = payer;
      this.left = left;
    }
  }

  private final int bank;
  private final int shard;
  private final int shardCount;
  private final Map<Long, Long> available = new HashMap<>();
  private final Map<Long, Long> held = new HashMap<>();
  private final Map<CommandId, Hold> holds = new HashMap<>();
  private final Set<CommandId> underWay = new HashSet<>();

  FeedBalances(int bank, int shard, int shardCount) {
    this.bank = bank;
    this.shard = shard;
    this.shardCount = shardCount;
  }

  long available(long account) {
    return available.getOrDefault(account, 0L);
  }

  long held(long account) {
    return held.getOrDefault(account, 0L);
  }

  int openHolds() {
    return holds.size();
  }

  /** Payments and captures that left for another shard and have no end yet. */
  Set<CommandId> underWay() {
    return underWay;
  }

  void take(FeedRecord r) {
    switch (r.kind()) {
      case PAID -> {
        book(r.account(), -r.amount());
        book(r.counterAccount(), r.amount());
      }
      case SENT -> {
        book(r.account(), -r.amount());
        underWay.add(r.id());
      }
      case RECEIVED -> book(r.account(), r.amount());
      case SETTLED -> end(r);
      case RETURNED -> {
        book(r.account(), r.amount());
        if (AccountNumber.suspense(bank, shard) != r.account()) {
          end(r);
        }
      }
      case TO_SUSPENSE -> {
        book(r.counterAccount(), r.amount());
        end(r);
      }
      case HOLD_PLACED -> {
        book(r.account(), -r.amount());
        held.merge(r.account(), r.amount(), Long::sum);
        holds.put(r.hold(), new Hold(r.account(), r.amount()));
      }
      case HOLD_CAPTURED -> {
        capture(r);
        book(r.counterAccount(), r.amount());
      }
      case HOLD_CAPTURE_SENT -> {
        capture(r);
        underWay.add(r.id());
      }
      case HOLD_RELEASED, HOLD_EXPIRED -> giveBack(r);
      case RESERVE_CREDITED -> book(r.account(), r.amount());
      case ISSUED -> {
        book(r.account(), r.amount());
        book(AccountNumber.reserve(bank), -r.amount());
      }
      case REDEEMED -> {
        book(r.account(), -r.amount());
        book(AccountNumber.reserve(bank), r.amount());
      }
      case SUSPENSE_SWEPT -> sweep(r);
      case ACCOUNT_OPENED,
          CLASS_CHANGED,
          STATUS_CHANGED,
          OFFICIAL_STATUS_CHANGED,
          DECLINED,
          CANCELLED,
          ORDER_EXECUTED,
          ORDER_SENT -> {
        // Move nothing.
      }
    }
  }

  private void capture(FeedRecord r) {
    if (!isHere(r.account())) {
      return;
    }
    Hold hold = holds.get(r.hold());
    hold.left -= r.amount();
    held.merge(hold.payer, -r.amount(), Long::sum);
    if (hold.left == 0) {
      holds.remove(r.hold());
    }
  }

  private void giveBack(FeedRecord r) {
    Hold hold = holds.remove(r.hold());
    if (r.amount() != 0 && r.amount() != hold.left) {
      throw new AssertionError(r + " gives back another amount than the " + hold.left + " left");
    }
    held.merge(hold.payer, -hold.left, Long::sum);
    book(hold.payer, hold.left);
  }

  private void sweep(FeedRecord r) {
    long all = available(r.account());
    book(r.account(), -all);
    book(r.counterAccount(), all);
  }

  private void end(FeedRecord r) {
    if (!underWay.remove(r.id())) {
      throw new AssertionError(r + " ends what was never sent, or has ended before");
    }
  }

  private void book(long account, long amount) {
    if (isHere(account)) {
      available.merge(account, amount, Long::sum);
    }
  }

  private boolean isHere(long account) {
    return AccountNumber.bank(account) == bank && AccountNumber.shard(account, shardCount) == shard;
  }
}
