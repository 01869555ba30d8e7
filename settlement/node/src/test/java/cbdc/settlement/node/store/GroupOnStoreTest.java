package cbdc.settlement.node.store;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.settlement.node.core.GroupStatus;
import cbdc.settlement.node.core.ProposeOutcome;
import cbdc.settlement.node.raft.GroupEnvironment;
import cbdc.settlement.node.raft.GroupOrigin;
import cbdc.settlement.node.raft.GroupSnapshots;
import cbdc.settlement.node.raft.RaftGroup;
import cbdc.settlement.node.raft.RaftPeerLink;
import cbdc.settlement.node.raft.RaftSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three real Raft groups of MicroRaft over three real stores, in one process, with real threads and
 * time.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class GroupOnStoreTest {
  private static final int SHARD = 1;
  private static final List<String> NODES = List.of("n1", "n2", "n3");
  private static final int SNAPSHOT_EVERY = 40;

  @TempDir Path dir;

  private final ExecutorService network = Executors.newSingleThreadExecutor();
  private final ExecutorService storeReads = Executors.newSingleThreadExecutor();
  private final Map<String, Member> members = new ConcurrentHashMap<>();
  private final RecordingFailStop failStop = new RecordingFailStop();
  private final Random random = new Random(3);
  private int unknown;

  /** One node's part. */
  private record Member(
      NodeStore store, RaftShardStore raft, PagedMachine machine, RaftGroup group) {}

  @BeforeEach
  void start() {
    NODES.forEach(this::start);
  }

  @AfterEach
  void stop() {
    List.copyOf(members.keySet()).forEach(this::stop);
    network.shutdownNow();
    storeReads.shutdownNow();
    assertThat(failStop.reasons()).isEmpty();
  }

  @Test
  void shouldSendASnapshotToAMemberThatFellBehind() {
    replicate(30);
    String behind = followers().get(0);
    stop(behind);
    replicate(5 * SNAPSHOT_EVERY);
    start(behind);
    replicate(10);
    assertSameState();
    Member late = members.get(behind);
    assertThat(late.store().history(SHARD).gaps())
        .as("history that came as a snapshot")
        .isNotEmpty();
    assertThat(late.raft().completeSnapshotIndex()).isGreaterThanOrEqualTo(5 * SNAPSHOT_EVERY);

    stop(behind);
    start(behind);
    replicate(SNAPSHOT_EVERY);
    assertSameState();
  }

  @Test
  void shouldKeepEverythingThroughRestartsOfAllMembers() {
    int total = 0;
    for (int round = 0; round < 6; round++) {
      int count = 20 + random.nextInt(60);
      replicate(count);
      total += count;
      stop(NODES.get(round % 3));
      replicate(10);
      total += 10;
      start(NODES.get(round % 3));
    }
    for (String node : NODES) {
      stop(node);
    }
    start();
    replicate(1);
    total++;
    assertSameState();
    int payloads = 0;
    for (String node : NODES) {
      List<HistoryRecord> history =
          members.get(node).store().history(SHARD).read(1, 10_000, Long.MAX_VALUE);
      payloads = (int) history.stream().filter(record -> record.entry().length > 1).count();
      if (members.get(node).store().history(SHARD).gaps().isEmpty()) {
        assertThat(payloads)
            .as("acknowledged entries in the history of " + node)
            .isBetween(total, total + unknown);
      }
    }
    assertThat(payloads).isPositive();
  }

  private void start(String node) {
    NodeStore store = Logs.open(dir.resolve(node), failStop);
    RaftShardStore raft = Logs.shard(store, SHARD);
    PagedMachine machine = new PagedMachine(300).withHistory(store.history(SHARD));
    GroupOrigin origin =
        raft.restore()
            .<GroupOrigin>map(GroupOrigin.Restored::new)
            .orElse(new GroupOrigin.Founded(NODES));
    RaftSettings settings = RaftSettings.defaults().withSnapshotEveryEntries(SNAPSHOT_EVERY);
    RaftGroup group =
        new RaftGroup(
            GroupEnvironment.ofNode(link(node), storeReads, failStop),
            new RaftGroup.Parts(
                SHARD, node, settings, origin, raft, GroupSnapshots.of(raft), machine));
    members.put(node, new Member(store, raft, machine, group));
    within(group.start().toCompletableFuture());
  }

  private void stop(String node) {
    Member member = members.remove(node);
    within(member.group().terminate().toCompletableFuture());
    member.store().close();
  }

  private RaftPeerLink link(String from) {
    return new RaftPeerLink() {
      @Override
      public void send(int shard, String to, byte[] frame, boolean bulk) {
        if (!network.isShutdown()) {
          network.execute(
              () -> {
                Member target = members.get(to);
                if (target != null) {
                  target.group().receive(from, frame);
                }
              });
        }
      }

      @Override
      public boolean isReachable(String nodeId) {
        return members.containsKey(nodeId);
      }
    };
  }

  /** Proposes entries one after another until each is committed. */
  private void replicate(int count) {
    for (int i = 0; i < count; i++) {
      byte[] entry = Logs.randomBytes(random, 24);
      entry[0] = 1;
      ProposeOutcome outcome = null;
      while (!(outcome instanceof ProposeOutcome.Committed)) {
        CompletableFuture<ProposeOutcome> done = new CompletableFuture<>();
        leader().group().propose(entry, done::complete);
        outcome = within(done);
        if (outcome instanceof ProposeOutcome.Indeterminate) {
          // Leadership was lost on a slow machine: this entry may be there, or not, and another one
          // takes its place.
          unknown++;
          entry = Logs.randomBytes(random, 24);
          entry[0] = 1;
        }
      }
    }
  }

  private Member leader() {
    while (true) {
      for (Member member : members.values()) {
        if (member.group().status().isLeader() && status(member).isLeader()) {
          return member;
        }
      }
      pause();
    }
  }

  private List<String> followers() {
    String leader = status(leader()).nodeId();
    return NODES.stream().filter(node -> !node.equals(leader)).toList();
  }

  private static GroupStatus status(Member member) {
    CompletableFuture<GroupStatus> status = new CompletableFuture<>();
    member.group().readStatus(status::complete);
    return within(status);
  }

  /** A group that has silently died must fail the test, not hang it. */
  private static <T> T within(CompletableFuture<T> future) {
    return future.orTimeout(30, TimeUnit.SECONDS).join();
  }

  private static void pause() {
    if (Thread.currentThread().isInterrupted()) {
      throw new IllegalStateException("interrupted: the test took too long");
    }
    LockSupport.parkNanos(1_000_000);
  }

  private void assertSameState() {
    long target = status(leader()).commitIndex();
    Map<String, byte[]> chains = new TreeMap<>();
    List<Map<PagedMachine.Key, byte[]>> states = new ArrayList<>();
    for (Map.Entry<String, Member> member : members.entrySet()) {
      while (status(member.getValue()).lastApplied() < target) {
        pause();
      }
      CompletableFuture<Map<PagedMachine.Key, byte[]>> pages = new CompletableFuture<>();
      member
          .getValue()
          .group()
          .execute(
              () -> {
                chains.put(member.getKey(), member.getValue().machine().chain());
                pages.complete(new TreeMap<>(member.getValue().machine().pages()));
              });
      states.add(within(pages));
      assertThat(member.getValue().machine().sameAs(states.get(0)))
          .as("state of " + member.getKey())
          .isTrue();
    }
    assertThat(chains.values())
        .as("chain hashes of " + chains.keySet())
        .allMatch(chain -> java.util.Arrays.equals(chain, chains.values().iterator().next()));
  }
}
