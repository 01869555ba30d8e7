package cbdc.settlement.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.AccountStatus;
import cbdc.protocol.BatchWriter;
import cbdc.protocol.ChannelGroup;
import cbdc.protocol.ChannelStop;
import cbdc.protocol.Command.Pay;
import cbdc.protocol.DeliveryAnswer;
import cbdc.protocol.Order.RaiseRulesVersion;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.settlement.ledger.state.ShardState;
import cbdc.settlement.ledger.state.StateBounds;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A channel that something false has stopped: who is concerned, and how it goes on. */
class StoppedChannelTest {
  private static final int OUTBOX_TRANSFERS_MAX = 3;

  private final Town t =
      new Town(
          new LedgerWorld(
              LedgerWorld.genesis(3),
              new StateBounds(1_000, 20, 2_000, OUTBOX_TRANSFERS_MAX, 1),
              LedgerBounds.DEFAULT));

  private void raiseRules() {
    raiseRules(2);
    raiseRules(3);
  }

  private void raiseRules(int version) {
    t.world.order(new RaiseRulesVersion(t.world.header(0), version));
    t.world.deliverAll();
  }

  private DeliveryAnswer resume(int shard, int peer) {
    byte[] entry = new BatchWriter().start().resumption(peer).finish(t.world.nowMillis());
    return LedgerWorld.reader(t.world.executeEntry(shard, entry)).nextAnswer();
  }

  private ChannelGroup next(int source, int destination) {
    long mark = t.world.state(destination).channels().incomingMark(source);
    return t.world.groups(source, destination, mark + 1).getFirst();
  }

  /** Stops the channel from shard 1 to shard 2 by a group that its source never sent. */
  private ChannelGroup forge() {
    ChannelGroup genuine = next(1, 2);
    ChannelGroup forged =
        new ChannelGroup(
            genuine.firstSequence(), genuine.count(), new byte[32], genuine.messages());
    assertThat(t.world.deliver(1, 2, forged)).isEqualTo(DeliveryAnswer.STOPPED);
    return genuine;
  }

  private boolean isStopped(int shard, int peer) {
    return t.world.state(shard).channels().isStopped(peer);
  }

  @Test
  void shouldGoOnWithTheGenuineGroupOnceResumed() {
    raiseRules();
    Pay pay = t.done(t.pay(t.alice, t.carol, 300));
    ChannelGroup genuine = forge();
    assertThat(t.world.deliver(1, 2, genuine)).isEqualTo(DeliveryAnswer.STOPPED);

    assertThat(resume(2, 1)).isEqualTo(DeliveryAnswer.TAKEN);

    assertThat(isStopped(2, 1)).isFalse();
    assertThat(t.world.deliver(1, 2, genuine)).isEqualTo(DeliveryAnswer.TAKEN);
    assertThat(t.world.deliver(1, 2, genuine)).isEqualTo(DeliveryAnswer.ALREADY_TAKEN);
    t.world.deliverAll();
    assertThat(t.world.remembered(1, pay.id())).isEqualTo(Outcome.Settled.INSTANCE);
    t.assertBalances("alice 700 carol 300");
    t.assertSound();
  }

  @Test
  void shouldSkipNothingWhenResumed() {
    raiseRules();
    t.done(t.pay(t.alice, t.carol, 100));
    forge();
    t.done(t.pay(t.alice, t.carol, 20));
    ChannelGroup second = t.world.groups(1, 2, 1).getLast();

    resume(2, 1);

    assertThat(t.world.deliver(1, 2, second)).isEqualTo(DeliveryAnswer.GAP);
    forge();
    assertThat(isStopped(2, 1)).isTrue();
    t.assertBalances("carol 0");
  }

