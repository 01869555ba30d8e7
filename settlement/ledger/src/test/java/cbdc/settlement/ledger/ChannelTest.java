package cbdc.settlement.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.AccountStatus;
import cbdc.protocol.BatchWriter;
import cbdc.protocol.ChannelCodec;
import cbdc.protocol.ChannelGroup;
import cbdc.protocol.ChannelMessage;
import cbdc.protocol.ChannelMessage.ForwardedOrder;
import cbdc.protocol.ChannelMessage.OrderRefusal;
import cbdc.protocol.ChannelMessage.Return;
import cbdc.protocol.ChannelMessage.Transfer;
import cbdc.protocol.Command.Pay;
import cbdc.protocol.CommandId;
import cbdc.protocol.DeliveryAnswer;
import cbdc.protocol.Outcome;
import cbdc.protocol.OutcomeReader;
import cbdc.protocol.OutcomeWriter;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.Text;
import cbdc.settlement.ledger.state.StateBounds;
import cbdc.testkit.Row;
import cbdc.testkit.Tables;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Payments between shards: taken in order, once each, or sent back; acknowledged when all that came
 * back has arrived.
 */
class ChannelTest {
  private final Town t = new Town();

  @Test
  void shouldSettleWhenThePayeeIsCreditedAndTheAcknowledgementIsBack() {
    Pay pay = t.done(t.pay(t.alice, t.carol, 300));
    assertSentAndReceived(300, 0);
    t.assertBalances("alice 700 carol 0");
    ChannelGroup group = onlyGroup();
    assertThat(t.world.deliver(1, 2, group)).isEqualTo(DeliveryAnswer.TAKEN);
    t.assertBalances("alice 700 carol 300");
    assertThat(t.world.remembered(1, pay.id())).isEqualTo(Outcome.Pending.INSTANCE);
    assertThat(t.world.acknowledge(1, 2)).isEqualTo(DeliveryAnswer.TAKEN);
    assertThat(t.world.remembered(1, pay.id())).isEqualTo(Outcome.Settled.INSTANCE);
    assertThat(t.world.groups(1, 2, 1)).isEmpty();
    t.assertSound();
  }

  @Test
  void shouldSealOneGroupABatch() {
    t.world.execute(
        1, 1, t.pay(t.alice, t.carol, 1), t.pay(t.alice, t.carol, 2), t.pay(t.bob, t.carol, 3));
    t.world.execute(1, 1, t.pay(t.alice, t.carol, 4));
    assertThat(t.world.groups(1, 2, nextSequence()))
        .extracting(ChannelGroup::count)
        .containsExactly(3, 1);
  }

  @Test
  void shouldNameTheGroupsThatABatchSends() {
    BatchResult result = t.world.executeEntry(1, batch(t.pay(t.alice, t.carol, 1)));
    OutcomeReader reader = new OutcomeReader().wrap(result.outcomes());
    reader.nextCommand();
    ChannelGroup group = onlyGroup();
    assertThat(reader.nextGroup())
        .isEqualTo(new OutcomeReader.SentGroup(2, group.firstSequence(), 1, group.hashAfter()));
  }

  @Test
  void shouldTakeAGroupOnce() {
    t.done(t.pay(t.alice, t.carol, 300));
    ChannelGroup group = onlyGroup();
    t.world.deliver(1, 2, group);
    assertThat(t.world.deliver(1, 2, group)).isEqualTo(DeliveryAnswer.ALREADY_TAKEN);
    t.assertBalances("carol 300");
  }

  @Test
  void shouldNotTakeAGroupBeforeTheOneInFront() {
    t.done(t.pay(t.alice, t.carol, 1));
    t.done(t.pay(t.alice, t.carol, 2));
    List<ChannelGroup> groups = t.world.groups(1, 2, nextSequence());
    assertThat(t.world.deliver(1, 2, groups.get(1))).isEqualTo(DeliveryAnswer.GAP);
    assertThat(t.world.deliver(1, 2, groups.get(0))).isEqualTo(DeliveryAnswer.TAKEN);
    assertThat(t.world.deliver(1, 2, groups.get(1))).isEqualTo(DeliveryAnswer.TAKEN);
    t.assertBalances("carol 3");
  }

