package cbdc.settlement.node.link;

import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Who may come in besides the nodes of genesis, and who may not any more.
 *
 * @param isJoiner whether this node, whose store is empty, joins an existing cluster
 * @param joined journal id of nodes that came after genesis
 * @param awaited nodes that were added and have not introduced themselves yet; they may do that and
 *     nothing else
 * @param removed nodes that are refused for ever
 */
public record LinkAdmission(
    boolean isJoiner, Map<String, UUID> joined, Set<String> awaited, Set<String> removed) {
  /** The nodes of genesis only. */
  public static final LinkAdmission GENESIS =
      new LinkAdmission(false, Map.of(), Set.of(), Set.of());

  /** For a node that joins and knows nobody but whom its configuration names. */
  public static final LinkAdmission JOINER = new LinkAdmission(true, Map.of(), Set.of(), Set.of());

  /** Copies the collections. */
  public LinkAdmission {
    joined = Map.copyOf(joined);
    awaited = Set.copyOf(awaited);
    removed = Set.copyOf(removed);
  }
}
