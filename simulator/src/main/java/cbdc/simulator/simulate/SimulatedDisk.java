package cbdc.simulator.simulate;

import cbdc.settlement.node.store.CommitRound;
import cbdc.settlement.node.store.Database;
import cbdc.settlement.node.store.Family;
import cbdc.settlement.node.store.StoreException;
import cbdc.settlement.node.store.Writes;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A node's disk: outlives its process, and forgets at a crash what was not synced, but for a part
 * of it that happened to get there. A round that was being written then is there whole or not at
 * all, as RocksDB cuts a torn record at the end of its log.
 */
final class SimulatedDisk {
  private static final long ENOUGH_BYTES = 1L << 40;

  /** What a key held before a write that may still be lost. */
  private record Undo(Family family, byte[] key, byte[] before) {}

  private final VirtualTime time;
  private final Chance chance;
  private final Map<Family, NavigableMap<byte[], byte[]>> tables = new EnumMap<>(Family.class);
  private final ArrayDeque<List<Undo>> unsynced = new ArrayDeque<>();
  private final ArrayDeque<List<Undo>> unflushed = new ArrayDeque<>();
  private long syncNanos = 300_000;
  private long slowSyncNanosMax;
  private long usableBytes = ENOUGH_BYTES;
  private boolean failing;
  private boolean lyingInWait;
  private Runnable crash = () -> {};
  private long busyUntilNanos;
  private long lostRounds;
  private long syncs;

  SimulatedDisk(VirtualTime time, Chance chance) {
    this.time = time;
    this.chance = chance;
    for (Family family : Family.values()) {
      tables.put(family, new TreeMap<>(Arrays::compareUnsigned));
    }
  }

  /** Another disk that holds now what this one holds. */
  SimulatedDisk copy(Chance otherChance) {
    SimulatedDisk copy = new SimulatedDisk(time, otherChance);
    tables.forEach((family, table) -> copy.tables.get(family).putAll(table));
    return copy;
  }

  /** What one life of a node's process sees of the disk. */
  Database mount(SimulatedProcess process) {
    return new Mount(process);
  }

  /** Usable bytes, as the node measures them. */
  long usableBytes() {
    return usableBytes;
  }

  /** Leaves so little room; null for enough. */
  void leave(Long bytes) {
    usableBytes = bytes == null ? ENOUGH_BYTES : bytes;
  }

  /** Each sync takes up to so much longer from now on. */
  void slow(long nanosMax) {
    slowSyncNanosMax = nanosMax;
  }

  /** The next write fails, as a broken disk's does. */
  void fail() {
    failing = true;
  }

  /** Works again. */
  void repair() {
    failing = false;
  }

  /**
   * At the next write the machine dies: before it, in the middle of it, or after it and before
   * anybody learns.
   */
  void crashAtNextWrite(Runnable crashed) {
    lyingInWait = true;
    crash = crashed;
  }

  /** Takes back what did not get to the disk before a crash. */
  void loseUnsynced() {
    lyingInWait = false;
    lose(unsynced);
    lose(unflushed);
    busyUntilNanos = 0;
  }

  /** No crash is in store any more. */
  void calm() {
    lyingInWait = false;
  }

  /** Rounds that crashes have taken back so far. */
  long lostRounds() {
    return lostRounds;
  }

  /** Syncs so far. */
  long syncs() {
    return syncs;
  }

  private void lose(ArrayDeque<List<Undo>> rounds) {
    int kept = rounds.isEmpty() ? 0 : chance.below(rounds.size() + 1);
    while (rounds.size() > kept) {
      List<Undo> round = rounds.removeLast();
      lostRounds++;
      for (int i = round.size() - 1; i >= 0; i--) {
        Undo undo = round.get(i);
        set(undo.family, undo.key, undo.before);
      }
    }
    rounds.clear();
  }

  private void set(Family family, byte[] key, byte[] value) {
    if (value == null) {
      tables.get(family).remove(key);
    } else {
      tables.get(family).put(key, value);
    }
  }

