package cbdc.settlement.node.raft;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A pre-vote that a live leader of the same term ends must not keep the node from ever beginning
 * another one.
 */
@Timeout(60)
class PreVoteEndsTest {
  @Test
  void shouldCampaignAgainAfterAPreVoteThatALiveLeaderEnded() {
    try (SimulatedCluster cluster = new SimulatedCluster(5, 3)) {
      SimulatedReplica leader = cluster.awaitLeader();
      cluster.awaitSame();
      SimulatedReplica a = cluster.followers().get(0);
      SimulatedReplica b = cluster.followers().get(1);
      // A comes back and begins a pre-vote before it hears its leader, whose term is its own.
      a.crash();
      cluster.network.isolate(a.id, cluster.others(a.id));
      a.start();
      cluster.time.runFor(400);
      cluster.network.heal();
      cluster.awaitSame();
      int term = leader.status().term();
      assertThat(a.status().leaderHint()).contains(leader.id);
      // Only A can follow this leader: B lacks an entry.
      cluster.network.isolate(b.id, cluster.others(b.id));
      cluster.commit(leader, "only the leader and A have this");
      cluster.time.runFor(50);
      assertThat(leader.status().term()).isEqualTo(term);
      leader.crash();
      cluster.network.heal();
      cluster.time.runFor(20_000);
      assertThat(cluster.up()).as("a leader after 20 s").anyMatch(r -> r.status().isLeader());
    }
  }
}
