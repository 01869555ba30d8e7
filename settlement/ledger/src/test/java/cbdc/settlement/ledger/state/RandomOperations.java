package cbdc.settlement.ledger.state;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountStatus;
import cbdc.protocol.BankStatus;
import cbdc.protocol.ChannelGroup;
import cbdc.protocol.ChannelMessage;
import cbdc.protocol.ChannelStop;
import cbdc.protocol.CommandId;
import cbdc.protocol.LimitPolicy;
import cbdc.protocol.Outcome;
import cbdc.protocol.PublicKey;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.Text;
import java.util.List;
import java.util.Random;

/**
 * Changes a state at random, the same way for the same seed and state. Every choice is read from
 * the random numbers or from the state.
 */
final class RandomOperations {
  private final Random random;

  RandomOperations(long seed) {
    this.random = new Random(seed);
  }

  /** One batch's worth of changes, sealed at the end. */
  void batch(ShardState state) {
    long now =
        state.totals().lastTimeMillis() + random.nextInt(random.nextInt(200) == 0 ? 60_000 : 400);
    state.totals().setLastTimeMillis(now);
    int steps = random.nextInt(60);
    state.ids().forgetUntil(now, 3);
    for (int i = 0; i < steps; i++) {
      step(state, now);
    }
    state.channels().sealGroups((peer, group) -> {});
    byte[] chain = new byte[32];
    random.nextBytes(chain);
    state.totals().setChainHash(chain);
    state.totals().countBatch();
  }

  private void step(ShardState state, long now) {
    switch (random.nextInt(20)) {
      case 0, 1, 2 -> openAccount(state);
      case 3, 4, 5, 6 -> changeAccount(state);
      case 7, 8 -> placeHold(state, now);
      case 9 -> endHold(state);
      case 10, 11, 12, 13 -> remember(state, now);
      case 14, 15 -> send(state, now);
      case 16 -> acknowledge(state);
      case 17 -> receive(state);
      default -> changeRegistry(state);
    }
  }

  private void openAccount(ShardState state) {
    long number = random.nextInt(50) * 100_000_000_000_000L + 1_000_000 + random.nextInt(1_000_000);
    if (state.accounts().find(number) < 0) {
      int slot =
          state
              .accounts()
              .open(number, AccountKind.ofCode(1 + random.nextInt(6)), random.nextInt(32));
      state.accounts().addAvailable(slot, random.nextInt(1_000_000));
    }
  }

  private void changeAccount(ShardState state) {
    Accounts accounts = state.accounts();
    if (accounts.size() == 0) {
      return;
    }
    int slot = random.nextInt(accounts.size());
    switch (random.nextInt(5)) {
      case 0 -> accounts.setStatus(slot, AccountStatus.ofCode(random.nextInt(5)));
      case 1 -> accounts.setOfficialStatus(slot, AccountStatus.ofCode(random.nextInt(5)));
      case 2 ->
          accounts.addAvailable(
              slot, random.nextInt(1_000) - Math.min(500, accounts.available(slot)));
      case 3 ->
          accounts.addSpent(slot, random.nextInt(3), random.nextInt(3), random.nextInt(1_000));
      default -> accounts.addHeld(slot, random.nextInt(100));
    }
  }

  private void placeHold(ShardState state, long now) {
    if (!state.holds().isFull()) {
      state
          .holds()
          .place(
              random.nextLong(),
              random.nextLong(),
              random.nextInt(1_000),
              random.nextInt(),
              1 + random.nextInt(1_000),
              now + random.nextInt(100),
              random.nextInt(),
              random.nextInt());
    }
  }

  private void endHold(ShardState state) {
    int handle = state.holds().firstToExpire();
    if (handle >= 0) {
      state.holds().reduce(handle, random.nextLong(state.holds().remaining(handle)));
    }
    for (int i = random.nextInt(3); i >= 0 && state.holds().size() > 0; i--) {
      state.holds().remove(state.holds().firstToExpire());
    }
  }

  private void remember(ShardState state, long now) {
    for (int i = random.nextInt(100) == 0 ? 3_000 : 3; i >= 0; i--) {
      CommandId id =
          CommandId.of(now - random.nextInt(3_000), random.nextLong(), random.nextLong());
      if (state.ids().isFull() || state.ids().lookup(id.high(), id.low()) != -1) {
        continue;
      }
      Outcome outcome =
          switch (random.nextInt(4)) {
            case 0 ->
                new Outcome.Rejected(
                    RejectionCode.LIMIT_DAILY, random.nextInt(5), (now / 1000 + 500) * 1000);
            case 1 -> Outcome.Cancelled.INSTANCE;
            default -> Outcome.Settled.INSTANCE;
          };
      state.ids().remember(id.high(), id.low(), random.nextLong(), outcome);
    }
  }