  private void write(SimulatedProcess process, CommitRound round) {
    process.requireAlive();
    if (failing) {
      throw new StoreException(StoreException.Reason.IO, "the disk is broken", null);
    }
    boolean dies = lyingInWait && !round.writes().isEmpty();
    int moment = dies ? chance.below(3) : 0;
    if (dies && moment == 0) {
      die(process);
    }
    ArrayDeque<List<Undo>> losable = round.kind() == CommitRound.Kind.PAGES ? unflushed : unsynced;
    losable.add(apply(round));
    if (dies && moment == 1) {
      die(process);
    }
    if (round.kind() == CommitRound.Kind.SYNCED) {
      sync();
    }
    if (dies) {
      die(process);
    }
  }

  private void sync() {
    long start = Math.max(time.nanos(), busyUntilNanos);
    long takes = syncNanos + (slowSyncNanosMax == 0 ? 0 : chance.below(slowSyncNanosMax));
    busyUntilNanos = start + takes;
    time.spend(busyUntilNanos - time.nanos());
    unsynced.clear();
    syncs++;
  }

  private void die(SimulatedProcess process) {
    lyingInWait = false;
    crash.run();
    process.requireAlive();
  }

  private List<Undo> apply(CommitRound round) {
    List<Undo> undos = new ArrayList<>();
    for (Writes writes : round.writes()) {
      for (Writes.Op op : writes.ops()) {
        NavigableMap<byte[], byte[]> table = tables.get(op.family());
        if (op.endKey() == null) {
          undos.add(new Undo(op.family(), op.key(), table.get(op.key())));
          set(op.family(), op.key(), op.value());
        } else {
          var range = table.subMap(op.key(), op.endKey());
          range.forEach((key, value) -> undos.add(new Undo(op.family(), key, value)));
          range.clear();
        }
      }
    }
    return undos;
  }

  /** One process's view. */
  private final class Mount implements Database {
    private final SimulatedProcess process;

    Mount(SimulatedProcess process) {
      this.process = process;
    }

    private NavigableMap<byte[], byte[]> table(Family family) {
      process.requireAlive();
      return tables.get(family);
    }

    @Override
    public byte[] get(Family family, byte[] key) {
      return table(family).get(key);
    }

    @Override
    public byte[] lastKey(Family family, byte[] from, byte[] end) {
      byte[] key = table(family).lowerKey(end);
      return key == null || Arrays.compareUnsigned(key, from) < 0 ? null : key;
    }

    @Override
    public byte[] firstKey(Family family, byte[] from) {
      return table(family).ceilingKey(from);
    }

    @Override
    public Scan scan(Family family, byte[] from, byte[] end) {
      return new Walk(table(family), from, end);
    }

    @Override
    public void write(CommitRound round) {
      SimulatedDisk.this.write(process, round);
    }

    @Override
    public void flush(Family family) {
      process.requireAlive();
      time.spend(syncNanos);
      if (family == Family.PAGES) {
        unflushed.clear();
      }
    }

    @Override
    public void checkpoint(Path folder) {
      throw new UnsupportedOperationException("a simulated disk has no folders");
    }

    @Override
    public void close() {
      // The disk stays.
    }
  }

  /** A walk that does not mind writes during it. */
  private static final class Walk implements Database.Scan {
    private final NavigableMap<byte[], byte[]> table;
    private final byte[] from;
    private final byte[] end;
    private Map.Entry<byte[], byte[]> at;
    private boolean started;

    Walk(NavigableMap<byte[], byte[]> table, byte[] from, byte[] end) {
      this.table = table;
      this.from = from;
      this.end = end;
    }

    @Override
    public boolean next() {
      at = started ? table.higherEntry(at.getKey()) : table.ceilingEntry(from);
      started = true;
      return at != null && Arrays.compareUnsigned(at.getKey(), end) < 0;
    }

    @Override
    public byte[] key() {
      return at.getKey();
    }

    @Override
    public byte[] value() {
      return at.getValue();
    }

    @Override
    public int valueHead(byte[] head) {
      byte[] value = at.getValue();
      System.arraycopy(value, 0, head, 0, Math.min(head.length, value.length));
      return value.length;
    }

    @Override
    public void close() {
      // Holds nothing.
    }
  }
}
