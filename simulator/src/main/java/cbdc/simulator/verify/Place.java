package cbdc.simulator.verify;

import cbdc.settlement.node.store.HistoryRecord;
import cbdc.settlement.node.store.StoreException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a walk through one copy of a shard's history stands, so that a fault can say so. */
final class Place {
  private static final Pattern INDEX = Pattern.compile("\\(index (\\d+)\\)");
  private static final Pattern NUMBER = Pattern.compile("history record (\\d+)");

  private String directory;
  private final int shard;
  private long number;
  private long index;
  private int term;

  Place(String directory, int shard) {
    this.directory = directory;
    this.shard = shard;
  }

  /** The records that follow are read in another copy. */
  void goOnIn(String otherDirectory) {
    directory = otherDirectory;
  }

  /** Number of the last record. */
  long number() {
    return number;
  }

  /** Raft index of the last record. */
  long index() {
    return index;
  }

  /** Raft term of the last record. */
  int term() {
    return term;
  }

  /** Moves to a record; Raft indexes rise, terms never fall. */
  void moveTo(HistoryRecord record) {
    long lastIndex = index;
    int lastTerm = term;
    number = record.number();
    index = record.index();
    term = record.term();
    require(index > lastIndex, "Raft index", "more than " + lastIndex, index);
    require(term >= lastTerm, "Raft term", "at least " + lastTerm, term);
  }

  void require(boolean holds, String what, Object expected, Object found) {
    if (!holds) {
      throw fault(what, String.valueOf(expected), String.valueOf(found));
    }
  }

  void requireSameHash(byte[] expected, byte[] found, String what) {
    if (!java.util.Arrays.equals(expected, found)) {
      throw fault(what, hex(expected), hex(found));
    }
  }

  FaultFound fault(String what, String expected, String found) {
    return new FaultFound(new Fault(directory, shard, number, index, what, expected, found));
  }

  /** What the store itself found; its text names the record, if anything can. */
  FaultFound fault(StoreException damage) {
    String text = String.valueOf(damage.getMessage());
    long damagedNumber = find(NUMBER, text, number + 1);
    long damagedIndex = find(INDEX, text, index + 1);
    String prefix = "shard " + shard + ": ";
    String what = text.startsWith(prefix) ? text.substring(prefix.length()) : text;
    return new FaultFound(new Fault(directory, shard, damagedNumber, damagedIndex, what, "", ""));
  }

  static String hex(byte[] hash) {
    return HexFormat.of().formatHex(hash);
  }

  private static long find(Pattern pattern, String text, long otherwise) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Long.parseLong(matcher.group(1)) : otherwise;
  }
}
