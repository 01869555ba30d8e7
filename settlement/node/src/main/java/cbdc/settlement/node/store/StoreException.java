package cbdc.settlement.node.store;

import java.util.Objects;

/**
 * The store refuses to open, or what it holds cannot be read. The message names what is wrong and
 * what to do about it.
 */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** Another process, or another node in this process, uses the directory. */
    IN_USE,
    /** Written by another version of the format. */
    OTHER_VERSION,
    /** There is no node store in this directory. */
    NOT_FOUND,
    /** The directory belongs to another node or another cluster. */
    FOREIGN,
    /** The node was removed from its cluster for good. */
    REMOVED,
    /** Stored bytes are missing or do not match their checksum. */
    DAMAGED,
    /** The operating system refused (permission, disk full, ...). */
    IO
  }

  private final Reason reason;

  /** A refusal without a deeper cause. */
  public StoreException(Reason reason, String message) {
    this(reason, message, null);
  }

  /** A refusal with its cause. */
  public StoreException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  /** Why it refuses. */
  public Reason reason() {
    return reason;
  }
}
