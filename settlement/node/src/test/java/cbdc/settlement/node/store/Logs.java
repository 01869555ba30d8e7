package cbdc.settlement.node.store;

import io.microraft.RaftEndpoint;
import io.microraft.model.RaftModelFactory;
import io.microraft.model.impl.DefaultRaftModelFactory;
import io.microraft.model.log.LogEntry;
import io.microraft.model.log.RaftGroupMembersView;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Small builders for the store's tests. */
final class Logs {
  static final RaftModelFactory MODELS = new DefaultRaftModelFactory();

  private Logs() {}

  static NodeStore open(Path dir, RecordingFailStop failStop) {
    return NodeStore.open(dir, StoreOptions.small().withDiskLimits(0, 0), failStop);
  }

  static RaftShardStore shard(NodeStore store, int shard) {
    return store.shard(shard, MODELS, NodeEndpoint::new);
  }

  /** A shard whose group has made its first start. */
  static RaftShardStore started(NodeStore store, int shard) {
    RaftShardStore raft = shard(store, shard);
    if (raft.restore().isEmpty()) {
      raft.persistAndFlushLocalEndpoint(
          MODELS
              .createRaftEndpointPersistentStateBuilder()
              .setLocalEndpoint(new NodeEndpoint("n1"))
              .setVoting(true)
              .build());
      raft.persistAndFlushInitialGroupMembers(view(0, "n1", "n2", "n3"));
    }
    return raft;
  }

  static RaftGroupMembersView view(long logIndex, String... nodes) {
    Set<RaftEndpoint> members = new LinkedHashSet<>();
    for (String node : nodes) {
      members.add(new NodeEndpoint(node));
    }
    return MODELS
        .createRaftGroupMembersViewBuilder()
        .setLogIndex(logIndex)
        .setMembers(members)
        .setVotingMembers(members)
        .build();
  }

  static LogEntry entry(long index, int term, byte[] bytes) {
    return MODELS
        .createLogEntryBuilder()
        .setIndex(index)
        .setTerm(term)
        .setOperation(EntryBytes.of(bytes))
        .build();
  }

  static void append(RaftShardStore raft, long index, int term, byte[] bytes) {
    raft.persistLogEntries(List.of(entry(index, term, bytes)));
  }

  static byte[] randomBytes(RandomGenerator random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  static byte[] hash(int seed) {
    byte[] hash = new byte[HistoryRecord.HASH_BYTES];
    java.util.Arrays.fill(hash, (byte) seed);
    return hash;
  }
}
