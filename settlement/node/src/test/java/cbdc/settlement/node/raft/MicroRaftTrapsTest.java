package cbdc.settlement.node.raft;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.settlement.node.core.ProposeOutcome;
import cbdc.settlement.node.core.ReadOutcome;
import cbdc.settlement.node.raft.SimulatedCluster.Proposal;
import cbdc.settlement.node.raft.SimulatedCluster.Read;
import cbdc.settlement.node.raft.SimulatedNetwork.Frame;
import cbdc.settlement.node.store.NodeEndpoint;
import io.microraft.model.message.AppendEntriesFailureResponse;
import io.microraft.model.message.AppendEntriesSuccessResponse;
import io.microraft.model.message.InstallSnapshotRequest;
import io.microraft.model.message.InstallSnapshotResponse;
import io.microraft.model.message.RaftMessage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * One test for each gap of MicroRaft 0.7 that is known; each fails when the guard against it is
 * taken out.
 */
@Timeout(60)
class MicroRaftTrapsTest {

  private final CbdcModelFactory factory = new CbdcModelFactory();

  @Test
  void shouldIgnoreSuccessAnswerOfEarlierTerm() {
    try (SimulatedCluster cluster = new SimulatedCluster(1, 3)) {
      SimulatedReplica leader = cluster.awaitLeader();
      cluster.awaitSame();
      cluster.network.isolate(leader.id, cluster.others(leader.id));
      Proposal lonely = cluster.propose(leader, "nobody else has this");
      cluster.time.runFor(20);
      long index = leader.status().lastApplied() + 1;

      for (SimulatedReplica follower : cluster.followers()) {
        cluster.network.inject(answer(follower.id, leader, leader.status().term() - 1, index));
      }
      cluster.time.runFor(50);

      assertThat(lonely.outcome).as("no other replica stores the entry").isNull();
      cluster.network.heal();
      cluster.awaitLeader();
      cluster.awaitSame();
    }
  }

  @Test
  void shouldTakeSuccessAnswerOfOwnTerm() {
    try (SimulatedCluster cluster = new SimulatedCluster(1, 3)) {
      SimulatedReplica leader = cluster.awaitLeader();
      cluster.awaitSame();
      cluster.network.isolate(leader.id, cluster.others(leader.id));
      Proposal proposal =
          cluster.propose(leader, "the answer is forged, but the test before would see it");
      cluster.time.runFor(20);
      long index = leader.status().lastApplied() + 1;

      cluster.network.inject(
          answer(cluster.followers().get(0).id, leader, leader.status().term(), index));
      cluster.time.runFor(50);

      assertThat(proposal.committed()).isTrue();
    }
  }

  private Frame answer(String from, SimulatedReplica leader, int term, long index) {
    RaftMessage message =
        factory
            .createAppendEntriesSuccessResponseBuilder()
            .setGroupId(0)
            .setSender(new NodeEndpoint(from))
            .setTerm(term)
            .setLastLogIndex(index)
            .setQuerySequenceNumber(0)
            .setFlowControlSequenceNumber(0)
            .build();
    return new Frame(from, leader.id, RaftMessageCodec.encode(message).orElseThrow(), false);
  }

  @Test
  void shouldNotLetReadJoinRunningRound() {
    try (SimulatedCluster cluster = new SimulatedCluster(2, 3)) {
      SimulatedReplica leader = cluster.awaitLeader();
      cluster.awaitSame();
      cluster.time.runFor(300);
      cluster.network.hold(frame -> frame.to().equals(leader.id));
      Read first = cluster.read(leader);
      cluster.time.runFor(20);
      assertThat(cluster.network.held()).as("answers to the first round").isNotEmpty();
      Read second = cluster.read(leader);
      Read third = cluster.read(leader);
      cluster.time.runFor(5);
      cluster.network.releaseHeld();
      cluster.time.runFor(20);

      assertThat(first.outcome).isInstanceOf(ReadOutcome.Current.class);
      assertThat(second.outcome).as("asked after the first round had left").isNull();
      cluster.network.release();
      cluster.time.runFor(20);
      assertThat(second.outcome).isInstanceOf(ReadOutcome.Current.class);
      assertThat(third.outcome).isInstanceOf(ReadOutcome.Current.class);
    }
  }