  @Test
  void shouldNotTakeAGroupThatOverlapsWhatWasTaken() {
    t.done(t.pay(t.alice, t.carol, 1));
    t.world.deliver(1, 2, onlyGroup());
    t.world.execute(1, 1, t.pay(t.alice, t.carol, 2), t.pay(t.alice, t.carol, 3));
    ChannelGroup next = t.world.groups(1, 2, nextSequence()).get(0);
    ChannelGroup overlapping =
        new ChannelGroup(
            next.firstSequence() - 1, next.count() + 1, next.hashAfter(), next.messages());
    assertThat(t.world.deliver(1, 2, overlapping)).isEqualTo(DeliveryAnswer.GAP);
    t.assertBalances("carol 1");
  }

  /** A group that no honest source sends. */
  record Forged(String name, Function<ChannelTest, ChannelGroup> group) implements Row {}

  @TestFactory
  Stream<DynamicTest> shouldStopTheChannelAtWhatCannotBe() {
    return Tables.tests(
        List.of(
            new Forged(
                "a wrong hash", c -> with(c.onlyGroup(), new byte[32], c.onlyGroup().messages())),
            new Forged(
                "a message altered",
                c ->
                    with(
                        c.onlyGroup(),
                        c.onlyGroup().hashAfter(),
                        altered(c.onlyGroup().messages()))),
            new Forged("fewer messages than it says", c -> c.forged(2, c.transfer(c.t.carol, 5))),
            new Forged(
                "more messages than it says",
                c -> c.forged(1, c.transfer(c.t.carol, 5), c.transfer(c.t.carol, 5))),
            new Forged("nothing", c -> c.forged(1, c.transfer(c.t.carol, 0))),
            new Forged("a negative amount", c -> c.forged(1, c.transfer(c.t.carol, -5))),
            new Forged("a payee of another shard", c -> c.forged(1, c.transfer(c.t.bob, 5))),
            new Forged(
                "a payee beyond all numbers", c -> c.forged(1, c.transfer(Long.MAX_VALUE, 5))),
            new Forged(
                "a sum that overflows",
                c -> c.forged(2, c.transfer(c.t.carol, Long.MAX_VALUE), c.transfer(c.t.carol, 2))),
            new Forged(
                "a return of what was never sent",
                c ->
                    c.forged(1, new Return(c.t.id(), c.t.carol, 1, 5, RejectionCode.PAYEE_CLOSED))),
            new Forged(
                "an order from another shard than 0",
                c -> c.forged(1, new ForwardedOrder(c.t.id(), new byte[0], List.of()))),
            new Forged(
                "an order's refusal in another shard than 0",
                c -> c.forged(1, new OrderRefusal(c.t.id(), 1, RejectionCode.ACCOUNT_UNKNOWN)))),
        row -> {
          ChannelTest c = new ChannelTest();
          c.t.done(c.t.pay(c.t.alice, c.t.carol, 300));
          ChannelGroup genuine = c.onlyGroup();
          assertThat(c.t.world.deliver(1, 2, row.group().apply(c)))
              .isEqualTo(DeliveryAnswer.STOPPED);
          assertThat(c.t.world.deliver(1, 2, genuine))
              .as("afterwards")
              .isEqualTo(DeliveryAnswer.STOPPED);
          assertThat(c.t.world.acknowledge(2, 1, 0, 0))
              .as("afterwards")
              .isEqualTo(DeliveryAnswer.STOPPED);
          c.t.assertBalances("alice 700 carol 0");
          c.t.assertSound();
        });
  }

  @Test
  void shouldStopTheChannelAtMoreThanAllTheMoneyThereCanBe() {
    t.done(t.pay(t.alice, t.carol, 300));
    assertThat(t.world.deliver(1, 2, onlyGroup())).isEqualTo(DeliveryAnswer.TAKEN);
    ChannelGroup forged = forged(1, transfer(t.carol, Long.MAX_VALUE));
    assertThat(t.world.deliver(1, 2, forged)).isEqualTo(DeliveryAnswer.STOPPED);
    t.assertBalances("alice 700 carol 300");
    t.assertSound();
  }

