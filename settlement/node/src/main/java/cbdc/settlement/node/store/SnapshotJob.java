package cbdc.settlement.node.store;

import cbdc.settlement.node.core.SnapshotSource;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Writes what changed since the last complete snapshot, page by page, in the background. Several
 * freezes that came faster than the disk are one job: of a page changed in more than one, only the
 * newest bytes are written.
 */
final class SnapshotJob {
  private record Change(int section, long page, int freeze, int at) {}

  private final int shard;
  private final SnapshotMarker taken;
  private final List<SnapshotSource> sources;
  private final List<byte[]> superseded = new ArrayList<>();
  private volatile boolean cancelled;

  /**
   * A job.
   *
   * @param taken the snapshot to complete
   * @param sources the freezes since the last complete snapshot, oldest first
   */
  SnapshotJob(int shard, SnapshotMarker taken, List<SnapshotSource> sources) {
    this.shard = shard;
    this.taken = taken;
    this.sources = List.copyOf(sources);
  }

  SnapshotMarker taken() {
    return taken;
  }

  List<SnapshotSource> sources() {
    return sources;
  }

  /**
   * A snapshot from another node took this one's place: stop writing, it will never be complete.
   */
  void cancel() {
    cancelled = true;
  }

  boolean isCancelled() {
    return cancelled;
  }

  /**
   * Writes the pages and returns the directory of the whole snapshot; what this leaves superseded
   * is in {@link #superseded()}. The pages are in the database then, though not durable yet.
   *
   * @return null if it was cancelled
   */
  SnapshotDirectory write(SnapshotDirectory base, PagePortions portions) {
    List<Change> changes = changes();
    SnapshotDirectory.Builder builder =
        new SnapshotDirectory.Builder(base.lineage(), Math.max(base.size(), taken.totalPages()));
    MessageDigest sha256 = SnapshotDirectory.sha256();
    int b = 0;
    for (Change change : changes) {
      if (cancelled) {
        return null;
      }
      int order = 1;
      while (b < base.size() && (order = compare(base, b, change)) < 0) {
        builder.addFrom(base, b++);
      }
      boolean inBase = b < base.size() && order == 0;
      apply(change, base, inBase ? b : -1, builder, portions, sha256);
      if (inBase) {
        b++;
      }
    }
    while (b < base.size()) {
      builder.addFrom(base, b++);
    }
    portions.await();
    return cancelled ? null : builder.build(taken.index());
  }

  /** Keys that only snapshots before this one need, in the order in which they must be deleted. */
  List<byte[]> superseded() {
    return superseded;
  }

  /** Lets go of the frozen pages. */
  void release() {
    sources.forEach(SnapshotSource::close);
  }

  private void apply(
      Change change,
      SnapshotDirectory base,
      int at,
      SnapshotDirectory.Builder builder,
      PagePortions portions,
      MessageDigest sha256) {
    byte[] key = Keys.page(shard, base.lineage(), change.section(), change.page(), taken.index());
    if (change.at() < 0) {
      if (at >= 0) {
        portions.put(key, PageRecord.REMOVED);
        // First the page, then the note that it is gone: the other way round a crash would bring it
        // back.
        superseded.add(base.key(shard, at));
        superseded.add(key);
      }
      return;
    }
    byte[] bytes = sources.get(change.freeze()).changedBytes(change.at());
    if (bytes.length > SnapshotSource.PAGE_BYTES_MAX) {
      throw new IllegalStateException(
          "section "
              + change.section()
              + ", page "
              + change.page()
              + ": expected at most "
              + SnapshotSource.PAGE_BYTES_MAX
              + " bytes but got "
              + bytes.length);
    }
    byte[] hash = sha256.digest(bytes);
    if (at >= 0 && base.length(at) == bytes.length && base.hashEquals(at, hash)) {
      builder.addFrom(base, at);
      return;
    }
    portions.put(key, PageRecord.encode(hash, bytes));
    builder.add(change.section(), change.page(), taken.index(), bytes.length, hash);
    if (at >= 0) {
      superseded.add(base.key(shard, at));
    }
  }

  /**
   * The newest change of every page, in ascending order of (section, page). A removal has no
   * position.
   */
  private List<Change> changes() {
    List<Change> all = new ArrayList<>();
    // Newest first, and the sort is stable: the first of several changes of a page is the one that
    // counts.
    for (int s = sources.size() - 1; s >= 0; s--) {
      SnapshotSource source = sources.get(s);
      for (int i = 0; i < source.changedPages(); i++) {
        all.add(change(s, source.changedSection(i), source.changedPage(i), i));
      }
      for (int i = 0; i < source.removedPages(); i++) {
        all.add(change(s, source.removedSection(i), source.removedPage(i), -1));
      }
    }
    all.sort(Comparator.comparingInt(Change::section).thenComparingLong(Change::page));
    List<Change> newest = new ArrayList<>(all.size());
    Change last = null;
    for (Change change : all) {
      if (last == null || last.section() != change.section() || last.page() != change.page()) {
        newest.add(change);
      } else if (last.freeze() == change.freeze()) {
        throw new IllegalStateException(
            "section "
                + change.section()
                + ", page "
                + change.page()
                + " is listed twice in one freeze");
      }
      last = change;
    }
    return newest;
  }

  private static Change change(int freeze, int section, long page, int at) {
    if (section < 0 || page < 0) {
      throw new IllegalStateException(
          "expected section and page of at least 0 but got section " + section + ", page " + page);
    }
    return new Change(section, page, freeze, at);
  }

  private static int compare(SnapshotDirectory base, int b, Change change) {
    return SnapshotDirectory.compare(
        base.section(b), base.page(b), change.section(), change.page());
  }
}
