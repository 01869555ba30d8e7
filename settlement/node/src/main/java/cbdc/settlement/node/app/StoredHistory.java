package cbdc.settlement.node.app;

import cbdc.protocol.EntryKind;
import cbdc.settlement.node.shard.History;
import cbdc.settlement.node.store.HistoryRecord;
import cbdc.settlement.node.store.HistoryStore;
import java.util.List;
import java.util.Optional;

/** A shard's history in the node's store. */
public final class StoredHistory implements History {
  private final HistoryStore store;
  private volatile Resumed resumed;

  /** The history that is kept in this store. */
  public StoredHistory(HistoryStore store) {
    this.store = store;
  }

  @Override
  public void append(Executed executed) {
    store.append(record(executed));
  }

  @Override
  public void resumeAfter(Resumed snapshot) {
    store.resumeAfter(snapshot.number());
    resumed = snapshot;
  }

  @Override
  public Optional<Resumed> resumed() {
    return Optional.ofNullable(resumed);
  }

  @Override
  public Optional<Gap> firstGap() {
    return store.gaps().stream().findFirst().map(gap -> new Gap(gap.fromNumber(), gap.toNumber()));
  }

  @Override
  public void backfill(List<Executed> records) {
    store.backfill(records.stream().map(StoredHistory::record).toList());
  }

  @Override
  public long lastNumber() {
    return store.lastNumber();
  }

  @Override
  public List<Executed> read(long fromNumber, int recordsMax, long bytesMax) {
    return store.read(fromNumber, recordsMax, bytesMax).stream()
        .map(
            r ->
                new Executed(
                    r.number(), r.index(), r.term(), r.entry(), r.outcome(), r.chainHash()))
        .toList();
  }

  private static HistoryRecord record(Executed executed) {
    return new HistoryRecord(
        executed.number(),
        executed.index(),
        executed.term(),
        EntryKind.of(executed.entry()),
        executed.entry(),
        executed.outcomes(),
        executed.chainHash());
  }
}
