package cbdc.settlement.node.link;

/** Why one node refused a connection to or from another. The wire code is the position here: append only. */
public enum RefusalCode {
  /** The bytes are no handshake or no frame of this protocol. */
  MALFORMED,
  /** The other side speaks another version of the link protocol. */
  PROTOCOL_VERSION,
  /** A frame is longer than allowed. */
  FRAME_TOO_LONG,
  /** The claimed node id is not configured as a peer. */
  UNKNOWN_NODE,
  /** The connection reached another node than the one that was dialled. */
  WRONG_NODE,
  /** The certificate does not name the claimed node id. */
  CERTIFICATE,
  /** The nodes belong to different clusters. */
  CLUSTER_ID,
  /** Same cluster id, but another genesis record. */
  GENESIS_DIGEST,
  /** The journal is not the one recorded for this node id. */
  JOURNAL_ID,
  /** One side is empty although the cluster already exists: a wiped node. */
  WIPED_NODE,
  /** Another live process uses the same node id. */
  ALREADY_RUNNING;

  private static final RefusalCode[] ALL = values();

  /** The code at this wire position; unknown ones, from a newer peer, read as {@link #MALFORMED}. */
  static RefusalCode of(int wire) {
    return wire >= 0 && wire < ALL.length ? ALL[wire] : MALFORMED;
  }
}
