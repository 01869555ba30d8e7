package cbdc.settlement.node.shard;

import cbdc.protocol.CommandId;
import cbdc.protocol.wire.ClientId;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * Which client waits for which pending command of a shard led here. Only a short cut: a client that
 * misses a completion asks by id. An entry is kept for at least one id window of ledger time and at
 * most two, since nobody asks by a short cut after that. Confined to the courier's thread.
 */
final class PendingCommands {
  private static final int MAX = 1 << 20;

  private final long windowMillis;
  private Long2ObjectHashMap<ClientId> recent = new Long2ObjectHashMap<>();
  private Long2ObjectHashMap<ClientId> older = new Long2ObjectHashMap<>();
  private long recentSinceMillis;

  /** Starts empty, for ids that the ledger remembers so long. */
  PendingCommands(long windowMillis) {
    this.windowMillis = windowMillis;
  }

  /** Ledger time goes on: forgets what came before the last whole window. */
  void advance(long ledgerMillis) {
    long passed = ledgerMillis - recentSinceMillis;
    if (passed < windowMillis) {
      return;
    }
    older = passed < 2 * windowMillis ? recent : new Long2ObjectHashMap<>();
    recent = new Long2ObjectHashMap<>();
    recentSinceMillis = ledgerMillis;
  }

  /**
   * Notes who waits. The key is the id's random half: a clash only costs one client one question.
   */
  void add(CommandId id, ClientId client) {
    if (size() < MAX) {
      recent.put(id.low(), client);
    }
  }

  /** Who waits for a command that is final now, or null. */
  ClientId remove(CommandId id) {
    ClientId client = recent.remove(id.low());
    ClientId before = older.remove(id.low());
    return client != null ? client : before;
  }

  int size() {
    return recent.size() + older.size();
  }
}
