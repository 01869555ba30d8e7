package cbdc.settlement.node.shard;

import cbdc.settlement.ledger.state.Frozen;
import cbdc.settlement.node.core.SnapshotSource;

/** Hands the ledger's frozen pages to the store. */
record FrozenPages(Frozen frozen) implements SnapshotSource {
  @Override
  public int totalPages() {
    return frozen.totalPages();
  }

  @Override
  public int changedPages() {
    return frozen.changedPages();
  }

  @Override
  public int changedSection(int i) {
    return frozen.changedSection(i);
  }

  @Override
  public long changedPage(int i) {
    return frozen.changedPage(i);
  }

  @Override
  public byte[] changedBytes(int i) {
    return frozen.changedBytes(i);
  }

  @Override
  public int removedPages() {
    return frozen.removedPages();
  }

  @Override
  public int removedSection(int i) {
    return frozen.removedSection(i);
  }

  @Override
  public long removedPage(int i) {
    return frozen.removedPage(i);
  }

  @Override
  public void close() {
    frozen.close();
  }
}
