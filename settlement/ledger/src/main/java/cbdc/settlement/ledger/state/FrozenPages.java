package cbdc.settlement.ledger.state;

import java.util.List;

/** Pages of one section as they were at a freeze. */
interface FrozenPages {
  int section();

  int count();

  long page(int i);

  /** Serialises; on any thread. */
  byte[] bytes(int i);

  /** No more reads follow; on any thread. */
  default void close() {}

  /** A page that serialises itself. */
  interface FrozenPage {
    long page();

    byte[] bytes();
  }

  /** Pages that serialise themselves. */
  static FrozenPages of(int section, List<? extends FrozenPage> pages) {
    return new FrozenPages() {
      @Override
      public int section() {
        return section;
      }

      @Override
      public int count() {
        return pages.size();
      }

      @Override
      public long page(int i) {
        return pages.get(i).page();
      }

      @Override
      public byte[] bytes(int i) {
        return pages.get(i).bytes();
      }
    };
  }
}
