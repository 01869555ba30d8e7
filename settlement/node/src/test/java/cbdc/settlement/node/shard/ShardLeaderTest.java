package cbdc.settlement.node.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import cbdc.protocol.BatchReader;
import cbdc.protocol.ChannelGroup;
import cbdc.protocol.Command;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.wire.BatchAnswer;
import cbdc.protocol.wire.CompletionsAnswer.CommandFinished;
import cbdc.settlement.node.core.ProposeOutcome;
import cbdc.settlement.node.core.ProposeOutcome.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a leader proposes, in which order, and when it answers whom. */
class ShardLeaderTest extends ShardLeaderFixture {
  @Test
  void shouldAnswerAClientOnlyWhenItsEntryIsCommitted() {
    ShardLeader leader = led.lead(BOUNDS);

    offer(leader, pay(payee, 100), pay(payee, 5_000));
    assertThat(led.log.proposed()).hasSize(1);
    assertThat(led.answers).isEmpty();
    led.commit();

    assertThat(led.answers).hasSize(1);
    BatchAnswer.Answered answered = (BatchAnswer.Answered) led.answers.getFirst();
    assertThat(answered.outcomes())
        .containsExactly(
            Outcome.Settled.INSTANCE,
            new Outcome.Rejected(RejectionCode.INSUFFICIENT_FUNDS, 900, 0));
    assertThat(answered.index()).isEqualTo(led.state.lastApplied().index());
  }

  @Test
  void shouldTellAPendingCommandsEndOnlyWhenTheOtherShardHasTakenIt() throws Exception {
    ShardLeader leader = led.lead(BOUNDS);
    Command.Pay pay = pay(remotePayee, 100);
    offer(leader, pay);
    assertThat(led.shipments).isEmpty();
    led.commit();

    assertThat(((BatchAnswer.Answered) led.answers.getFirst()).outcomes())
        .containsExactly(Outcome.Pending.INSTANCE);
    assertThat(led.shipments).hasSize(1);
    assertThat(led.completions()).isEmpty();
    ChannelGroup group = led.shipments.getFirst().groups().getFirst();
    led.receive(
        new Receipt(
            LedShard.SHARD,
            REMOTE,
            Receipt.Status.TAKEN,
            "",
            group.lastSequence(),
            0,
            List.of(new Receipt.GroupResult(group.firstSequence(), new byte[1]))));

    assertThat(led.completions().getFirst())
        .isEqualTo(new CommandFinished(LedShard.SHARD, pay.id(), Outcome.Settled.INSTANCE));
  }

  @Test
  void shouldTellThatMoneyComesBackWithTheReasonOfTheOtherShard() throws Exception {
    ShardLeader leader = led.lead(BOUNDS);
    Command.Pay pay = pay(remotePayee, 100);
    offer(leader, pay);
    led.commit();
    ChannelGroup group = led.shipments.getFirst().groups().getFirst();
    byte[] blocked = {(byte) RejectionCode.PAYEE_BLOCKED.number()};

    led.receive(
        new Receipt(
            LedShard.SHARD,
            REMOTE,
            Receipt.Status.TAKEN,
            "",
            group.lastSequence(),
            1,
            List.of(new Receipt.GroupResult(group.firstSequence(), blocked))));

    assertThat(led.completions().getFirst())
        .isEqualTo(
            new CommandFinished(
                LedShard.SHARD, pay.id(), new Outcome.Returned(RejectionCode.PAYEE_BLOCKED)));
  }

  @Test
  void shouldProposeAnAcknowledgementAloneOnlyAfterAWhile() {
    ShardLeader leader = led.lead(BOUNDS);
    offer(leader, pay(remotePayee, 100));
    led.commit();

    led.receive(taken(1, 0));
    tick(leader);
    assertThat(led.log.proposed()).isEmpty();
    led.passMillis(50);
    tick(leader);

    assertThat(new BatchReader().wrap(led.log.first()).acknowledgements()).isOne();
    led.commit();
    assertThat(led.state.outboxDepth(REMOTE)).isZero();
  }