  @TestFactory
  Stream<DynamicTest> shouldStopTheChannelAtAReturnThatDoesNotFit() {
    return Tables.tests(
        List.of(
            new Forged("of another id", c -> c.forgedBack(c.returned(c.t.id(), c.t.alice, 1, 300))),
            new Forged(
                "of another amount", c -> c.forgedBack(c.returned(c.sent.id(), c.t.alice, 1, 301))),
            new Forged(
                "for another payer", c -> c.forgedBack(c.returned(c.sent.id(), c.t.bob, 1, 300))),
            new Forged(
                "of a sequence not sent yet",
                c -> c.forgedBack(c.returned(c.sent.id(), c.t.alice, 2, 300))),
            new Forged(
                "twice in a group",
                c ->
                    c.forgedBack(
                        c.returned(c.sent.id(), c.t.alice, 1, 300),
                        c.returned(c.sent.id(), c.t.alice, 1, 300))),
            new Forged(
                "as an order's refusal",
                c ->
                    c.forgedBack(
                        new OrderRefusal(
                            c.sent.id(), c.firstSent(), RejectionCode.ACCOUNT_UNKNOWN)))),
        row -> {
          ChannelTest c = new ChannelTest();
          c.sent = c.t.done(c.t.pay(c.t.alice, c.t.carol, 300));
          assertThat(c.t.world.deliver(2, 1, row.group().apply(c)))
              .isEqualTo(DeliveryAnswer.STOPPED);
          c.t.assertBalances("alice 700");
          c.t.assertSound();
        });
  }

  @Test
  void shouldStopTheChannelAtAReturnThatComesTwice() {
    t.done(t.setStatus(t.carol, AccountStatus.BLOCKED));
    sent = t.done(t.pay(t.alice, t.carol, 300));
    Return first = returned(sent.id(), t.alice, 1, 300);
    t.world.deliver(1, 2, onlyGroup());
    t.world.deliver(2, 1, t.world.groups(2, 1, 1).getLast());
    t.assertBalances("alice 1000");
    ChannelGroup again = forgedBack(first);
    assertThat(t.world.deliver(2, 1, again)).isEqualTo(DeliveryAnswer.STOPPED);
    t.assertBalances("alice 1000");
  }

  @Test
  void shouldBookAReturnToSuspenseWhenThePayersAccountIsNoMore() {
    t.done(t.setStatus(t.carol, AccountStatus.BLOCKED));
    t.done(t.pay(t.alice, t.carol, 1_000));
    t.world.deliver(1, 2, onlyGroup());
    // No command can close an account with a payment under way: only a fault could bring this
    // about.
    t.world
        .state(1)
        .accounts()
        .setStatus(t.world.state(1).accounts().find(t.alice), AccountStatus.CLOSED);
    BatchResult result =
        t.world.executeEntry(
            1, Batches.delivery(t.world.nowMillis(), 2, t.world.groups(2, 1, 1).getLast()));
    OutcomeReader reader = LedgerWorld.reader(result);
    assertThat(reader.nextAnswer()).isEqualTo(DeliveryAnswer.TAKEN);
    assertThat(reader.messageCount()).isEqualTo(1);
    assertThat(reader.nextMessage()).isEqualTo(OutcomeWriter.TO_SUSPENSE);
    assertThat(t.world.available(AccountNumber.suspense(1, 1))).isEqualTo(1_000);
    t.world.deliverAll();
    t.assertSound();
  }

  @Test
  void shouldNotTakeAnAcknowledgementThatRunsAheadOfTheReturns() {
    t.done(t.setStatus(t.carol, AccountStatus.BLOCKED));
    Pay pay = t.done(t.pay(t.alice, t.carol, 300));
    t.world.deliver(1, 2, onlyGroup());
    assertThat(t.world.acknowledge(1, 2)).isEqualTo(DeliveryAnswer.TOO_EARLY);
    assertThat(t.world.remembered(1, pay.id())).isEqualTo(Outcome.Pending.INSTANCE);
    t.world.deliver(2, 1, t.world.groups(2, 1, 1).getLast());
    assertThat(t.world.acknowledge(1, 2)).isEqualTo(DeliveryAnswer.TAKEN);
    assertThat(t.world.remembered(1, pay.id()))
        .isEqualTo(new Outcome.Returned(RejectionCode.PAYEE_BLOCKED));
  }

  @Test
  void shouldStopAtAnAcknowledgementOfWhatWasNeverSent() {
    t.done(t.pay(t.alice, t.carol, 300));
    assertThat(t.world.acknowledge(1, 2, 1_000, 0)).isEqualTo(DeliveryAnswer.STOPPED);
    assertThat(t.world.acknowledge(1, 2)).isEqualTo(DeliveryAnswer.STOPPED);
    assertThat(t.world.state(1).channels().isStopped(2)).isTrue();
  }

