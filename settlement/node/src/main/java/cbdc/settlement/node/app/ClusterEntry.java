package cbdc.settlement.node.app;

import cbdc.protocol.GenesisCodec;
import cbdc.settlement.node.core.GenesisRecord;
import cbdc.settlement.node.core.GenesisState;
import cbdc.settlement.node.core.JoinedNode;
import cbdc.settlement.node.link.LinkAddress;
import cbdc.settlement.node.link.LinkAdmission;
import cbdc.settlement.node.link.NodeLink;
import cbdc.settlement.node.link.genesis.GenesisExchange;
import cbdc.settlement.node.link.genesis.GenesisPlan;
import cbdc.settlement.node.link.genesis.GenesisTransport;
import cbdc.settlement.node.member.ClusterMembers;
import cbdc.settlement.node.member.ClusterNews;
import cbdc.settlement.node.member.JoinExchange;
import cbdc.settlement.node.store.NodeStore;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * How a node comes to its cluster: it founds it together with the others, joins it later, or is a
 * member already.
 */
final class ClusterEntry {
  private static final long POLL_MILLIS = 250;

  private final NodeStore store;
  private final NodeLink link;
  private final boolean joins;
  private final GenesisExchange genesis;
  private final JoinExchange join;

  /** Prepares the link, which has not started yet. */
  ClusterEntry(NodeSettings settings, NodeStore store, NodeLink link, PeerTraffic traffic) {
    this.store = store;
    this.link = link;
    this.joins = settings.cluster().joins() && store.genesis().read().isEmpty();
    LinkAddress own = settings.network().link();
    this.join =
        new JoinExchange(
            new JoinedNode(settings.nodeId(), store.genesis().journalId(), own.host(), own.port()),
            settings.network().peers().keySet(),
            store.genesis(),
            traffic::askToJoin,
            2 * POLL_MILLIS);
    this.genesis =
        new GenesisExchange(
            plan(settings), store.genesis(), GenesisTransport.over(link), POLL_MILLIS);
    genesis.answerPeers();
    link.admit(joins ? LinkAdmission.JOINER : LinkAdmission.GENESIS);
  }

  private static GenesisPlan plan(NodeSettings settings) {
    NodeSettings.NewCluster cluster = settings.cluster();
    List<String> nodeIds = new ArrayList<>(settings.network().peers().keySet());
    nodeIds.add(settings.nodeId());
    return GenesisPlan.of(
        settings.nodeId(),
        nodeIds,
        cluster.replicationFactor(),
        cluster.shardCount(),
        cluster
            .genesis()
            .map(
                g ->
                    new GenesisPlan.Charter(
                        new UUID(g.clusterHigh(), g.clusterLow()), GenesisCodec.encode(g))));
  }

  /**
   * Waits until this node belongs to its cluster.
   *
   * @return what it knows of the members
   */
  ClusterMembers run() throws InterruptedException {
    ClusterNews news = ClusterNews.NONE;
    GenesisRecord record;
    if (joins) {
      JoinExchange.Joined joined = join.run();
      record = joined.genesis();
      news = joined.news();
    } else {
      record = genesis.run();
    }
    ClusterMembers members = new ClusterMembers(record, store.joinedNodes());
    members.learn(news);
    return members;
  }

  /** Lets the link of a node that has just joined speak as a member. */
  void becomeMember() {
    if (joins && store.genesis().read().filter(GenesisState::complete).isPresent()) {
      GenesisTransport.over(link).become(GenesisExchange.identity(store.genesis()));
    }
  }

  /** What entering waits for, in one line; empty when it is done. */
  String problem() {
    return joins ? join.problem() : genesis.problem();
  }
}
