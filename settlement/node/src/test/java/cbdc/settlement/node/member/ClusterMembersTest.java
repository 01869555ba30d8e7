package cbdc.settlement.node.member;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.NodeChange;
import cbdc.settlement.node.core.GenesisRecord;
import cbdc.settlement.node.core.JoinedNode;
import cbdc.settlement.node.core.JoinedNodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ClusterMembersTest {
  private static final JoinedNode N4 = new JoinedNode("n4", new UUID(0, 4), "127.0.0.1", 4);
  private static final List<NodeChange> N4_CAME_AND_GOES =
      List.of(new NodeChange(1, "n1", "n4"), new NodeChange(2, "n4", "n5"));

  private final ClusterMembers cluster = new ClusterMembers(genesis(), new Kept());

  /**
   * It may lead a group until the newcomer has taken over from it: who does not know it, never can.
   */
  @Test
  void shouldKnowANodeThatIsToGoByHearsay() {
    cluster.learn(new ClusterNews(N4_CAME_AND_GOES, Map.of(), List.of(N4)));

    assertThat(cluster.joined()).containsExactly(N4);
  }

  @Test
  void shouldNotLetANodeIntroduceItselfThatWasRemoved() {
    cluster.learn(new ClusterNews(N4_CAME_AND_GOES, Map.of(), List.of()));

    assertThat(cluster.meet(N4)).isFalse();
    assertThat(cluster.joined()).isEmpty();
  }

  @Test
  void shouldKeepTheStoreThatItMetFirst() {
    cluster.learn(List.of(new NodeChange(1, "n1", "n4")));
    JoinedNode other = new JoinedNode("n4", new UUID(0, 5), "127.0.0.1", 4);

    assertThat(cluster.meet(N4)).isTrue();
    assertThat(cluster.meet(other)).isFalse();
    assertThat(cluster.joined()).containsExactly(N4);
  }

  @Test
  void shouldNotKnowANodeThatNoOrderAdded() {
    cluster.learn(new ClusterNews(List.of(), Map.of(), List.of(N4)));

    assertThat(cluster.joined()).isEmpty();
    assertThat(cluster.meet(N4)).isFalse();
  }

  /** A node that leads nothing any more may be the only one that knows. */
  @Test
  void shouldTellAllMembershipsThatItKnows() {
    Membership heard = new Membership(17, List.of("n2", "n3", "n4"), List.of("n2", "n3", "n4"));
    cluster.learn(0, heard);
    cluster.learn(0, new Membership(9, List.of("n1", "n2", "n3"), List.of("n1", "n2", "n3")));

    assertThat(cluster.news().memberships()).isEqualTo(Map.of(0, heard));
  }

  private static GenesisRecord genesis() {
    Map<String, UUID> journals = new TreeMap<>();
    for (String node : Set.of("n1", "n2", "n3")) {
      journals.put(node, new UUID(1, node.charAt(1)));
    }
    List<String> members = List.of("n1", "n2", "n3");
    return new GenesisRecord(
        new UUID(0xCBDC, 1), journals, 3, List.of(members, members), new byte[] {1});
  }

  private static final class Kept implements JoinedNodes {
    private final List<JoinedNode> nodes = new ArrayList<>();

    @Override
    public List<JoinedNode> joined() {
      return List.copyOf(nodes);
    }

    @Override
    public void keep(JoinedNode node) {
      nodes.removeIf(kept -> kept.nodeId().equals(node.nodeId()));
      nodes.add(node);
    }
  }
}
