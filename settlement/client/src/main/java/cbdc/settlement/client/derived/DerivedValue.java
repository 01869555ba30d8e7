package cbdc.settlement.client.derived;

import com.hazelcast.nio.serialization.IdentifiedDataSerializable;

/** A value that was read from one shard's state at one index. */
public sealed interface DerivedValue extends IdentifiedDataSerializable
    permits NodeStatus, LeaderHint, ShardSupply, BankTotals {

  /** The shard of a {@link NodeStatus}, which belongs to none. */
  int NO_SHARD = -1;

  /** The shard it was read from. */
  int getShard();

  /**
   * Where in the shard's history it was read: of two values under one key the one with the higher
   * index is newer.
   */
  long getIndex();

  @Override
  default int getFactoryId() {
    return DerivedMap.FACTORY_ID;
  }
}
