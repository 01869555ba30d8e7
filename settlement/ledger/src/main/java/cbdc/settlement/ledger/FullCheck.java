package cbdc.settlement.ledger;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.settlement.ledger.state.AccountsView;
import cbdc.settlement.ledger.state.ChannelsView;
import cbdc.settlement.ledger.state.HoldsView;
import cbdc.settlement.ledger.state.OutgoingKind;
import cbdc.settlement.ledger.state.StateView;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Checks a shard's state row by row, without trusting any running sum: what {@link Invariants}
 * believes after every batch, and what it cannot see. For {@code verify}, for tests, and after
 * restoring a snapshot. Cost grows with the number of rows.
 */
public final class FullCheck {
  private static final int FINDINGS_MAX = 100;

  private final StateView state;
  private final AccountsView accounts;
  private final HoldsView holds;
  private final ChannelsView channels;
  private final List<String> findings = new ArrayList<>();

  private FullCheck(StateView state) {
    this.state = state;
    accounts = state.accounts();
    holds = state.holds();
    channels = state.channels();
  }

  /** What is wrong with the state, in words; empty when every rule holds. At most 100 findings. */
  public static List<String> of(StateView state) {
    FullCheck check = new FullCheck(state);
    check.checkAccounts();
    check.checkHolds();
    check.checkChannels();
    check.checkBanks();
    check.checkBooks();
    return List.copyOf(check.findings);
  }

  private void checkAccounts() {
    Map<AccountKind, Long> byKind = new EnumMap<>(AccountKind.class);
    Map<Integer, long[]> customers = new TreeMap<>();
    long held = 0;
    for (int slot = 0; slot < accounts.size(); slot++) {
      String name = AccountNumber.format(accounts.number(slot));
      byKind.merge(accounts.kind(slot), accounts.available(slot) + accounts.held(slot), Long::sum);
      held += accounts.held(slot);
      addCustomer(slot, customers);
      require(accounts.available(slot) >= 0, name + " has a negative available balance");
      require(accounts.held(slot) >= 0, name + " has a negative held balance");
      require(accounts.find(accounts.number(slot)) == slot, name + " is not found by its number");
      int home = AccountNumber.shard(accounts.number(slot), state.genesis().shardCount());
      requireEqual(name + " belongs to shard", home, state.shard());
    }
    for (AccountKind kind : AccountKind.values()) {
      requireEqual(
          "sum of " + kind + " accounts", byKind.getOrDefault(kind, 0L), accounts.totalOf(kind));
    }
    requireEqual("sum of held balances", held, accounts.totalHeld());
    customers.forEach(this::checkCustomers);
  }

  private void addCustomer(int slot, Map<Integer, long[]> customers) {
    if (accounts.kind(slot) != AccountKind.WALLET && accounts.kind(slot) != AccountKind.MERCHANT) {
      return;
    }
    int bank = AccountNumber.bank(accounts.number(slot));
    long[] sums = customers.computeIfAbsent(bank, b -> new long[3]);
    sums[0]++;
    sums[1] += accounts.available(slot);
    sums[2] += accounts.held(slot);
  }

  private void checkCustomers(int bank, long[] sums) {
    String ofBank = " of bank " + bank + "'s customers";
    requireEqual("number" + ofBank, sums[0], accounts.customersOf(bank));
    requireEqual("available" + ofBank, sums[1], accounts.availableOfCustomers(bank));
    requireEqual("held" + ofBank, sums[2], accounts.heldOfCustomers(bank));
  }