  @Test
  void shouldAcknowledgeOnlyWhatTheReverseChannelHasBroughtBack() {
    ShardLeader leader = led.lead(BOUNDS);
    offer(leader, pay(remotePayee, 100));
    led.commit();
    List<ChannelGroup> back = fromRemote();

    led.receive(taken(1, back.getLast().lastSequence()));
    led.passMillis(1_000);
    tick(leader);
    assertThat(led.log.proposed()).isEmpty();

    leader.offer(LedShard.PEER, REMOTE, back);
    led.thread.run();
    assertThat(new BatchReader().wrap(led.log.first()).acknowledgements()).isZero();
    led.commit();
    tick(leader);

    BatchReader entry = new BatchReader().wrap(led.log.first());
    assertThat(entry.acknowledgements()).isOne();
    assertThat(entry.nextAcknowledgement().sentBack()).isEqualTo(back.getLast().lastSequence());
  }

  @Test
  void shouldLetOneClientBatchRideHoweverManyDeliveriesWait() {
    LeaderBounds small =
        new LeaderBounds(
            1,
            1,
            BOUNDS.queuedBytes(),
            BOUNDS.queuedDeliveryBytes(),
            BOUNDS.acknowledgeAfterNanos());
    ShardLeader leader = led.lead(small);

    leader.offer(led.work(BANK, pay(payee, 1)));
    leader.offer(LedShard.PEER, REMOTE, fromRemote());
    led.thread.run();

    BatchReader entry = new BatchReader().wrap(led.log.first());
    assertThat(entry.deliveries()).isOne();
    assertThat(entry.clientBatches()).isOne();
  }

  @Test
  void shouldTakeAGroupOnceHoweverOftenItComes() {
    ShardLeader leader = led.lead(BOUNDS);
    List<ChannelGroup> groups = fromRemote();

    leader.offer(LedShard.PEER, REMOTE, groups);
    leader.offer(LedShard.PEER, REMOTE, groups);
    led.thread.run();
    assertThat(new BatchReader().wrap(led.log.first()).deliveries()).isOne();
    led.commit();
    assertThat(led.receipts)
        .containsExactly(
            new Receipt(
                REMOTE,
                LedShard.SHARD,
                Receipt.Status.TAKEN,
                "",
                1,
                0,
                List.of(new Receipt.GroupResult(1, new byte[1]))));
    leader.offer(LedShard.PEER, REMOTE, groups);
    led.thread.run();

    assertThat(led.log.proposed()).isEmpty();
    assertThat(led.receipts).hasSize(2);
    assertThat(led.receipts.getLast().mark()).isEqualTo(groups.getLast().lastSequence());
    assertThat(led.receipts.getLast().groups()).isEmpty();
  }

  @Test
  void shouldSayNothingOfAGroupBeforeItIsCommitted() {
    ShardLeader leader = led.lead(BOUNDS);

    leader.offer(LedShard.PEER, REMOTE, fromRemote());
    led.thread.run();

    assertThat(led.log.proposed()).hasSize(1);
    assertThat(led.receipts).isEmpty();
  }

  @Test
  void shouldAskForTheGroupThatIsMissing() {
    ShardLeader leader = led.lead(BOUNDS);
    fromRemote();
    List<ChannelGroup> second = fromRemote().subList(1, 2);

    leader.offer(LedShard.PEER, REMOTE, second);
    led.thread.run();

    assertThat(led.log.proposed()).isEmpty();
    assertThat(led.receipts)
        .containsExactly(
            new Receipt(REMOTE, LedShard.SHARD, Receipt.Status.GAP, "", 0, 0, List.of()));
  }

  @Test
  void shouldTakeNothingMoreFromAChannelThatContradictsItself() {
    ShardLeader leader = led.lead(BOUNDS);
    ChannelGroup genuine = stopChannel(leader);

    leader.offer(LedShard.PEER, REMOTE, List.of(genuine));
    led.thread.run();

    assertThat(led.log.proposed()).isEmpty();
    assertThat(led.receipts)
        .extracting(Receipt::status)
        .containsExactly(Receipt.Status.STOPPED, Receipt.Status.STOPPED);
  }

  @Test
  void shouldProposeRefusedEntriesAgainInTheSameOrder() {
    ShardLeader leader = led.lead(BOUNDS);
    offer(leader, pay(payee, 1));
    offer(leader, pay(payee, 2));
    List<byte[]> entries = led.log.proposed();
    led.log.decide(new ProposeOutcome.Refused(Refusal.NOT_NOW));
    led.log.decide(new ProposeOutcome.Refused(Refusal.NOT_NOW));
    led.thread.run();
    assertThat(led.log.proposed()).isEmpty();

    offer(leader, pay(payee, 3));

    assertThat(led.log.proposed()).hasSize(3).startsWith(entries.get(0), entries.get(1));
    led.commit();
    led.commit();
    led.commit();
    assertThat(led.answers).extracting(BatchAnswer::batchNumber).containsExactly(1L, 2L, 3L);
  }

