package cbdc.settlement.ledger.state;

import java.util.ArrayList;
import java.util.List;

/**
 * Counts freezes. What was last made writable in generation g is held by the freeze that ended g,
 * and must be copied before it is written again for as long as that freeze is open.
 */
final class Generations {
  /** Generation of what a restored snapshot brought: held by no freeze. */
  static final int RESTORED = 0;

  private final List<Frozen> open = new ArrayList<>();
  private int current = 1;

  /** The generation that writes belong to. */
  int current() {
    return current;
  }

  /** Ends the current generation by a freeze that holds what changed in it. */
  void end(Frozen frozen) {
    open.removeIf(Frozen::isClosed);
    open.add(frozen);
    current++;
  }

  /** True when an open freeze still reads what was last written in this generation. */
  boolean isHeld(int generation) {
    for (int i = 0; i < open.size(); i++) {
      Frozen frozen = open.get(i);
      if (frozen.generation() == generation && !frozen.isClosed()) {
        return true;
      }
    }
    return false;
  }

  /** True when a freeze of this generation or a later one is open. */
  boolean isAnyOpenSince(int generation) {
    for (int i = 0; i < open.size(); i++) {
      Frozen frozen = open.get(i);
      if (frozen.generation() >= generation && !frozen.isClosed()) {
        return true;
      }
    }
    return false;
  }
}