  @Test
  void shouldNotReadStaleStateFromAnswersToEarlierRound() {
    try (SimulatedCluster cluster = new SimulatedCluster(3, 3)) {
      SimulatedReplica old = cluster.awaitLeader();
      cluster.awaitSame();
      cluster.time.runFor(300);
      cluster.network.hold(frame -> frame.to().equals(old.id));
      cluster.read(old);
      cluster.time.runFor(20);
      List<Frame> answers = List.copyOf(cluster.network.held());
      assertThat(answers).isNotEmpty();
      cluster.network.isolate(old.id, cluster.others(old.id));
      old.pause(4_000);
      cluster.time.runUntil(
          () -> "another leader", () -> cluster.leader() != old && cluster.leader() != null);
      SimulatedReplica next = cluster.awaitLeader();
      cluster.commit(next, "the old leader does not know this");
      Read late = cluster.read(old);
      answers.forEach(cluster.network::inject);
      cluster.time.runFor(6_000);

      assertThat(late.outcome).isNotNull().isNotInstanceOf(ReadOutcome.Current.class);
    }
  }

  @Test
  void shouldFindMatchOfFarBehindFollowerInOneStep() {
    RaftSettings settings = SimulatedCluster.SETTINGS.withSnapshotEveryEntries(1_500);
    try (SimulatedCluster cluster = new SimulatedCluster(9, 3, settings)) {
      SimulatedReplica first = cluster.awaitLeader();
      SimulatedReplica behind = cluster.followers().get(0);
      cluster.commitMany(first, "e", 1_510);
      cluster.awaitSame();
      behind.crash();
      cluster.commitMany(first, "f", 1_000);
      first.group().transferLeadership(cluster.followers().get(0).id, outcome -> {});
      cluster.time.runUntil(
          () -> "another leader", () -> cluster.leader() != null && cluster.leader() != first);
      SimulatedReplica second = cluster.awaitLeader();
      int[] refusals = new int[1];
      cluster.network.hold(
          frame -> {
            if (frame.from().equals(behind.id)
                && frame.message() instanceof AppendEntriesFailureResponse) {
              refusals[0]++;
            }
            return false;
          });
      behind.start();
      cluster.commit(second, "g");
      cluster.awaitSame();

      assertThat(refusals[0]).isLessThan(10);
    }
  }

  @Test
  void shouldElectNodeWithBetterLogAndLowerTerm() {
    try (SimulatedCluster cluster = new SimulatedCluster(13, 3)) {
      SimulatedReplica first = cluster.awaitLeader();
      SimulatedReplica behind = cluster.followers().get(0);
      SimulatedReplica better = cluster.followers().get(1);
      cluster.network.isolate(behind.id, cluster.others(behind.id));
      cluster.commitMany(first, "e", 20);
      RaftMessage vote =
          factory
              .createVoteRequestBuilder()
              .setGroupId(0)
              .setSender(new NodeEndpoint(first.id))
              .setTerm(50)
              .setLastLogTerm(0)
              .setLastLogIndex(0)
              .setSticky(false)
              .build();
      cluster.network.inject(
          new Frame(first.id, behind.id, RaftMessageCodec.encode(vote).orElseThrow(), false));
      cluster.time.runFor(300);
      assertThat(behind.status().term()).isEqualTo(50);
      first.crash();
      cluster.network.heal();
      cluster.time.runUntil(() -> "a leader", () -> cluster.leader() != null);

      assertThat(cluster.leader()).isSameAs(better);
      assertThat(better.status().term()).isGreaterThan(50);
    }
  }

  @Test
  void shouldNotLetCommitIndexFallForLateRequest() {
    try (SimulatedCluster cluster = new SimulatedCluster(14, 3)) {
      SimulatedReplica leader = cluster.awaitLeader();
      cluster.awaitSame();
      SimulatedReplica follower = cluster.followers().get(0);
      cluster.commitMany(leader, "e", 20);
      cluster.awaitSame();
      long index = follower.status().commitIndex();
      RaftMessage late =
          factory
              .createAppendEntriesRequestBuilder()
              .setGroupId(0)
              .setSender(new NodeEndpoint(leader.id))
              .setTerm(leader.status().term())
              .setPreviousLogIndex(index - 5)
              .setPreviousLogTerm(leader.status().term())
              .setCommitIndex(index + 1)
              .setLogEntries(List.of())
              .setQuerySequenceNumber(0)
              .setFlowControlSequenceNumber(0)
              .build();
      cluster.network.inject(
          new Frame(leader.id, follower.id, RaftMessageCodec.encode(late).orElseThrow(), false));
      cluster.time.runFor(1);
      follower.group().readStatus(status -> assertThat(status.commitIndex()).isEqualTo(index));
      cluster.time.runFor(1);

      cluster.check();
    }
  }

