package cbdc.settlement.node.store;

import java.nio.charset.StandardCharsets;

/** The column families of the database. Their order and names are part of the format. */
public enum Family {
  /** RocksDB insists on a family called default; it stays empty. */
  DEFAULT("default"),
  /** Genesis, terms, votes, members, snapshot markers. */
  META("meta"),
  /** Raft log entries; applied ones stay for good as the bodies of the history. */
  LOG("log"),
  /** Applied entries by number: outcome, chain hash, reference to the body. */
  HISTORY("history"),
  /** Snapshot pages. */
  PAGES("pages");

  private final String storedName;

  Family(String storedName) {
    this.storedName = storedName;
  }

  byte[] nameBytes() {
    return storedName.getBytes(StandardCharsets.US_ASCII);
  }
}
