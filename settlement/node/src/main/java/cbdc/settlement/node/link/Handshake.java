package cbdc.settlement.node.link;

import cbdc.settlement.node.link.LinkIdentity.Stage;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The rules by which a node accepts or refuses another node's hello. Pure: liveness and
 * certificates are judged elsewhere.
 */
public final class Handshake {

  private final String self;
  private final Set<String> peers;
  private final LinkIdentity identity;
  private final LinkAdmission admission;

  Handshake(String self, Set<String> peers, LinkIdentity identity, LinkAdmission admission) {
    this.admission = admission;
    this.self = self;
    this.peers = peers;
    this.identity = identity;
  }

  /**
   * Why a node refuses another one, or empty: the same rules without a connection, for simulations.
   *
   * @param self the node that judges
   * @param peers nodes that it knows or awaits
   * @param own what it says about itself
   * @param peer the other node
   * @param theirs what that says about itself
   * @param admission who may come in besides the nodes of genesis
   */
  public static Optional<Refusal> refusal(
      String self,
      Set<String> peers,
      LinkIdentity own,
      String peer,
      LinkIdentity theirs,
      LinkAdmission admission) {
    Hello hello =
        new Hello(
            Hello.VERSION,
            peer,
            self,
            0,
            theirs.journalId(),
            theirs.stage(),
            theirs.clusterId(),
            theirs.genesisDigest(),
            theirs.journalId());
    return new Handshake(self, peers, own, admission).check(hello, Optional.empty());
  }

  /**
   * Why this hello is refused, or empty.
   *
   * @param hello what the other side said
   * @param dialled the peer that was dialled, or empty for a connection that came in
   */
  Optional<Refusal> check(Hello hello, Optional<String> dialled) {
    if (hello.version() != Hello.VERSION) {
      return refuse(
          RefusalCode.PROTOCOL_VERSION,
          "link protocol version " + hello.version() + ", this node speaks " + Hello.VERSION);
    }
    if (hello.nodeId().equals(self)) {
      return refuse(RefusalCode.ALREADY_RUNNING, "node id " + self + " is this node's own");
    }
    if (dialled.isPresent() && !dialled.get().equals(hello.nodeId())) {
      return refuse(
          RefusalCode.WRONG_NODE,
          "dialled node "
              + dialled.get()
              + ", but node "
              + quote(hello.nodeId())
              + " answered: check its address");
    }
    boolean isRemoved = admission.removed().contains(hello.nodeId());
    if (!peers.contains(hello.nodeId()) && !isRemoved) {
      return refuse(
          RefusalCode.UNKNOWN_NODE,
          "node " + quote(hello.nodeId()) + " is not configured as a peer of " + self);
    }
    if (!hello.wanted().equals(self)) {
      return refuse(
          RefusalCode.WRONG_NODE,
          "node "
              + hello.nodeId()
              + " wants node "
              + quote(hello.wanted())
              + ", but this is "
              + self);
    }
    return isRemoved ? checkRemoved(hello) : checkGenesis(hello);
  }

  /** A node of another cluster is not told that it was removed: it would never start again. */
  private Optional<Refusal> checkRemoved(Hello hello) {
    return Optional.of(hello)
        .filter(member -> member.stage() != Stage.EMPTY)
        .flatMap(this::checkCluster)
        .or(
            () ->
                refuse(
                    RefusalCode.REMOVED_NODE,
                    "node "
                        + hello.nodeId()
                        + " was removed from the cluster; its id is never used again"));
  }

  private Optional<Refusal> checkGenesis(Hello hello) {
    boolean weAreEmpty = identity.stage() == Stage.EMPTY;
    boolean theyAreEmpty = hello.stage() == Stage.EMPTY;
    if (weAreEmpty || theyAreEmpty) {
      // An empty or a prepared node may begin genesis anew; a complete one existed only after all
      // had prepared.
      if (mayIntroduce(hello)) {
        return Optional.empty();
      }
      if (hello.stage() == Stage.COMPLETE) {
        return wiped(self, hello.nodeId(), hello.clusterId());
      }
      return identity.stage() == Stage.COMPLETE
          ? wiped(hello.nodeId(), self, identity.clusterId())
          : Optional.empty();
    }
    if (identity.stage() == Stage.PREPARED && hello.stage() == Stage.PREPARED) {
      // Records of two attempts may differ until the initiator has had its latest prepared
      // everywhere.
      return Optional.empty();
    }
    return checkCluster(hello).or(() -> checkJournal(hello));
  }

  private Optional<Refusal> checkCluster(Hello hello) {
    if (!identity.clusterId().equals(hello.clusterId())) {
      return refuse(
          RefusalCode.CLUSTER_ID,
          "node "
              + hello.nodeId()
              + " belongs to cluster "
              + hello.clusterId()
              + ", node "
              + self
              + " to "
              + identity.clusterId());
    }
    if (!identity.genesisDigest().equals(hello.genesisDigest())) {
      return refuse(
          RefusalCode.GENESIS_DIGEST,
          "node "
              + hello.nodeId()
              + " has genesis record "
              + hello.genesisDigest()
              + ", node "
              + self
              + " has "
              + identity.genesisDigest());
    }
    return Optional.empty();
  }

  /** A joiner and a member that awaits it, or has met it before it could keep what it was told. */
  private boolean mayIntroduce(Hello hello) {
    return hello.stage() == Stage.COMPLETE
        ? admission.isJoiner()
        : admission.awaited().contains(hello.nodeId())
            || hello.journalId().equals(admission.joined().get(hello.nodeId()));
  }

  private Optional<Refusal> checkJournal(Hello hello) {
    UUID recorded = identity.journals().get(hello.nodeId());
    if (recorded == null) {
      recorded = admission.joined().get(hello.nodeId());
    }
    if (recorded == null) {
      return refuse(
          RefusalCode.UNKNOWN_NODE,
          "node " + hello.nodeId() + " has not introduced itself to " + self + " yet");
    }
    if (!hello.journalId().equals(recorded)) {
      return refuse(
          RefusalCode.JOURNAL_ID,
          "node "
              + hello.nodeId()
              + " has journal "
              + hello.journalId()
              + ", but "
              + recorded
              + " is recorded for it: another disk under a known node id never rejoins;"
              + " replace the node under a new id");
    }
    return Optional.empty();
  }

  private static Optional<Refusal> wiped(String empty, String member, UUID clusterId) {
    return refuse(
        RefusalCode.WIPED_NODE,
        "node "
            + empty
            + " is empty, but node "
            + member
            + " is a member of cluster "
            + clusterId
            + ": a wiped node never rejoins under its id; replace it under a new id");
  }

  private static Optional<Refusal> refuse(RefusalCode code, String text) {
    return Optional.of(new Refusal(code, text));
  }

  /** A peer's claim inside a message: printable and short. */
  private static String quote(String claim) {
    String printable = claim.replaceAll("[^A-Za-z0-9._-]", "?");
    return "'"
        + printable.substring(0, Math.min(printable.length(), LinkConfig.NODE_ID_BYTES_MAX))
        + "'";
  }
}
