package cbdc.settlement.node.link;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The rule that plain TCP never leaves the machine. */
public final class LinkSecurity {

  private LinkSecurity() {}

  /**
   * One line that says why this configuration must not start and how to mend it, or empty when it
   * may.
   */
  public static Optional<String> refusal(LinkConfig config) {
    if (config.tls().isPresent()) {
      return Optional.empty();
    }
    if (!config.bind().isLoopback()) {
      return Optional.of(refusal("this node listens on " + config.bind()));
    }
    for (Map.Entry<String, LinkAddress> peer : new TreeMap<>(config.peers()).entrySet()) {
      if (!peer.getValue().isLoopback()) {
        return Optional.of(refusal("peer " + peer.getKey() + " is at " + peer.getValue()));
      }
    }
    return Optional.empty();
  }

  private static String refusal(String what) {
    return "node link: plain TCP is allowed on loopback only, but "
        + what
        + "; set link.key, link.certificate and link.trust (PEM files) on every node, or use"
        + " 127.0.0.1";
  }
}