  @Test
  void shouldStayStoppedBeforeTheRulesThatResume() {
    for (int version = 1; version <= 2; version++) {
      if (version > 1) {
        raiseRules(version);
      }
      t.done(t.pay(t.alice, t.carol, 300));
      forge();

      assertThat(resume(2, 1)).isEqualTo(DeliveryAnswer.STOPPED);

      assertThat(isStopped(2, 1)).as("under rules version %s", version).isTrue();
    }
    raiseRules(3);
    assertThat(resume(2, 1)).as("nobody noted what stopped it").isEqualTo(DeliveryAnswer.STOPPED);
    assertThat(t.world.state(2).channels().stop(1)).isEqualTo(ChannelStop.UNKNOWN);
  }

  @Test
  void shouldChangeNothingWhereNothingIsStopped() {
    raiseRules();
    t.done(t.pay(t.alice, t.carol, 300));
    t.world.deliverAll();
    byte[] before = t.world.state(2).channels().incomingHash(1).clone();

    assertThat(resume(2, 1)).isEqualTo(DeliveryAnswer.ALREADY_TAKEN);

    assertThat(isStopped(2, 1)).isFalse();
    assertThat(t.world.state(2).channels().incomingHash(1)).isEqualTo(before);
    assertThat(t.world.state(2).channels().acknowledgedMark(1)).isNotNegative();
  }

  @Test
  void shouldStopThisChannelOnly() {
    raiseRules();
    t.done(t.pay(t.alice, t.carol, 10));
    t.world.deliverAll();
    t.done(t.pay(t.alice, t.carol, 300));
    forge();

    assertThat(t.world.execute(t.pay(t.carol, t.alice, 1)))
        .isEqualTo(new Outcome.Rejected(RejectionCode.CHANNEL_STOPPED));
    t.done(t.pay(t.alice, t.shop, 50));
    t.world.fund(t.alice, 5);
    t.assertBalances("alice 645 shop 50 carol 10");
  }

  @Test
  void shouldRefuseSendersWithACodeOnceTheOutboxIsFull() {
    raiseRules();
    t.done(t.pay(t.alice, t.carol, 1));
    forge();
    t.done(t.pay(t.alice, t.carol, 1));
    t.done(t.pay(t.alice, t.carol, 1));

    Pay refused = t.pay(t.alice, t.carol, 1);
    assertThat(t.world.execute(refused)).isEqualTo(new Outcome.Rejected(RejectionCode.OUTBOX_FULL));

    resume(2, 1);
    t.world.deliverAll();
    t.done(t.pay(t.alice, t.carol, 1));
    t.world.deliverAll();
    t.assertBalances("alice 996 carol 4");
    t.assertSound();
  }

  @Test
  void shouldKeepReturnsAndSettlementsThatCrossTheStop() {
    raiseRules();
    Pay good = t.done(t.pay(t.alice, t.carol, 100));
    t.world.deliver(1, 2, next(1, 2));
    t.done(t.setStatus(t.carol, AccountStatus.BLOCKED));
    Pay bad = t.done(t.pay(t.alice, t.carol, 30));
    t.world.deliver(1, 2, next(1, 2));
    // The return is under way to shard 1 when something false arrives there in its name.
    ChannelGroup back = next(2, 1);
    ChannelGroup forged =
        new ChannelGroup(back.firstSequence(), back.count(), new byte[32], back.messages());
    assertThat(t.world.deliver(2, 1, forged)).isEqualTo(DeliveryAnswer.STOPPED);
    assertThat(t.world.acknowledge(1, 2)).isEqualTo(DeliveryAnswer.STOPPED);
    assertThat(t.world.remembered(1, good.id())).isEqualTo(Outcome.Pending.INSTANCE);

    resume(1, 2);
    t.world.deliverAll();

    assertThat(t.world.remembered(1, good.id())).isEqualTo(Outcome.Settled.INSTANCE);
    assertThat(t.world.remembered(1, bad.id()))
        .isEqualTo(new Outcome.Returned(RejectionCode.PAYEE_BLOCKED));
    t.assertBalances("alice 900 carol 100");
    t.assertSound();
  }

