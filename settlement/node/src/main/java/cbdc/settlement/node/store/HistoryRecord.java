package cbdc.settlement.node.store;

import cbdc.settlement.node.store.StoreException.Reason;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * One applied log entry as the history keeps it. Arrays are not copied and must not be changed.
 *
 * @param number consecutive number in the shard's history, from 1
 * @param index Raft log index
 * @param term Raft term
 * @param kind kind of the entry, as the ledger numbers them
 * @param entry the entry's bytes, empty for a membership change
 * @param outcome the outcomes that applying it gave
 * @param chainHash the shard's chain hash after it, 32 bytes
 */
public record HistoryRecord(
    long number, long index, int term, byte kind, byte[] entry, byte[] outcome, byte[] chainHash) {
  /** Bytes in a chain hash. */
  public static final int HASH_BYTES = 32;

  private static final int FIXED_BYTES = 8 + 4 + 1 + 1 + 4 + HASH_BYTES + 4;
  private static final byte IN_LOG = 0;
  private static final byte INLINE = 1;

  /** Refuses what can never be a record. */
  public HistoryRecord {
    Objects.requireNonNull(entry, "entry");
    Objects.requireNonNull(outcome, "outcome");
    if (number < 1 || index < 1) {
      throw new IllegalArgumentException(
          "expected number and index from 1 but got " + number + " and " + index);
    }
    if (chainHash.length != HASH_BYTES) {
      throw new IllegalArgumentException(
          "chainHash: expected 32 bytes but got " + chainHash.length);
    }
  }

  /**
   * What is stored under the record's number: the entry itself, or only that it is the log entry at
   * {@code index}.
   */
  byte[] encode(byte[] key, boolean inLog) {
    ByteBuffer record = Checked.allocate(FIXED_BYTES + outcome.length + (inLog ? 0 : entry.length));
    record
        .putLong(index)
        .putInt(term)
        .put(kind)
        .put(inLog ? IN_LOG : INLINE)
        .putInt(entry.length)
        .put(chainHash);
    record.putInt(outcome.length).put(outcome);
    if (!inLog) {
      record.put(entry);
    }
    return Checked.seal(key, record);
  }

  /** Reads a record, and its entry from the log if it is there. */
  static HistoryRecord decode(byte[] key, byte[] value, Database database) {
    int shard = Keys.shardOf(key);
    long number = Keys.numberOf(key);
    String what = "shard " + shard + ": history record " + number;
    ByteBuffer in = Checked.open(key, value, indexHint(what, value));
    long index = in.getLong();
    int term = in.getInt();
    byte kind = in.get();
    boolean inLog = in.get() == IN_LOG;
    int entryLength = in.getInt();
    byte[] chainHash = bytes(in, HASH_BYTES);
    byte[] outcome = bytes(in, in.getInt());
    byte[] entry =
        inLog
            ? entryFromLog(
                database, shard, index, term, entryLength, what + " (index " + index + ")")
            : bytes(in, entryLength);
    return new HistoryRecord(number, index, term, kind, entry, outcome, chainHash);
  }

  /** Raft index of a stored record. */
  static long indexOf(byte[] key, byte[] value) {
    String what = "shard " + Keys.shardOf(key) + ": history record " + Keys.numberOf(key);
    return Checked.open(key, value, indexHint(what, value)).getLong();
  }

  /**
   * Whether this record is what is stored under its number. The entry is not read again: the chain
   * hash covers it.
   *
   * @throws StoreException if what is stored is damaged
   */
  boolean isStoredAs(byte[] key, byte[] value) {
    String what = "shard " + Keys.shardOf(key) + ": history record " + Keys.numberOf(key);
    ByteBuffer in = Checked.open(key, value, indexHint(what, value));
    boolean agrees = in.getLong() == index && in.getInt() == term && in.get() == kind;
    in.get();
    in.getInt();
    return agrees
        && Keys.numberOf(key) == number
        && Arrays.equals(bytes(in, HASH_BYTES), chainHash);
  }

  private boolean agreesWith(HistoryRecord other) {
    return number == other.number
        && index == other.index
        && term == other.term
        && kind == other.kind
        && Arrays.equals(chainHash, other.chainHash);
  }

  private static byte[] entryFromLog(
      Database database, int shard, long index, int term, int length, String what) {
    byte[] logKey = Keys.numbered(shard, index);
    byte[] logValue = database.get(Family.LOG, logKey);
    if (logValue == null) {
      throw new StoreException(Reason.DAMAGED, what + " is damaged: its log entry is missing");
    }
    LogRecord entry = LogRecord.decode(logKey, logValue);
    if (entry.term() != term || entry.payload().length != length) {
      throw new StoreException(
          Reason.DAMAGED, what + " is damaged: the log entry there is another one");
    }
    return entry.payload();
  }

  /** A damaged record may still tell its index, which helps to find the place. */
  private static String indexHint(String what, byte[] value) {
    return value.length < Checked.HEADER_BYTES + 8
        ? what
        : what + " (index " + ByteBuffer.wrap(value).getLong(Checked.HEADER_BYTES) + ")";
  }

  private static byte[] bytes(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HistoryRecord that
        && agreesWith(that)
        && Arrays.equals(entry, that.entry)
        && Arrays.equals(outcome, that.outcome);
  }

  @Override
  public int hashCode() {
    return Objects.hash(number, index, term, kind, Arrays.hashCode(chainHash));
  }

  @Override
  public String toString() {
    return "HistoryRecord[number "
        + number
        + ", index "
        + index
        + ", term "
        + term
        + ", kind "
        + kind
        + ", entry "
        + entry.length
        + " bytes, outcome "
        + outcome.length
        + " bytes]";
  }
}
