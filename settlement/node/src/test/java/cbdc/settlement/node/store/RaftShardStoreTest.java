package cbdc.settlement.node.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.microraft.MembershipChangeMode;
import io.microraft.RaftEndpoint;
import io.microraft.model.groupop.UpdateRaftGroupMembersOp;
import io.microraft.model.log.LogEntry;
import io.microraft.persistence.RestoredRaftState;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What MicroRaft gets back after a restart. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RaftShardStoreTest {
  @TempDir Path dir;

  private final RecordingFailStop failStop = new RecordingFailStop();

  @Test
  void shouldRestoreNothingBeforeTheFirstStart() {
    try (NodeStore store = Logs.open(dir, failStop)) {
      RaftShardStore raft = Logs.shard(store, 0);
      assertThat(raft.restore()).isEmpty();
      raft.persistAndFlushLocalEndpoint(
          Logs.MODELS
              .createRaftEndpointPersistentStateBuilder()
              .setLocalEndpoint(new NodeEndpoint("n1"))
              .setVoting(true)
              .build());
      assertThat(raft.restore()).as("members are not stored yet").isEmpty();
    }
  }

  @Test
  void shouldRestoreEndpointMembersTermAndVote() {
    try (NodeStore store = Logs.open(dir, failStop)) {
      RaftShardStore raft = Logs.shard(store, 5);
      raft.persistAndFlushLocalEndpoint(
          Logs.MODELS
              .createRaftEndpointPersistentStateBuilder()
              .setLocalEndpoint(new NodeEndpoint("n1"))
              .setVoting(false)
              .build());
      raft.persistAndFlushInitialGroupMembers(Logs.view(0, "n1", "n2", "n3"));
      raft.persistAndFlushTerm(
          Logs.MODELS
              .createRaftTermPersistentStateBuilder()
              .setTerm(7)
              .setVotedFor(new NodeEndpoint("n2"))
              .build());
      Logs.started(store, 6);
    }
    try (NodeStore store = Logs.open(dir, failStop)) {
      RestoredRaftState state = Logs.shard(store, 5).restore().orElseThrow();
      assertThat(state.getLocalEndpointPersistentState().getLocalEndpoint())
          .isEqualTo(new NodeEndpoint("n1"));
      assertThat(state.getLocalEndpointPersistentState().isVoting()).isFalse();
      assertThat(state.getInitialGroupMembers().getMembers())
          .containsExactly(new NodeEndpoint("n1"), new NodeEndpoint("n2"), new NodeEndpoint("n3"));
      assertThat(state.getTermPersistentState().getTerm()).isEqualTo(7);
      assertThat(state.getTermPersistentState().getVotedFor()).isEqualTo(new NodeEndpoint("n2"));
      assertThat(state.getSnapshotEntry()).isNull();
      RestoredRaftState other = Logs.shard(store, 6).restore().orElseThrow();
      assertThat(other.getTermPersistentState().getTerm()).isZero();
      assertThat(other.getTermPersistentState().getVotedFor()).isNull();
    }
  }

  @Test
  void shouldRestoreMembershipChangesAndLeaveBytesOnDisk() {
    Set<RaftEndpoint> all =
        new LinkedHashSet<>(
            List.of(new NodeEndpoint("n1"), new NodeEndpoint("n2"), new NodeEndpoint("n4")));
    Set<RaftEndpoint> voting = Set.of(new NodeEndpoint("n1"), new NodeEndpoint("n2"));
    UpdateRaftGroupMembersOp change =
        Logs.MODELS
            .createUpdateRaftGroupMembersOpBuilder()
            .setMembers(all)
            .setVotingMembers(voting)
            .setEndpoint(new NodeEndpoint("n4"))
            .setMode(MembershipChangeMode.ADD_LEARNER)
            .build();
    try (NodeStore store = Logs.open(dir, failStop)) {
      RaftShardStore raft = Logs.started(store, 0);
      Logs.append(raft, 1, 1, new byte[] {1, 42});
      raft.persistLogEntries(
          List.of(
              Logs.MODELS
                  .createLogEntryBuilder()
                  .setIndex(2)
                  .setTerm(3)
                  .setOperation(change)
                  .build()));
      raft.flush();
    }
    try (NodeStore store = Logs.open(dir, failStop)) {
      List<LogEntry> entries = Logs.shard(store, 0).restore().orElseThrow().getLogEntries();
      assertThat(entries).extracting(LogEntry::getTerm).containsExactly(1, 3);
      EntryBytes first = (EntryBytes) entries.get(0).getOperation();
      assertThat(first.inMemory()).isFalse();
      assertThat(first.length()).isEqualTo(2);
      assertThat(first.get()).containsExactly(1, 42);
      UpdateRaftGroupMembersOp restored = (UpdateRaftGroupMembersOp) entries.get(1).getOperation();
      assertThat(restored.getMembers()).containsExactlyElementsOf(all);
      assertThat(restored.getVotingMembers()).containsExactlyInAnyOrderElementsOf(voting);
      assertThat(restored.getEndpoint()).isEqualTo(new NodeEndpoint("n4"));
      assertThat(restored.getMode()).isEqualTo(MembershipChangeMode.ADD_LEARNER);
    }
  }

  @Test
  void shouldHaltRatherThanTruncateWhatIsApplied() {
    try (NodeStore store = Logs.open(dir, failStop)) {
      RaftShardStore raft = Logs.started(store, 0);
      Logs.append(raft, 1, 1, new byte[] {1});
      raft.flush();
      raft.applied(1);
      standsStill(() -> raft.truncateLogEntriesFrom(1));
      assertThat(failStop.reasons())
          .hasSize(1)
          .first()
          .asString()
          .contains("asked to truncate the log from index 1");
    }
  }

  @Test
  void shouldHaltOnAnOperationItDoesNotKnow() {
    try (NodeStore store = Logs.open(dir, failStop)) {
      RaftShardStore raft = Logs.started(store, 0);
      standsStill(
          () ->
              raft.persistLogEntries(
                  List.of(
                      Logs.MODELS
                          .createLogEntryBuilder()
                          .setIndex(1)
                          .setTerm(1)
                          .setOperation("text")
                          .build())));
      assertThat(failStop.reasons()).first().asString().contains("expected EntryBytes");
    }
  }

  private static void standsStill(Runnable action) {
    boolean[] returned = {false};
    Thread thread =
        new Thread(
            () -> {
              action.run();
              returned[0] = true;
            });
    thread.setDaemon(true);
    thread.start();
    while (thread.getState() != Thread.State.WAITING && thread.isAlive()) {
      Thread.onSpinWait();
    }
    assertThat(thread.isAlive()).as("the caller stands still").isTrue();
    assertThat(returned[0]).isFalse();
  }
}
