package cbdc.settlement.node.link;

import java.util.Arrays;

/**
 * Why one node refused a connection to or from another. The numbers travel between nodes and never
 * change.
 */
public enum RefusalCode {
  /** The bytes are no handshake or no frame of this protocol. */
  MALFORMED(1),
  /** The other side speaks another version of the link protocol. */
  PROTOCOL_VERSION(2),
  /** A frame is longer than allowed. */
  FRAME_TOO_LONG(3),
  /** The claimed node id is not configured as a peer. */
  UNKNOWN_NODE(4),
  /** The connection reached another node than the one that was dialled. */
  WRONG_NODE(5),
  /** The certificate does not name the claimed node id. */
  CERTIFICATE(6),
  /** The nodes belong to different clusters. */
  CLUSTER_ID(7),
  /** Same cluster id, but another genesis record. */
  GENESIS_DIGEST(8),
  /** The journal is not the one recorded for this node id. */
  JOURNAL_ID(9),
  /** One side is empty although the cluster already exists: a wiped node. */
  WIPED_NODE(10),
  /** Another live process uses the same node id. */
  ALREADY_RUNNING(11),
  /** An order removed the node: its id is refused for ever. */
  REMOVED_NODE(12);

  private final int wire;

  RefusalCode(int wire) {
    this.wire = wire;
  }

  byte wire() {
    return (byte) wire;
  }

  /** The code of this number; unknown ones, from a newer peer, read as {@link #MALFORMED}. */
  static RefusalCode ofWire(int wire) {
    return Arrays.stream(values()).filter(code -> code.wire == wire).findFirst().orElse(MALFORMED);
  }
}
