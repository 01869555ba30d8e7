package cbdc.simulator.simulate;

import cbdc.settlement.node.shard.History;
import java.util.List;
import java.util.Optional;

/** A node's history of one shard, with everything that it executes shown to the watch first. */
final class WatchedHistory implements History {
  private final String node;
  private final int shard;
  private final History history;
  private final World world;

  WatchedHistory(String node, int shard, History history, World world) {
    this.node = node;
    this.shard = shard;
    this.history = history;
    this.world = world;
  }

  @Override
  public void append(Executed executed) {
    world.watch().executed(node, shard, executed);
    history.append(executed);
  }

  @Override
  public void resumeAfter(Resumed snapshot) {
    if (snapshot.number() > history.lastNumber()) {
      world.counters().add(Counters.Count.SNAPSHOTS_INSTALLED);
      world.note(
          () -> node + " shard " + shard + " goes on behind a snapshot at " + snapshot.index());
    }
    history.resumeAfter(snapshot);
  }

  @Override
  public Optional<Resumed> resumed() {
    return history.resumed();
  }

  @Override
  public long lastNumber() {
    return history.lastNumber();
  }

  @Override
  public Optional<Gap> firstGap() {
    return history.firstGap();
  }

  @Override
  public void backfill(List<Executed> records) {
    records.forEach(record -> world.watch().backfilled(node, shard, record));
    world.counters().add(Counters.Count.HISTORY_BACKFILLED, records.size());
    history.backfill(records);
  }

  @Override
  public List<Executed> read(long fromNumber, int recordsMax, long bytesMax) {
    return history.read(fromNumber, recordsMax, bytesMax);
  }
}
