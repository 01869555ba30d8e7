package cbdc.protocol;

/** First byte of what a shard's group replicates. */
public final class EntryKind {
  /** Written by a new leader; changes no money. */
  public static final byte NEW_TERM = 0;

  /** A batch, see {@link BatchWriter}. */
  public static final byte BATCH = 1;

  /**
   * A change of the group's members. It carries no bytes for the ledger: the history keeps this
   * kind with an empty entry, and the ledger executes the empty entry.
   */
  public static final byte MEMBERSHIP = 2;

  /** An {@link AuditMark}; changes no money. */
  public static final byte AUDIT_MARK = 3;

  /** Kind of an entry as the ledger executes it: an empty one is a change of members. */
  public static byte of(byte[] entry) {
    return entry.length == 0 ? MEMBERSHIP : entry[0];
  }

  private EntryKind() {}
}