  @Test
  void shouldTakeAnAcknowledgementOnce() {
    t.done(t.pay(t.alice, t.carol, 300));
    t.world.deliver(1, 2, onlyGroup());
    assertThat(t.world.acknowledge(1, 2)).isEqualTo(DeliveryAnswer.TAKEN);
    assertThat(t.world.acknowledge(1, 2)).isEqualTo(DeliveryAnswer.ALREADY_TAKEN);
  }

  @Test
  void shouldTrimOnlySoManyMessagesInABatchAndGoOnInTheNext() {
    Town town =
        new Town(
            new LedgerWorld(
                LedgerWorld.genesis(3), StateBounds.DEFAULT, new LedgerBounds(10, 10, 2)));
    for (int i = 0; i < 5; i++) {
      town.done(town.pay(town.alice, town.carol, 1));
    }
    for (ChannelGroup group : town.world.groups(1, 2, 1)) {
      town.world.deliver(1, 2, group);
    }
    long start = town.world.state(1).channels().trimmedMark(2);
    town.world.acknowledge(1, 2);
    for (int trimmed : new int[] {2, 4, 5, 5}) {
      assertThat(town.world.state(1).channels().trimmedMark(2) - start).isEqualTo(trimmed);
      town.assertSound();
      town.world.executeEntry(1, Batches.empty(town.world.nowMillis()));
    }
    town.done(town.pay(town.alice, town.shop, 995));
    town.done(town.setStatus(town.alice, AccountStatus.CLOSED));
  }

  @Test
  void shouldRefuseAnEntryThatNamesAChannelThatIsNot() {
    long batches = t.world.state(1).totals().batchNumber();
    for (int peer : new int[] {1, 3, 65_535}) {
      byte[] entry =
          new BatchWriter().start().acknowledgement(peer, 0, 0).finish(t.world.nowMillis());
      assertThat(t.world.executeEntry(1, entry).outcomes()).isEmpty();
    }
    assertThat(t.world.state(1).totals().batchNumber()).isEqualTo(batches + 3);
  }

  // What the rows above are made of.

  private Pay sent;

  private long nextSequence() {
    return t.world.state(2).channels().incomingMark(1) + 1;
  }

  private ChannelGroup onlyGroup() {
    List<ChannelGroup> groups = t.world.groups(1, 2, nextSequence());
    assertThat(groups).hasSize(1);
    return groups.get(0);
  }

  private byte[] batch(Pay pay) {
    return Batches.of(t.world.nowMillis(), 1, LedgerWorld.bankKey(1).keyId(), List.of(pay));
  }

  private Transfer transfer(long payee, long amount) {
    return new Transfer(t.id(), t.alice, payee, amount, Text.EMPTY, Text.EMPTY);
  }

  private long firstSent() {
    return t.world.groups(1, 2, nextSequence()).get(0).firstSequence();
  }

  private Return returned(CommandId id, long payer, int place, long amount) {
    return new Return(id, payer, firstSent() + place - 1, amount, RejectionCode.PAYEE_BLOCKED);
  }

  /** The next group of the channel from shard 1 to 2, with a hash that fits. */
  private ChannelGroup forged(int count, ChannelMessage... messages) {
    return forged(1, 2, count, messages);
  }

  private ChannelGroup forgedBack(ChannelMessage... messages) {
    return forged(2, 1, messages.length, messages);
  }

  private ChannelGroup forged(int source, int destination, int count, ChannelMessage... messages) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    ChannelCodec codec = new ChannelCodec();
    int length = 0;
    for (ChannelMessage message : messages) {
      length += codec.encode(message, buffer, length);
    }
    byte[] bytes = new byte[length];
    buffer.getBytes(0, bytes);
    var channels = t.world.state(destination).channels();
    byte[] hash = channels.hashAfter(channels.incomingHash(source), bytes);
    return new ChannelGroup(channels.incomingMark(source) + 1, count, hash, bytes);
  }

  private static ChannelGroup with(ChannelGroup group, byte[] hash, byte[] messages) {
    return new ChannelGroup(group.firstSequence(), group.count(), hash, messages);
  }

  private static byte[] altered(byte[] messages) {
    byte[] bytes = Arrays.copyOf(messages, messages.length);
    bytes[bytes.length - 3] ^= 1;
    return bytes;
  }

  private void assertSentAndReceived(long sent, long received) {
    assertThat(t.world.state(1).channels().sent(2)).isEqualTo(sent);
    assertThat(t.world.state(1).channels().received(2)).isEqualTo(received);
  }
}
