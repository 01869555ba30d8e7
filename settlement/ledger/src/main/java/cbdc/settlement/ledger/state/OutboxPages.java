package cbdc.settlement.ledger.state;

import cbdc.protocol.ChannelGroup;
import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.LongArrayList;

/**
 * Keeps account of the outbox groups' pages: which changed since the last freeze, which are gone,
 * and how many there are.
 */
final class OutboxPages {
  private final Generations generations;
  private final List<OutboxGroup> changed = new ArrayList<>();
  private final LongArrayList removed = new LongArrayList();
  private int count;

  OutboxPages(Generations generations) {
    this.generations = generations;
  }

  /** Number of pages of all kept groups. */
  int count() {
    return count;
  }

  /** A new group to be kept. */
  OutboxGroup add(int peer, ChannelGroup group, long[] rows) {
    OutboxGroup kept = new OutboxGroup(peer, group, rows, generations.current());
    changed.add(kept);
    count += FrozenGroup.pieces(group);
    return kept;
  }

  /** A group of a snapshot. */
  void restored(OutboxGroup group) {
    count += FrozenGroup.pieces(group.group);
  }

  /** Makes a group's rows writable now. */
  void claim(OutboxGroup group) {
    if (group.writtenIn != generations.current()) {
      if (generations.isHeld(group.writtenIn)) {
        group.rows = group.rows.clone();
      }
      group.writtenIn = generations.current();
      changed.add(group);
    }
  }

  /** A group is no longer kept. */
  void drop(OutboxGroup group) {
    group.isDropped = true;
    int pieces = FrozenGroup.pieces(group.group);
    count -= pieces;
    for (int piece = 0; group.isPersisted && piece < pieces; piece++) {
      removed.addLong(FrozenGroup.page(group.peer, group.group.firstSequence(), piece));
    }
  }

  /**
   * Hands out the groups changed since the previous freeze, held by the freeze that ends the
   * generation.
   */
  FrozenPages freezeChanged() {
    List<FrozenPages.FrozenPage> frozen = new ArrayList<>(changed.size());
    for (OutboxGroup group : changed) {
      if (!group.isDropped) {
        group.isPersisted = true;
        frozen.addAll(new FrozenGroup(group).pages());
      }
    }
    changed.clear();
    return FrozenPages.of(PageLayout.SECTION_OUTBOX, frozen);
  }

  /** Hands out the pages removed since the previous freeze. */
  Frozen.Removed freezeRemoved() {
    Frozen.Removed result = new Frozen.Removed(PageLayout.SECTION_OUTBOX, removed.toLongArray());
    removed.clear();
    return result;
  }
}
