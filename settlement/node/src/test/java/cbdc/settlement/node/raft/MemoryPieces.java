package cbdc.settlement.node.raft;

import cbdc.settlement.node.core.ShardStateMachine;
import cbdc.settlement.node.core.SnapshotReader;
import cbdc.settlement.node.core.SnapshotSource;
import cbdc.settlement.node.store.SnapshotPiece;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Snapshots of {@link ListMachine} in memory: one piece for a few pages, so that there are several.
 */
final class MemoryPieces implements GroupSnapshots {

  private static final int PAGES_PER_PIECE = 4;

  private final TreeMap<Long, byte[]> pages = new TreeMap<>();

  @Override
  public void take(long index, ShardStateMachine machine, Consumer<Object> pieces) {
    begin(machine.freeze(index)).forEach(pieces);
  }

  @Override
  public void install(long index, List<Object> pieces, ShardStateMachine machine) {
    try (SnapshotReader reader = open(pieces.stream().map(SnapshotPiece.class::cast).toList())) {
      machine.install(index, reader);
    }
  }

  @Override
  public void applied(long index) {
    // Everything stays in memory.
  }

  private List<SnapshotPiece> begin(SnapshotSource source) {
    for (int i = 0; i < source.changedPages(); i++) {
      pages.put(source.changedPage(i), source.changedBytes(i));
    }
    source.close();
    List<SnapshotPiece> pieces = new ArrayList<>();
    List<Map.Entry<Long, byte[]>> all = new ArrayList<>(pages.entrySet());
    for (int i = 0; i < all.size(); i += PAGES_PER_PIECE) {
      pieces.add(
          SnapshotPiece.received(
              encode(all.subList(i, Math.min(all.size(), i + PAGES_PER_PIECE)))));
    }
    return pieces;
  }

  private SnapshotReader open(List<SnapshotPiece> pieces) {
    pages.clear();
    for (SnapshotPiece piece : pieces) {
      ByteBuffer in = ByteBuffer.wrap(piece.read().orElseThrow());
      while (in.hasRemaining()) {
        long page = in.getLong();
        byte[] bytes = new byte[in.getInt()];
        in.get(bytes);
        pages.put(page, bytes);
      }
    }
    return new PagesReader(new ArrayList<>(pages.entrySet()));
  }

  private static byte[] encode(List<Map.Entry<Long, byte[]>> run) {
    ByteBuffer out =
        ByteBuffer.allocate(run.stream().mapToInt(page -> 12 + page.getValue().length).sum());
    run.forEach(
        page -> out.putLong(page.getKey()).putInt(page.getValue().length).put(page.getValue()));
    return out.array();
  }

  private static final class PagesReader implements SnapshotReader {
    private final List<Map.Entry<Long, byte[]>> pages;
    private int at = -1;

    PagesReader(List<Map.Entry<Long, byte[]>> pages) {
      this.pages = pages;
    }

    @Override
    public int totalPages() {
      return pages.size();
    }

    @Override
    public boolean next() {
      return ++at < pages.size();
    }

    @Override
    public int section() {
      return 0;
    }

    @Override
    public long page() {
      return pages.get(at).getKey();
    }

    @Override
    public byte[] bytes() {
      return pages.get(at).getValue();
    }

    @Override
    public void close() {
      // Holds nothing.
    }
  }
}
