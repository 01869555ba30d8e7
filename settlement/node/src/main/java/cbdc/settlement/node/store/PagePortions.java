package cbdc.settlement.node.store;

/**
 * Cuts a stream of page writes into portions that pass between two log syncs. Used by one thread.
 */
final class PagePortions {
  private final Committer committer;
  private final int portionBytes;
  private Writes writes = new Writes();
  private long lastTicket;

  PagePortions(Committer committer, int portionBytes) {
    this.committer = committer;
    this.portionBytes = portionBytes;
  }

  void put(byte[] key, byte[] value) {
    writes.put(Family.PAGES, key, value);
    submitIfFull();
  }

  void delete(byte[] key) {
    writes.delete(Family.PAGES, key);
    submitIfFull();
  }

  void deleteRange(byte[] fromKey, byte[] endKey) {
    writes.deleteRange(Family.PAGES, fromKey, endKey);
    submitIfFull();
  }

  /** Queues what is left. */
  void finish() {
    if (!writes.isEmpty()) {
      lastTicket = committer.submitPages(writes);
      writes = new Writes();
    }
  }

  /** Queues what is left and waits until all of it is in the database. */
  void await() {
    finish();
    committer.awaitPages(lastTicket);
  }

  private void submitIfFull() {
    if (writes.bytes() >= portionBytes) {
      finish();
    }
  }
}
