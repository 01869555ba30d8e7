package cbdc.settlement.ledger;

import cbdc.settlement.ledger.state.Frozen;
import cbdc.settlement.ledger.state.Page;
import cbdc.settlement.ledger.state.ShardState;
import cbdc.settlement.ledger.state.StateBounds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Snapshots for tests, taken whole and restored at once. */
public final class Snapshots {
  private Snapshots() {}

  /** The state as it comes out of its own first snapshot. */
  public static ShardState restored(ShardState state, StateBounds bounds) {
    List<Page> pages = new ArrayList<>();
    try (Frozen frozen = state.freeze()) {
      for (int i = 0; i < frozen.changedPages(); i++) {
        pages.add(
            new Page(frozen.changedSection(i), frozen.changedPage(i), frozen.changedBytes(i)));
      }
    }
    pages.sort(Comparator.comparingInt(Page::section).thenComparingLong(Page::page));
    return ShardState.restore(state.genesis(), state.shard(), bounds, pages);
  }
}
