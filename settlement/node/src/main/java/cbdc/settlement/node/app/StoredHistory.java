package cbdc.settlement.node.app;

import cbdc.protocol.EntryKind;
import cbdc.settlement.node.shard.History;
import cbdc.settlement.node.store.HistoryRecord;
import cbdc.settlement.node.store.HistoryStore;
import java.util.List;
import java.util.Optional;

/** A shard's history in the node's store. */
public record StoredHistory(HistoryStore store) implements History {
  @Override
  public void append(Executed executed) {
    store.append(record(executed));
  }

  @Override
  public void resumeAfter(long number) {
    store.resumeAfter(number);
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
