package cbdc.settlement.node.store;

import cbdc.settlement.node.store.StoreException.Reason;
import java.util.List;
import java.util.function.Consumer;

/** Walks a history and insists that nothing is missing but the known gaps. */
final class OfflineHistory {
  private final Database database;
  private final int shard;
  private final List<HistoryGap> gaps;
  private long lastNumber;
  private long lastIndex;

  OfflineHistory(Database database, int shard, List<HistoryGap> gaps) {
    this.database = database;
    this.shard = shard;
    this.gaps = gaps;
  }

  void forEach(Consumer<HistoryRecord> consumer) {
    try (Database.Scan scan =
        database.scan(Family.HISTORY, Keys.numbered(shard, 1), Keys.numberedEnd(shard))) {
      while (next(scan)) {
        byte[] key = scan.key();
        requireNothingMissing(Keys.numberOf(key));
        HistoryRecord record = decode(key, scan.value());
        lastNumber = record.number();
        lastIndex = record.index();
        consumer.accept(record);
      }
    }
  }

  private HistoryRecord decode(byte[] key, byte[] value) {
    try {
      return HistoryRecord.decode(key, value, database);
    } catch (StoreException e) {
      throw e;
    } catch (RuntimeException e) {
      throw damaged("history record " + Keys.numberOf(key) + " is damaged", e);
    }
  }

  private boolean next(Database.Scan scan) {
    try {
      return scan.next();
    } catch (StoreException e) {
      throw damaged("the history is unreadable after record " + lastNumber, e);
    }
  }

  private void requireNothingMissing(long number) {
    for (long missing = lastNumber + 1; missing < number; missing++) {
      long candidate = missing;
      HistoryGap gap = gaps.stream().filter(g -> g.contains(candidate)).findFirst().orElse(null);
      if (gap == null) {
        throw damaged("history record " + missing + " is missing", null);
      }
      missing = gap.toNumber();
    }
  }

  private StoreException damaged(String what, Throwable cause) {
    return new StoreException(
        Reason.DAMAGED,
        "shard "
            + shard
            + ": "
            + what
            + "; the last good one is number "
            + lastNumber
            + " at index "
            + lastIndex,
        cause);
  }
}
