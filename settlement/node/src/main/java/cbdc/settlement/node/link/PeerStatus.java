package cbdc.settlement.node.link;

import java.util.Optional;

/**
 * How the links to one peer are.
 *
 * @param nodeId the peer
 * @param reachable whether frames can be sent on channel 0
 * @param bulkReachable whether frames can be sent on channel 1
 * @param problem the last thing that went wrong, in words; empty while connected
 * @param refusal the last refusal by either side, unless the link came up since
 */
public record PeerStatus(
    String nodeId,
    boolean reachable,
    boolean bulkReachable,
    String problem,
    Optional<Refusal> refusal) {}
