package cbdc.settlement.node.link;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a node listens, whom it dials and the bounds of its links.
 *
 * @param nodeId this node's id, as in the certificates and the genesis record
 * @param bind address to listen on; port 0 takes a free one
 * @param peers the other configured nodes by id
 * @param tls key and trust stores; empty is allowed on loopback only
 * @param limits sizes and times
 */
public record LinkConfig(
    String nodeId,
    LinkAddress bind,
    Map<String, LinkAddress> peers,
    Optional<LinkTls> tls,
    LinkLimits limits) {

  /** Longest node id in UTF-8 bytes. */
  public static final int NODE_ID_BYTES_MAX = 64;

  /** What a node id looks like. */
  public static final Pattern NODE_ID =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0," + (NODE_ID_BYTES_MAX - 1) + "}");

  /** {@link #NODE_ID} in words. */
  public static final String NODE_ID_FORM =
      "1 to "
          + NODE_ID_BYTES_MAX
          + " letters, digits, '.', '_' or '-', starting with a letter or digit";

  /** Copies the peers and refuses ids that no handshake could carry. */
  public LinkConfig {
    peers = Map.copyOf(peers);
    requireNodeId(nodeId);
    peers.keySet().forEach(LinkConfig::requireNodeId);
    if (peers.containsKey(nodeId)) {
      throw new IllegalArgumentException("node " + nodeId + " is listed as its own peer");
    }
  }

  private static void requireNodeId(String id) {
    if (!NODE_ID.matcher(id).matches()) {
      throw new IllegalArgumentException("node id '" + id + "': expected " + NODE_ID_FORM);
    }
  }
}
