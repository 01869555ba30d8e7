package cbdc.settlement.node.link;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What a node says about itself in every handshake, besides its node id.
 *
 * @param stage how far the node is in genesis
 * @param clusterId the cluster; all zero while {@link Stage#EMPTY}
 * @param genesisDigest SHA-256 of the genesis record in lower-case hex; 64 zeros while {@link
 *     Stage#EMPTY}
 * @param journalId drawn when this node's store was created: a wiped disk under a known node id is
 *     told by it
 * @param journals journal id of every node of the cluster, from the genesis record; empty while
 *     {@link Stage#EMPTY}
 */
public record LinkIdentity(
    Stage stage, UUID clusterId, String genesisDigest, UUID journalId, Map<String, UUID> journals) {

  private static final UUID NO_CLUSTER = new UUID(0, 0);
  private static final String NO_DIGEST = "0".repeat(64);

  /** How far a node is in genesis. */
  public enum Stage {
    /** The store holds nothing: no cluster is known. */
    EMPTY(0),
    /**
     * A genesis record is on disk, but not every node is known to have it. Only genesis may be
     * talked about.
     */
    PREPARED(1),
    /** Genesis is complete: the node is a member of its cluster. */
    COMPLETE(2);

    private final int wire;

    Stage(int wire) {
      this.wire = wire;
    }

    /** The number that stands for this stage in messages. */
    public byte wire() {
      return (byte) wire;
    }

    /** The stage of this number, if there is one. */
    public static Optional<Stage> ofWire(int wire) {
      return Arrays.stream(values()).filter(stage -> stage.wire == wire).findFirst();
    }
  }

  /** Copies the journals and checks the digest's form. */
  public LinkIdentity {
    journals = Map.copyOf(journals);
    if (!genesisDigest.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "genesis digest '" + genesisDigest + "': expected 64 hex digits");
    }
  }

  /** The identity of a node whose store holds nothing but its own journal id. */
  public static LinkIdentity empty(UUID journalId) {
    return new LinkIdentity(Stage.EMPTY, NO_CLUSTER, NO_DIGEST, journalId, Map.of());
  }
}