  private void send(ShardState state, long now) {
    int peer = 1 + random.nextInt(state.channels().shardCount() - 1);
    for (int i = random.nextInt(300) == 0 ? 900 : 4; i >= 0; i--) {
      CommandId id = CommandId.of(now, random.nextLong(), random.nextLong());
      long amount = random.nextInt(1_000);
      if (state.channels().isOutboxFull(peer)
          || state.ids().isFull()
          || state.ids().lookup(id.high(), id.low()) != -1) {
        return;
      }
      Text note = Text.of("x".repeat(random.nextInt(140)));
      state.ids().remember(id.high(), id.low(), 1, Outcome.Pending.INSTANCE);
      state
          .channels()
          .append(
              peer,
              new ChannelMessage.Transfer(id, 1, 2, amount, Text.EMPTY, note),
              OutgoingKind.TRANSFER,
              random.nextInt(100),
              amount,
              random.nextInt(),
              random.nextInt());
    }
  }

  private void acknowledge(ShardState state) {
    Channels channels = state.channels();
    int peer = 1 + random.nextInt(channels.shardCount() - 1);
    long range = channels.sealedMark(peer) - channels.acknowledgedMark(peer);
    channels.acknowledge(peer, channels.acknowledgedMark(peer) + random.nextLong(range + 1));
    long before = channels.trimmedMark(peer);
    long end = Math.min(channels.acknowledgedMark(peer), before + random.nextInt(40));
    for (long sequence = before + 1; sequence <= end; sequence++) {
      long high = channels.outgoingIdHigh(peer, sequence);
      state.ids().settle(high, channels.outgoingIdLow(peer, sequence), Outcome.Settled.INSTANCE);
    }
    channels.trimTo(peer, channels.acknowledgedMark(peer), (int) (end - before));
    long returned = channels.trimmedMark(peer) + 1 + random.nextInt(50);
    if (channels.isKept(peer, returned)) {
      channels.markReturned(peer, returned);
      state
          .ids()
          .settle(
              channels.outgoingIdHigh(peer, returned),
              channels.outgoingIdLow(peer, returned),
              new Outcome.Returned(RejectionCode.PAYEE_BLOCKED));
    }
  }

  private void receive(ShardState state) {
    int peer = 1 + random.nextInt(state.channels().shardCount() - 1);
    byte[] hash = new byte[32];
    random.nextBytes(hash);
    state
        .channels()
        .take(
            peer,
            new ChannelGroup(
                state.channels().incomingMark(peer) + 1, 1 + random.nextInt(5), hash, new byte[0]));
    state.channels().addReceived(peer, random.nextInt(100));
    if (random.nextInt(1_000) == 0) {
      state
          .channels()
          .stop(peer, random.nextBoolean() ? ChannelStop.DELIVERY : ChannelStop.ACKNOWLEDGEMENT);
    }
  }

  private void changeRegistry(ShardState state) {
    Registry registry = state.registry();
    int bank = random.nextInt(300);
    switch (random.nextInt(30)) {
      case 0 ->
          registry.setBank(bank, BankStatus.ofCode(random.nextInt(2)), random.nextLong(), keys());
      case 1 -> registry.setLastOrderNumber(bank, registry.lastOrderNumber(bank) + 1);
      case 2 -> registry.addIssued(bank, random.nextInt(1_000));
      case 3 -> registry.setIssuerKeys(1 + random.nextInt(3), keys());
      case 4 ->
          registry.setPolicy(
              new LimitPolicy(
                  random.nextInt(86_400),
                  List.of(
                      new LimitPolicy.ClassLimits(
                          random.nextInt(32), 1, 2, random.nextLong(), LimitPolicy.NONE))));
      case 5 -> registry.setRulesVersion(random.nextInt());
      case 6 -> registry.removeNode("node-" + random.nextInt(100));
      case 7 -> state.totals().addIssued(random.nextInt(100));
      default -> state.totals().addReservesCredited(random.nextInt(100));
    }
  }

  private List<PublicKey> keys() {
    byte[] encoded = new byte[32 + random.nextInt(34)];
    random.nextBytes(encoded);
    return List.of(
        new PublicKey(random.nextLong(), 1, encoded), new PublicKey(random.nextLong(), 2, encoded));
  }
}
