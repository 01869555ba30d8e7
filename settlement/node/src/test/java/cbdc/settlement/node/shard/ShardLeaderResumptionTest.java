package cbdc.settlement.node.shard;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.ChannelGroup;
import cbdc.settlement.node.core.ProposeOutcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a leader resumes a stopped channel, or says why not. */
class ShardLeaderResumptionTest extends ShardLeaderFixture {
  @Test
  void shouldGoOnWithAStoppedChannelWhenAnOperatorSaysSo() {
    ShardLeader leader = led.lead(BOUNDS);
    offer(leader, pay(remotePayee, 100));
    led.commit();
    led.shipments.clear();
    ChannelGroup genuine = stopChannel(leader);
    // What that shard acknowledges now is not believed.
    led.receive(taken(1, 0));
    led.passMillis(1_000);
    tick(leader);
    assertThat(led.log.proposed()).isEmpty();

    List<ResumeOutcome> outcomes = new ArrayList<>();
    leader.resume(REMOTE, outcomes::add);
    led.thread.run();
    led.commit();

    assertThat(outcomes).containsExactly(ResumeOutcome.RESUMED);
    assertThat(led.shipments).as("asked again, for the acknowledgement").hasSize(1);
    led.receive(taken(1, 0));
    led.passMillis(1_000);
    leader.offer(LedShard.PEER, REMOTE, List.of(genuine));
    led.thread.run();
    led.commit();
    assertThat(led.state.receivedMark(REMOTE)).isEqualTo(genuine.lastSequence());
    assertThat(led.state.outboxDepth(REMOTE)).isZero();
  }

  @Test
  void shouldNotEvenProposeToResumeWhatAnAcknowledgementStopped() {
    ShardLeader leader = led.lead(BOUNDS);
    offer(leader, pay(remotePayee, 100));
    led.commit();
    led.receive(taken(1_000, 0));
    led.passMillis(1_000);
    tick(leader);
    led.commit();
    assertThat(led.state.isStopped(REMOTE)).isTrue();

    List<ResumeOutcome> outcomes = new ArrayList<>();
    leader.resume(REMOTE, outcomes::add);
    led.thread.run();

    assertThat(outcomes).containsExactly(ResumeOutcome.STOPPED_BY_ACKNOWLEDGEMENT);
    assertThat(led.log.proposed()).isEmpty();
  }

  @Test
  void shouldAnswerAResumptionThatStillWaitsWhenItsLeadershipEnds() {
    ShardLeader leader = led.lead(BOUNDS);
    stopChannel(leader);
    for (int i = 0; i < BOUNDS.entriesInFlight(); i++) {
      offer(leader, pay(payee, 1));
    }
    int proposed = led.log.proposed().size();
    List<ResumeOutcome> outcomes = new ArrayList<>();
    leader.resume(REMOTE, outcomes::add);
    led.thread.run();
    assertThat(led.log.proposed()).hasSize(proposed);

    leader.end(LedShard.PEER, LedShard.TERM + 1);

    assertThat(outcomes).containsExactly(ResumeOutcome.NOT_LEADER);
  }

  @Test
  void shouldTellThatNothingIsKnownOfAResumptionWhoseEntryIsLost() {
    ShardLeader leader = led.lead(BOUNDS);
    stopChannel(leader);
    List<ResumeOutcome> outcomes = new ArrayList<>();
    leader.resume(REMOTE, outcomes::add);
    led.thread.run();

    leader.end(LedShard.PEER, LedShard.TERM + 1);
    led.log.decide(new ProposeOutcome.Indeterminate());
    leader.resume(REMOTE, outcomes::add);
    led.thread.run();

    assertThat(outcomes).containsExactly(ResumeOutcome.NOT_LEADER, ResumeOutcome.NOT_LEADER);
    assertThat(led.state.isStopped(REMOTE)).isTrue();
  }
}