  private void checkHolds() {
    long[] held = new long[accounts.size()];
    int[] open = new int[accounts.size()];
    long[] total = new long[1];
    holds.forEach(
        handle -> {
          held[holds.payerSlot(handle)] += holds.remaining(handle);
          open[holds.payerSlot(handle)]++;
          total[0] += holds.remaining(handle);
          require(holds.remaining(handle) > 0, "an open hold has nothing left");
        });
    for (int slot = 0; slot < accounts.size(); slot++) {
      String name = AccountNumber.format(accounts.number(slot));
      requireEqual(name + ": sum of open holds", held[slot], accounts.held(slot));
      requireEqual(name + ": number of open holds", open[slot], accounts.openHolds(slot));
    }
    requireEqual("sum of all open holds", total[0], holds.totalRemaining());
  }

  private void checkChannels() {
    int[] pending = new int[accounts.size()];
    long sent = 0;
    long received = 0;
    for (int peer = 0; peer < channels.shardCount(); peer++) {
      sent += channels.sent(peer);
      received += channels.received(peer);
      checkChannel(peer, pending);
    }
    requireEqual("value sent over all channels", sent, channels.totalSent());
    requireEqual("value received over all channels", received, channels.totalReceived());
    for (int slot = 0; slot < accounts.size(); slot++) {
      requireEqual(
          AccountNumber.format(accounts.number(slot)) + ": unacknowledged payments",
          pending[slot],
          accounts.pending(slot));
    }
  }

  private void checkChannel(int peer, int[] pending) {
    String name = "channel to shard " + peer;
    require(
        channels.trimmedMark(peer) <= channels.acknowledgedMark(peer),
        name + " is trimmed beyond its mark");
    require(
        channels.acknowledgedMark(peer) <= channels.sealedMark(peer),
        name + " is acknowledged beyond its end");
    int transfers = 0;
    for (long sequence = channels.trimmedMark(peer) + 1;
        sequence <= channels.sealedMark(peer);
        sequence++) {
      OutgoingKind kind = channels.outgoingKind(peer, sequence);
      int payer = channels.outgoingPayerSlot(peer, sequence);
      if (payer >= 0) {
        pending[payer]++;
      }
      if (kind.isLimited()) {
        transfers++;
        checkPending(peer, sequence, name);
      }
    }
    requireEqual(name + ": transfers in the outbox", transfers, channels.outboxTransfers(peer));
  }

  /**
   * A payment under way is pending under its id, however long ago that was; swept suspense has no
   * id of its own.
   */
  private void checkPending(int peer, long sequence, String name) {
    if (accounts.kind(channels.outgoingPayerSlot(peer, sequence)) == AccountKind.SUSPENSE) {
      return;
    }
    long ref =
        state
            .ids()
            .lookup(
                channels.outgoingIdHigh(peer, sequence), channels.outgoingIdLow(peer, sequence));
    boolean pending = ref >= 0 && state.ids().isPending(ref);
    require(
        channels.isReturned(peer, sequence) || pending,
        name + ": message " + sequence + " is not pending under its id");
  }

  private void checkBanks() {
    if (state.shard() != 0) {
      return;
    }
    long issued = 0;
    long redeemed = 0;
    for (int bank : state.registry().banks()) {
      issued += state.registry().issued(bank);
      redeemed += state.registry().redeemed(bank);
      if (bank != 0) {
        int slot = accounts.find(AccountNumber.issuance(bank));
        long outstanding = state.registry().issued(bank) - state.registry().redeemed(bank);
        requireEqual(
            "issuance of bank " + bank, slot < 0 ? -1 : accounts.available(slot), outstanding);
      }
    }
    requireEqual("issued to all banks", issued, state.totals().issued());
    requireEqual("redeemed by all banks", redeemed, state.totals().redeemed());
  }

  private void checkBooks() {
    try {
      new Invariants(state).check();
    } catch (LedgerFault e) {
      require(false, e.getMessage());
    }
  }

  private void requireEqual(String what, long actual, long expected) {
    if (actual != expected) {
      require(false, what + ": " + actual + " is not " + expected);
    }
  }

  private void require(boolean holds, String finding) {
    if (!holds && findings.size() < FINDINGS_MAX) {
      findings.add("shard " + state.shard() + ": " + finding);
    }
  }
}