  @Test
  void shouldDropRefusalOfAppendThatHasSinceMatched() {
    try (SimulatedCluster cluster = new SimulatedCluster(15, 3)) {
      SimulatedReplica leader = cluster.awaitLeader();
      cluster.commitMany(leader, "e", 20);
      cluster.awaitSame();
      cluster.time.runFor(300);
      SimulatedReplica follower = cluster.followers().get(0);
      RaftMessage late =
          factory
              .createAppendEntriesFailureResponseBuilder()
              .setGroupId(0)
              .setSender(new NodeEndpoint(follower.id))
              .setTerm(leader.status().term())
              .setExpectedNextIndex(leader.status().lastLogIndex() + 1)
              .setQuerySequenceNumber(0)
              .setFlowControlSequenceNumber(0)
              .build();
      cluster.network.inject(
          new Frame(follower.id, leader.id, RaftMessageCodec.encode(late).orElseThrow(), false));
      cluster.time.runFor(50);

      cluster.check();
    }
  }

  @Test
  void shouldNotServeSnapshotWhenNotLeading() {
    try (SimulatedCluster cluster = new SimulatedCluster(10, 3)) {
      SimulatedReplica leader = cluster.awaitLeader();
      cluster.commitMany(leader, "e", 150);
      cluster.awaitSame();
      SimulatedReplica follower = cluster.followers().get(0);
      SimulatedReplica asking = cluster.followers().get(1);
      RaftMessage wish =
          factory
              .createInstallSnapshotResponseBuilder()
              .setGroupId(0)
              .setSender(new NodeEndpoint(asking.id))
              .setTerm(leader.status().term())
              .setSnapshotIndex(999_900)
              .setRequestedSnapshotChunkIndex(3)
              .setQuerySequenceNumber(0)
              .setFlowControlSequenceNumber(0)
              .build();
      assertThat(wish).isInstanceOf(InstallSnapshotResponse.class);
      cluster.network.inject(
          new Frame(asking.id, follower.id, RaftMessageCodec.encode(wish).orElseThrow(), false));
      cluster.time.runFor(50);

      cluster.check();
      assertThat(cluster.network.bulkFrames()).isEmpty();
    }
  }

  @Test
  void shouldAnswerSnapshotThatIsOlderThanWhatIsCommitted() {
    try (SimulatedCluster cluster = new SimulatedCluster(11, 3)) {
      SimulatedReplica leader = cluster.awaitLeader();
      SimulatedReplica follower = cluster.followers().get(0);
      cluster.network.isolate(follower.id, cluster.others(follower.id));
      cluster.commitMany(leader, "e", 250);
      cluster.network.heal();
      cluster.network.hold(
          frame ->
              frame.to().equals(follower.id) && frame.message() instanceof InstallSnapshotRequest);
      cluster.time.runUntil(() -> "a snapshot is offered", () -> !cluster.network.held().isEmpty());
      Frame offer = cluster.network.held().get(0);
      cluster.network.release();
      cluster.awaitSame();
      cluster.commitMany(cluster.awaitLeader(), "f", 20);
      cluster.awaitSame();
      int[] answers = new int[1];
      cluster.network.hold(
          frame -> {
            boolean answer =
                frame.from().equals(follower.id)
                    && frame.message() instanceof AppendEntriesSuccessResponse;
            answers[0] += answer ? 1 : 0;
            return false;
          });
      cluster.network.inject(offer);
      cluster.time.runFor(1);

      assertThat(answers[0]).isEqualTo(1);
      cluster.commitMany(cluster.awaitLeader(), "g", 20);
      cluster.awaitSame();
    }
  }

  @Test
  void shouldRefuseProposalsButNotForgetThemDuringTransferOfLeadership() {
    try (SimulatedCluster cluster = new SimulatedCluster(12, 3)) {
      SimulatedReplica leader = cluster.awaitLeader();
      cluster.awaitSame();
      leader.group().transferLeadership(cluster.followers().get(0).id, outcome -> {});
      Proposal during = cluster.propose(leader, "during");
      cluster.time.runFor(1);

      assertThat(during.outcome)
          .isEqualTo(new ProposeOutcome.Refused(ProposeOutcome.Refusal.TRANSFERRING));
    }
  }
}