  @Test
  void shouldDrainTwoFullOutboxesWhoseReturnsCross() {
    raiseRules();
    t.done(t.pay(t.alice, t.carol, 100));
    t.world.deliverAll();
    t.done(t.setStatus(t.alice, AccountStatus.CREDIT_BLOCKED));
    t.done(t.setStatus(t.carol, AccountStatus.CREDIT_BLOCKED));
    List<Pay> there = new ArrayList<>();
    List<Pay> back = new ArrayList<>();
    for (int i = 0; i < OUTBOX_TRANSFERS_MAX; i++) {
      there.add(t.done(t.pay(t.alice, t.carol, 10)));
      back.add(t.done(t.pay(t.carol, t.alice, 1)));
    }
    assertThat(t.world.execute(t.pay(t.alice, t.carol, 10)))
        .isEqualTo(new Outcome.Rejected(RejectionCode.OUTBOX_FULL));
    assertThat(t.world.execute(t.pay(t.carol, t.alice, 1)))
        .isEqualTo(new Outcome.Rejected(RejectionCode.OUTBOX_FULL));

    // Each side takes what the other had sent, and so has returns to send over a full outbox.
    for (int i = 0; i < OUTBOX_TRANSFERS_MAX; i++) {
      assertThat(t.world.deliver(1, 2, next(1, 2))).isEqualTo(DeliveryAnswer.TAKEN);
      assertThat(t.world.deliver(2, 1, next(2, 1))).isEqualTo(DeliveryAnswer.TAKEN);
    }
    assertThat(t.world.acknowledge(1, 2)).isEqualTo(DeliveryAnswer.TOO_EARLY);
    assertThat(t.world.acknowledge(2, 1)).isEqualTo(DeliveryAnswer.TOO_EARLY);
    t.world.deliverAll();

    there.forEach(pay -> assertReturned(1, pay));
    back.forEach(pay -> assertReturned(2, pay));
    t.assertBalances("alice 900 carol 100");
    assertThat(t.world.state(1).channels().outboxTransfers(2)).isZero();
    assertThat(t.world.state(2).channels().outboxTransfers(1)).isZero();
    t.assertSound();
  }

  private void assertReturned(int shard, Pay pay) {
    assertThat(t.world.remembered(shard, pay.id()))
        .isEqualTo(new Outcome.Returned(RejectionCode.PAYEE_BLOCKED));
  }

  /** Shard 2 claims to have taken what shard 1 only sends later, and shard 2 never takes. */
  @Test
  void shouldNeverGoOnAfterAnAcknowledgementOfWhatWasNeverSent() {
    raiseRules();
    assertThat(t.world.acknowledge(1, 2, 1, 0)).isEqualTo(DeliveryAnswer.STOPPED);
    assertThat(t.world.state(1).channels().stop(2)).isEqualTo(ChannelStop.ACKNOWLEDGEMENT);
    // What comes behind does not change why.
    byte[] nothing = new byte[0];
    t.world.deliver(2, 1, new ChannelGroup(1, 1, new byte[32], nothing));

    assertThat(resume(1, 2)).isEqualTo(DeliveryAnswer.STOPPED);

    assertThat(t.world.state(1).channels().stop(2)).isEqualTo(ChannelStop.ACKNOWLEDGEMENT);
    assertThat(t.world.execute(t.pay(t.alice, t.carol, 300)))
        .isEqualTo(new Outcome.Rejected(RejectionCode.CHANNEL_STOPPED));
    assertThat(t.world.acknowledge(1, 2, 1, 0)).isEqualTo(DeliveryAnswer.STOPPED);
    ShardState restored = Snapshots.restored(t.world.state(1), t.world.stateBounds());
    assertThat(restored.channels().stop(2)).isEqualTo(ChannelStop.ACKNOWLEDGEMENT);
    t.assertBalances("alice 1000 carol 0");
  }

  @Test
  void shouldRememberAcrossASnapshotThatItIsStopped() {
    raiseRules();
    t.done(t.pay(t.alice, t.carol, 300));
    forge();

    ShardState restored = Snapshots.restored(t.world.state(2), t.world.stateBounds());

    assertThat(restored.channels().stop(1)).isEqualTo(ChannelStop.DELIVERY);
    assertThat(restored.channels().isStopped(0)).isFalse();
  }
}
