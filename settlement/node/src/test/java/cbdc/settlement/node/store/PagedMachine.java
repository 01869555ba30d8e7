package cbdc.settlement.node.store;

import cbdc.settlement.node.core.ShardStateMachine;
import cbdc.settlement.node.core.SnapshotReader;
import cbdc.settlement.node.core.SnapshotSource;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;

/**
 * A state machine that is nothing but pages: every entry changes, adds or removes some, chosen by
 * the entry's bytes.
 */
final class PagedMachine implements ShardStateMachine {
  record Key(int section, long page) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      return section != other.section
          ? Integer.compare(section, other.section)
          : Long.compare(page, other.page);
    }
  }

  private final TreeMap<Key, byte[]> pages = new TreeMap<>();
  private final Set<Key> changed = new HashSet<>();
  private final Set<Key> removed = new HashSet<>();
  private final List<Source> sources = new ArrayList<>();
  private final int pageRange;
  private HistoryStore history;
  private byte[] chain = new byte[32];
  private long number;
  private long index;

  /**
   * When set, reading a frozen page waits for it: the background writer then stands in the middle
   * of a snapshot.
   */
  private volatile CountDownLatch gate;

  PagedMachine(int pageRange) {
    this.pageRange = pageRange;
  }

  PagedMachine withHistory(HistoryStore store) {
    this.history = store;
    return this;
  }

  long index() {
    return index;
  }

  byte[] chain() {
    return chain.clone();
  }

  void holdWriting(CountDownLatch latch) {
    gate = latch;
  }

  List<Source> sources() {
    return sources;
  }

  @Override
  public void apply(long entryIndex, int term, byte[] entry) {
    Random random = new Random(Arrays.hashCode(entry));
    for (int i = 0; i < 5; i++) {
      Key key = new Key(random.nextInt(3), random.nextInt(pageRange));
      if (random.nextInt(4) == 0) {
        remove(key);
      } else {
        put(key, Logs.randomBytes(random, random.nextInt(300)));
      }
    }
    advance(entryIndex, term, entry);
  }

  @Override
  public void applyMembership(long entryIndex, int term) {
    advance(entryIndex, term, new byte[0]);
  }

  @Override
  public SnapshotSource freeze(long at) {
    Source source = new Source();
    sources.add(source);
    changed.clear();
    removed.clear();
    return source;
  }

  @Override
  public void install(long at, SnapshotReader reader) {
    pages.clear();
    changed.clear();
    removed.clear();
    while (reader.next()) {
      pages.put(new Key(reader.section(), reader.page()), reader.bytes());
    }
    byte[] own = pages.get(new Key(9, 0));
    index = java.nio.ByteBuffer.wrap(own).getLong();
    number = java.nio.ByteBuffer.wrap(own).getLong(8);
    chain = Arrays.copyOfRange(own, 16, 48);
    if (history != null) {
      history.resumeAfter(number);
    }
  }

  Map<Key, byte[]> pages() {
    return pages;
  }

  void put(Key key, byte[] bytes) {
    pages.put(key, bytes);
    changed.add(key);
    removed.remove(key);
  }

  void remove(Key key) {
    if (pages.remove(key) != null) {
      changed.remove(key);
      removed.add(key);
    }
  }

  boolean sameAs(PagedMachine other) {
    return sameAs(other.pages);
  }

  boolean sameAs(Map<Key, byte[]> other) {
    return pages.keySet().equals(other.keySet())
        && pages.entrySet().stream()
            .allMatch(e -> Arrays.equals(e.getValue(), other.get(e.getKey())));
  }

  private void advance(long entryIndex, int term, byte[] entry) {
    index = entryIndex;
    number++;
    MessageDigest sha256 = SnapshotDirectory.sha256();
    sha256.update(chain);
    chain = sha256.digest(entry);
    put(
        new Key(9, 0),
        java.nio.ByteBuffer.allocate(48).putLong(index).putLong(number).put(chain).array());
    if (history != null) {
      history.append(
          new HistoryRecord(
              number, entryIndex, term, (byte) 1, entry, new byte[] {(byte) number}, chain));
    }
  }

  final class Source implements SnapshotSource {
    private final int totalPages = pages.size();
    private final List<Key> changedKeys = new ArrayList<>(changed);
    private final List<byte[]> changedContent = new ArrayList<>();
    private final List<Key> removedKeys = new ArrayList<>(removed);
    private volatile boolean closed;

    private Source() {
      changedKeys.forEach(key -> changedContent.add(pages.get(key)));
    }

    boolean isClosed() {
      return closed;
    }

    @Override
    public int totalPages() {
      return totalPages;
    }

    @Override
    public int changedPages() {
      return changedKeys.size();
    }

    @Override
    public int changedSection(int i) {
      return changedKeys.get(i).section();
    }

    @Override
    public long changedPage(int i) {
      return changedKeys.get(i).page();
    }

    @Override
    public byte[] changedBytes(int i) {
      CountDownLatch latch = gate;
      if (latch != null) {
        try {
          latch.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      if (closed) {
        throw new IllegalStateException("read after close");
      }
      return changedContent.get(i);
    }

    @Override
    public int removedPages() {
      return removedKeys.size();
    }

    @Override
    public int removedSection(int i) {
      return removedKeys.get(i).section();
    }

    @Override
    public long removedPage(int i) {
      return removedKeys.get(i).page();
    }

    @Override
    public void close() {
      if (closed) {
        throw new IllegalStateException("closed twice");
      }
      closed = true;
    }
  }
}
