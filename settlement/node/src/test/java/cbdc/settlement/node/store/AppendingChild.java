package cbdc.settlement.node.store;

import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A process that appends until it is killed and prints the index of every entry whose flush has
 * returned.
 */
final class AppendingChild {
  static final int PAGE_RANGE = 200;

  private AppendingChild() {}

  public static void main(String[] args) {
    PrintStream out =
        new PrintStream(
            new java.io.FileOutputStream(java.io.FileDescriptor.out),
            false,
            StandardCharsets.US_ASCII);
    Replica replica = new Replica(Path.of(args[0]), PAGE_RANGE);
    while (true) {
      for (int i = 0; i < 30; i++) {
        long index = replica.raft().lastIndex() + 1;
        Logs.append(replica.raft(), index, 1, entry(index));
        replica.raft().flush();
        out.println(index);
        out.flush();
        replica.machine().apply(index, 1, entry(index));
        replica.raft().applied(index);
      }
      replica.takeSnapshot();
    }
  }

  static byte[] entry(long index) {
    return ByteBuffer.allocate(16).putLong(index).putLong(index * 0x9E3779B97F4A7C15L).array();
  }
}
