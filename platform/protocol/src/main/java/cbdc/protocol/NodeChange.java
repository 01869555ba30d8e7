package cbdc.protocol;

import java.util.regex.Pattern;

/**
 * A committed change of the nodes that hold the shards: one is replaced by another, one comes, or
 * one goes. All changes of a cluster form one list, in the order of decision.
 *
 * @param orderNumber number of the order that made it, among those of the whole system
 * @param removed node that goes, and whose id is refused for ever; empty when one is only added
 * @param added node that comes; empty when one is only removed
 */
public record NodeChange(long orderNumber, String removed, String added) {
  /** Most changes in the life of a cluster. */
  public static final int MAX_CHANGES = 1_000;

  /** Longest node id, in bytes. */
  public static final int ID_BYTES_MAX = 64;

  private static final Pattern ID =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0," + (ID_BYTES_MAX - 1) + "}");

  /** True when this may be the id of a node. */
  public static boolean isNodeId(String text) {
    return ID.matcher(text).matches();
  }
}
