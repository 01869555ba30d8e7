package cbdc.settlement.node.store;

import cbdc.settlement.node.core.SnapshotReader;
import cbdc.settlement.node.store.StoreException.Reason;
import java.security.MessageDigest;
import java.util.Arrays;

/** Reads the pages of a complete snapshot in order, straight through the page records. */
final class StoredSnapshotReader implements SnapshotReader {
  private final SnapshotDirectory directory;
  private final int shard;
  private final Database.Scan scan;
  private final MessageDigest sha256 = SnapshotDirectory.sha256();
  private int at = -1;
  private byte[] bytes;

  StoredSnapshotReader(Database database, int shard, SnapshotDirectory directory) {
    this.directory = directory;
    this.shard = shard;
    this.scan =
        database.scan(
            Family.PAGES,
            Keys.lineage(shard, directory.lineage()),
            Keys.lineage(shard, directory.lineage() + 1));
  }

  @Override
  public int totalPages() {
    return directory.size();
  }

  @Override
  public boolean next() {
    if (at + 1 >= directory.size()) {
      return false;
    }
    at++;
    byte[] wanted = directory.key(shard, at);
    // Other versions of a page, and removed pages, may still lie in between.
    while (scan.next()) {
      int order = Arrays.compareUnsigned(scan.key(), wanted);
      if (order == 0) {
        bytes = PageRecord.content(directory, shard, at, scan.value(), sha256);
        return true;
      }
      if (order > 0) {
        break;
      }
    }
    throw new StoreException(Reason.DAMAGED, directory.describe(shard, at) + " is missing");
  }

  @Override
  public int section() {
    return directory.section(at);
  }

  @Override
  public long page() {
    return directory.page(at);
  }

  @Override
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public void close() {
    scan.close();
  }
}
