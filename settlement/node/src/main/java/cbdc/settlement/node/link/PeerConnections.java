package cbdc.settlement.node.link;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The connections of a node, as far as they follow the cluster's members. */
public interface PeerConnections {

  /** How the links to all peers are. */
  List<PeerStatus> peers();

  /**
   * Makes these the peers: dials new ones and those whose address changed, and leaves those that
   * are not named and not awaited.
   *
   * @return completes when the change is made; fails with {@link LinkStartException} if plain TCP
   *     would leave the machine
   */
  CompletionStage<Void> connect(Map<String, LinkAddress> peers, LinkAdmission admission);
}
