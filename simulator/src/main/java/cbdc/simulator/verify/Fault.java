package cbdc.simulator.verify;

/**
 * Something that should not be, and where.
 *
 * @param directory where it was read; empty where it is about several
 * @param shard the shard, -1 where it is about the whole directory
 * @param number history number, 0 where it is about none
 * @param index Raft index, 0 where it is about none or unknown
 * @param what what was checked
 * @param expected what it should be; empty where the text says it
 * @param found what it is; empty where the text says it
 */
public record Fault(
    String directory,
    int shard,
    long number,
    long index,
    String what,
    String expected,
    String found) {
  /** One line for people. */
  public String describe() {
    StringBuilder line = new StringBuilder(160);
    if (shard >= 0) {
      line.append("shard ").append(shard);
    }
    if (number > 0) {
      line.append(", history record ").append(number);
    }
    if (index > 0) {
      line.append(", Raft index ").append(index);
    }
    if (!line.isEmpty()) {
      line.append(": ");
    }
    line.append(what);
    if (!expected.isEmpty() || !found.isEmpty()) {
      line.append(": expected ").append(expected).append(" but found ").append(found);
    }
    return directory.isEmpty()
        ? line.toString()
        : line.append(" (").append(directory).append(')').toString();
  }
}