  @Test
  void shouldWaitForTheNextTickWhenTheLogIsFull() {
    ShardLeader leader = led.lead(BOUNDS);
    offer(leader, pay(payee, 1));
    offer(leader, pay(payee, 2));
    List<byte[]> entries = led.log.proposed();
    led.log.decide(new ProposeOutcome.Refused(Refusal.NOT_NOW));
    led.log.decide(new ProposeOutcome.Refused(Refusal.NOT_NOW));

    led.log.setFull(true);
    assertTimeoutPreemptively(Duration.ofSeconds(10), () -> tick(leader));
    assertThat(led.log.proposed()).isEmpty();
    led.log.setFull(false);
    tick(leader);

    assertThat(led.log.proposed()).containsExactlyElementsOf(entries);
  }

  @Test
  void shouldRefuseVisiblyWhenTooMuchWaits() {
    ClientWork first = led.work(BANK, pay(payee, 1));
    ClientWork second = led.work(BANK, pay(payee, 2));
    LeaderBounds narrow =
        new LeaderBounds(
            BOUNDS.entryBytes(),
            BOUNDS.entriesInFlight(),
            first.encoded().length,
            BOUNDS.queuedDeliveryBytes(),
            BOUNDS.acknowledgeAfterNanos());
    ShardLeader leader = led.lead(narrow);

    leader.offer(first);
    leader.offer(second);

    assertThat(led.answers)
        .containsExactly(
            new BatchAnswer.Refused(
                LedShard.SHARD, second.batchNumber(), RejectionCode.OVERLOADED, List.of()));
    led.thread.run();
    led.commit();
    assertThat(led.answers).hasSize(2);
    assertThat(leader.queuedBytes()).isZero();
  }

  @Test
  void shouldProposeNothingAfterTheEndOfItsLeadership() {
    ShardLeader leader = led.lead(BOUNDS);
    offer(leader, pay(payee, 1));
    leader.offer(led.work(BANK, pay(payee, 2)));
    leader.offer(LedShard.PEER, REMOTE, fromRemote());

    leader.end(LedShard.PEER, LedShard.TERM + 1);
    led.thread.run();
    leader.offer(led.work(BANK, pay(payee, 3)));
    leader.offer(LedShard.PEER, REMOTE, fromRemote());
    led.passMillis(1_000);
    tick(leader);

    assertThat(led.log.proposed()).hasSize(1);
    assertThat(led.answers)
        .containsExactly(
            new BatchAnswer.NotLeader(LedShard.SHARD, 2, LedShard.PEER, LedShard.TERM + 1),
            new BatchAnswer.NotLeader(LedShard.SHARD, 3, "", LedShard.TERM));
  }

  @Test
  void shouldNotSayThatALostEntryFailed() {
    ShardLeader leader = led.lead(BOUNDS);
    offer(leader, pay(payee, 1));

    leader.end(LedShard.PEER, LedShard.TERM + 1);
    led.log.decide(new ProposeOutcome.Indeterminate());
    led.thread.run();

    assertThat(led.answers)
        .containsExactly(new BatchAnswer.NotLeader(LedShard.SHARD, 1, "", LedShard.TERM));
  }

  @Test
  void shouldAnswerARefusedEntryWhenLeadershipEnds() {
    ShardLeader leader = led.lead(BOUNDS);
    offer(leader, pay(payee, 1));
    led.log.decide(new ProposeOutcome.Refused(Refusal.TRANSFERRING));
    offer(leader, pay(payee, 2));
    led.log.decide(new ProposeOutcome.NotLeader(Optional.of(LedShard.PEER)));
    led.log.decide(new ProposeOutcome.Refused(Refusal.TRANSFERRING));

    leader.end(LedShard.PEER, LedShard.TERM + 1);

    assertThat(led.answers)
        .containsExactly(
            new BatchAnswer.NotLeader(LedShard.SHARD, 1, LedShard.PEER, LedShard.TERM),
            new BatchAnswer.NotLeader(LedShard.SHARD, 2, LedShard.PEER, LedShard.TERM + 1));
  }

  @Test
  void shouldSendWhatAnEarlierLeaderLeftUnacknowledged() {
    led.shards.execute(LedShard.SHARD, BANK, pay(remotePayee, 100));

    led.lead(BOUNDS);

    assertThat(led.shipments).hasSize(1);
    assertThat(led.shipments.getFirst().groups().getFirst().firstSequence()).isOne();
  }
}
