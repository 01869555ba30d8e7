package cbdc.settlement.node.shard;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.EntryKind;
import cbdc.protocol.PublicKey;
import cbdc.settlement.ledger.LedgerBounds;
import cbdc.settlement.ledger.SignatureVerifier;
import cbdc.settlement.ledger.state.StateBounds;
import cbdc.settlement.node.core.ReplicaRole;
import cbdc.settlement.node.core.RoleListener.RoleChange;
import cbdc.settlement.node.core.Transitions;
import cbdc.settlement.node.shard.ShardHost.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When leadership of a shard begins and ends here, and who is told. */
class ShardHostTest {
  private static final int SHARD = LedShard.SHARD;
  private static final String SELF = LedShard.SELF;
  private static final byte[] NEW_TERM = {EntryKind.NEW_TERM};

  private final LedShard led = new LedShard();
  private final List<Integer> terms = new ArrayList<>();
  private final ShardHost host =
      new ShardHost(
          SHARD,
          SELF,
          led.leaders,
          (shard, term, log, replica) -> {
            terms.add(term);
            return led.lead(LeaderBounds.DEFAULT);
          });
  private final ShardReplica replica = replica();

  /** The one place that makes a replica. */
  private ShardReplica replica() {
    return new ShardReplica(
        ExecutedShards.genesis(3),
        SHARD,
        StateBounds.DEFAULT,
        LedgerBounds.DEFAULT,
        new NoSignatures(),
        new NoHistory(),
        new ShardCounters(),
        new ChainAudit(SHARD, "node-1", () -> List.of("node-1"), (member, vote) -> {}),
        host::onApplied);
  }

  @BeforeEach
  void start() {
    host.use(replica);
    host.use(led.log);
  }

  private void become(ReplicaRole role, int term, String leader) {
    host.onRoleChange(new RoleChange(SHARD, role, term, Optional.of(leader)));
  }

  @Test
  void shouldLeadOnlyWhenTheFirstEntryOfItsTermIsExecuted() {
    become(ReplicaRole.LEADER, LedShard.TERM, SELF);
    assertThat(host.isLeading()).isFalse();
    replica.apply(1, LedShard.TERM - 1, NEW_TERM);
    assertThat(host.isLeading()).isFalse();

    replica.apply(2, LedShard.TERM, NEW_TERM);

    assertThat(host.isLeading()).isTrue();
    assertThat(terms).containsExactly(LedShard.TERM);
    assertThat(host.transitions().made(Part.NONE, Part.ELECTED)).isOne();
    assertThat(host.transitions().made(Part.ELECTED, Part.LEADING)).isOne();
  }

  @Test
  void shouldCountEachChangeOfItsPartOnce() {
    become(ReplicaRole.FOLLOWER, 1, LedShard.PEER);
    become(ReplicaRole.CANDIDATE, 2, LedShard.PEER);
    become(ReplicaRole.LEADER, LedShard.TERM, SELF);
    replica.apply(1, LedShard.TERM, NEW_TERM);
    become(ReplicaRole.LEADER, LedShard.TERM + 1, SELF);
    become(ReplicaRole.FOLLOWER, LedShard.TERM + 2, LedShard.PEER);

    Transitions<Part> made = host.transitions();
    assertThat(made.made(Part.NONE, Part.FOLLOWING)).isOne();
    assertThat(made.made(Part.FOLLOWING, Part.ELECTED)).isOne();
    assertThat(made.made(Part.ELECTED, Part.LEADING)).isOne();
    assertThat(made.made(Part.LEADING, Part.ELECTED)).isOne();
    assertThat(made.made(Part.ELECTED, Part.FOLLOWING)).isOne();
    assertThat(made.made(Part.LEADING, Part.FOLLOWING)).isZero();
  }

  @Test
  void shouldBeKnownAsLeaderHereThoughItRefusedGroupsOfItsOwnCourierBefore() {
    become(ReplicaRole.LEADER, LedShard.TERM, SELF);
    led.leaders.notLeading(SHARD, SELF);
    assertThat(led.leaders.leader(SHARD)).isEmpty();

    replica.apply(1, LedShard.TERM, NEW_TERM);

    assertThat(led.leaders.leader(SHARD)).contains(SELF);
    assertThat(led.leaders.term(SHARD)).isEqualTo(LedShard.TERM);
  }

  @Test
  void shouldEndWhenAnotherNodeLeads() {
    become(ReplicaRole.LEADER, LedShard.TERM, SELF);
    replica.apply(1, LedShard.TERM, NEW_TERM);
    ShardLeader leader = host.leader().orElseThrow();

    become(ReplicaRole.FOLLOWER, LedShard.TERM + 1, LedShard.PEER);
    leader.offer(led.work(7, led.shards.pay(1, 2, 3)));
    led.thread.run();

    assertThat(host.isLeading()).isFalse();
    assertThat(led.leaders.leader(SHARD)).contains(LedShard.PEER);
    assertThat(led.log.proposed()).isEmpty();
    assertThat(led.answers).hasSize(1);
  }

  @Test
  void shouldNotGoOnInTheNextTermBeforeThatTermsFirstEntry() {
    become(ReplicaRole.LEADER, LedShard.TERM, SELF);
    replica.apply(1, LedShard.TERM, NEW_TERM);

    become(ReplicaRole.LEADER, LedShard.TERM + 1, SELF);
    assertThat(host.isLeading()).isFalse();
    replica.apply(2, LedShard.TERM + 1, NEW_TERM);

    assertThat(host.isLeading()).isTrue();
    assertThat(terms).containsExactly(LedShard.TERM, LedShard.TERM + 1);
  }

  private static final class NoSignatures implements SignatureVerifier {
    @Override
    public boolean verify(PublicKey key, byte[] message, byte[] signature) {
      return false;
    }

    @Override
    public boolean verifyOrder(PublicKey key, byte[] order, byte[] signature) {
      return false;
    }
  }

  private static final class NoHistory implements History {
    @Override
    public Optional<Gap> firstGap() {
      return Optional.empty();
    }

    @Override
    public void backfill(List<Executed> records) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void append(Executed executed) {}

    @Override
    public void resumeAfter(Resumed snapshot) {}

    @Override
    public Optional<Resumed> resumed() {
      return Optional.empty();
    }

    @Override
    public long lastNumber() {
      return 0;
    }

    @Override
    public List<Executed> read(long fromNumber, int recordsMax, long bytesMax) {
      return List.of();
    }
  }
}
