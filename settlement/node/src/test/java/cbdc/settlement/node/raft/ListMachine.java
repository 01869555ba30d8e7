package cbdc.settlement.node.raft;

import cbdc.settlement.node.core.ShardStateMachine;
import cbdc.settlement.node.core.SnapshotReader;
import cbdc.settlement.node.core.SnapshotSource;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The simplest state there is: the list of all entries applied, with index and term. */
final class ListMachine implements ShardStateMachine {

  static final int ROWS_PER_PAGE = 16;

  /** One applied entry; memberships have no bytes. */
  record Row(long index, int term, byte[] bytes) {
    String key() {
      return index + "/" + term + "/" + java.util.Arrays.hashCode(bytes);
    }
  }

  private final List<Row> rows = new ArrayList<>();
  private int frozenRows;
  private int installs;
  private int freezes;
  private RuntimeException failure;
  private RuntimeException freezeFailure;
  private long failAt = Long.MAX_VALUE;

  List<Row> rows() {
    return rows;
  }

  int installs() {
    return installs;
  }

  int freezes() {
    return freezes;
  }

  void failAt(long index, RuntimeException with) {
    failAt = index;
    failure = with;
  }

  void failFreeze(RuntimeException with) {
    freezeFailure = with;
  }

  long lastIndex() {
    return rows.isEmpty() ? 0 : rows.get(rows.size() - 1).index;
  }

  @Override
  public void apply(long index, int term, byte[] entry) {
    add(index, term, entry);
  }

  @Override
  public void applyMembership(long index, int term) {
    add(index, term, new byte[0]);
  }

  private void add(long index, int term, byte[] bytes) {
    if (index >= failAt) {
      throw failure;
    }
    if (index <= lastIndex()) {
      throw new IllegalStateException("index " + index + " after " + lastIndex());
    }
    rows.add(new Row(index, term, bytes));
  }

  @Override
  public SnapshotSource freeze(long index) {
    if (freezeFailure != null) {
      throw freezeFailure;
    }
    freezes++;
    int firstPage = frozenRows / ROWS_PER_PAGE;
    int pages = (rows.size() + ROWS_PER_PAGE - 1) / ROWS_PER_PAGE;
    List<byte[]> changed = new ArrayList<>();
    for (int page = firstPage; page < pages; page++) {
      changed.add(
          encode(
              rows.subList(
                  page * ROWS_PER_PAGE, Math.min(rows.size(), (page + 1) * ROWS_PER_PAGE))));
    }
    frozenRows = rows.size();
    return new ListSource(firstPage, changed, pages);
  }

  @Override
  public void install(long index, SnapshotReader reader) {
    if (index >= failAt) {
      throw failure;
    }
    rows.clear();
    while (reader.next()) {
      decode(reader.bytes());
    }
    frozenRows = rows.size();
    installs++;
    if (lastIndex() != index) {
      throw new IllegalStateException("snapshot at " + index + " ends with " + lastIndex());
    }
  }

  private static byte[] encode(List<Row> page) {
    int bytes = page.stream().mapToInt(row -> 16 + row.bytes.length).sum();
    ByteBuffer out = ByteBuffer.allocate(bytes);
    page.forEach(
        row -> out.putLong(row.index).putInt(row.term).putInt(row.bytes.length).put(row.bytes));
    return out.array();
  }

  private void decode(byte[] page) {
    ByteBuffer in = ByteBuffer.wrap(page);
    while (in.hasRemaining()) {
      long index = in.getLong();
      int term = in.getInt();
      byte[] bytes = new byte[in.getInt()];
      in.get(bytes);
      rows.add(new Row(index, term, bytes));
    }
  }

  private record ListSource(int firstPage, List<byte[]> changed, int totalPages)
      implements SnapshotSource {
    @Override
    public int changedPages() {
      return changed.size();
    }

    @Override
    public int changedSection(int i) {
      return 0;
    }

    @Override
    public long changedPage(int i) {
      return (long) firstPage + i;
    }

    @Override
    public byte[] changedBytes(int i) {
      return changed.get(i);
    }

    @Override
    public int removedPages() {
      return 0;
    }

    @Override
    public int removedSection(int i) {
      throw new IndexOutOfBoundsException(i);
    }

    @Override
    public long removedPage(int i) {
      throw new IndexOutOfBoundsException(i);
    }

    @Override
    public void close() {
      // Holds nothing.
    }
  }
}
