package cbdc.settlement.node.shard;

import cbdc.protocol.CommandId;
import cbdc.protocol.wire.ClientId;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * Which client waits for which pending command of a shard led here. Only a short cut: a client that
 * misses a completion asks by id. Confined to the courier's thread.
 */
final class PendingCommands {
  private static final int MAX = 1 << 20;

  private final Long2ObjectHashMap<ClientId> clients = new Long2ObjectHashMap<>();

  /**
   * Notes who waits. The key is the id's random half: a clash only costs one client one question.
   */
  void add(CommandId id, ClientId client) {
    if (clients.size() < MAX) {
      clients.put(id.low(), client);
    }
  }

  /** Who waits for a command that is final now, or null. */
  ClientId remove(CommandId id) {
    return clients.remove(id.low());
  }

  int size() {
    return clients.size();
  }
}
