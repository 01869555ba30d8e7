package cbdc.settlement.node.link;

import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node knows of one peer: two dialled connections, two that came in, and the last thing that
 * went wrong.
 */
final class LinkPeer {

  private static final Logger LOG = LoggerFactory.getLogger(LinkPeer.class);

  final String id;

  /** Empty for a node that was added and has not said where it listens. */
  volatile Optional<LinkAddress> address;

  final LinkDialer[] dialers = new LinkDialer[NodeLink.CHANNELS];
  final LinkConnection[] incoming = new LinkConnection[NodeLink.CHANNELS];
  private final String self;
  private volatile Optional<Refusal> refusal = Optional.empty();
  private volatile String problem = "not connected yet";

  LinkPeer(String self, String id, Optional<LinkAddress> address) {
    this.self = self;
    this.id = id;
    this.address = address;
  }

  /** The connection to send on: live and past genesis, else null. Any thread. */
  LinkConnection full(int channel) {
    LinkConnection live = dialers[channel].live();
    return live != null && live.isFull() ? live : null;
  }

  /**
   * The live connection to send on, also when only genesis may be talked about; else null. Any
   * thread.
   */
  LinkConnection live(int channel) {
    return dialers[channel].live();
  }

  /**
   * Whether another process of this node is connected and was heard lately: then this incarnation
   * is a second one.
   */
  boolean isRunningElsewhere(UUID incarnation, long nowNanos, long deadNanos) {
    for (int channel = 0; channel < NodeLink.CHANNELS; channel++) {
      if (isOther(incoming[channel], incarnation, nowNanos, deadNanos)
          || isOther(dialers[channel].live(), incarnation, nowNanos, deadNanos)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOther(
      LinkConnection connection, UUID incarnation, long nowNanos, long deadNanos) {
    return connection != null
        && connection.isLive()
        && !connection.hello().incarnation().equals(incarnation)
        && connection.silentNanos(nowNanos) < deadNanos;
  }

  /** Notes what is wrong, and logs it if it is something new. */
  void problem(String what, Optional<Refusal> why) {
    boolean isNew = !what.equals(problem);
    problem = what;
    refusal = why;
    if (isNew) {
      LOG.warn("node link {} - {}: {}", self, id, what);
    }
  }

  void connected(LinkConnection connection) {
    problem = "";
    refusal = Optional.empty();
    LOG.info(
        "node link {} -> {} at {} is up{}",
        self,
        id,
        address.map(LinkAddress::toString).orElse("(unknown)"),
        connection.isFull() ? "" : ", for genesis only");
  }

  PeerStatus status() {
    return new PeerStatus(
        id, full(NodeLink.NORMAL) != null, full(NodeLink.BULK) != null, problem, refusal);
  }
}
