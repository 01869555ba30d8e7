package cbdc.settlement.client.derived;

import com.hazelcast.config.SerializationConfig;
import com.hazelcast.nio.serialization.DataSerializableFactory;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;

/** Names, keys and wire ids of the derived maps. The ids never change their meaning. */
public enum DerivedMap {
  /** {@link NodeStatus} by node id. */
  NODES("cbdc.nodes"),
  /** {@link LeaderHint} by shard number (Integer). */
  LEADERS("cbdc.leaders"),
  /** {@link ShardSupply} by shard number (Integer). */
  SUPPLY("cbdc.supply"),
  /** {@link BankTotals} by {@link #bankKey} (Integer). */
  BANK_TOTALS("cbdc.bank-totals");

  /** Factory of this package's types. */
  public static final int FACTORY_ID = 9102;

  static final int NODE_STATUS = 1;
  static final int LEADER_HINT = 2;
  static final int SHARD_SUPPLY = 3;
  static final int BANK_TOTALS_VALUE = 4;

  private static final int BANK_CODES = 10_000;

  private final String mapName;

  DerivedMap(String mapName) {
    this.mapName = mapName;
  }

  /** The Hazelcast map's name. */
  public String mapName() {
    return mapName;
  }

  /** Key of one bank's totals in one shard. */
  public static int bankKey(int shard, int bank) {
    if (bank < 0 || bank >= BANK_CODES) {
      throw new IllegalArgumentException("bank code " + bank + ", expected 0 to 9999");
    }
    return Math.addExact(Math.multiplyExact(shard, BANK_CODES), bank);
  }

  /** Registers this package's types with a member or a client. */
  public static void register(SerializationConfig serialization) {
    serialization.addDataSerializableFactory(FACTORY_ID, new Factory());
  }

  private static final class Factory implements DataSerializableFactory {
    @Override
    public IdentifiedDataSerializable create(int typeId) {
      return switch (typeId) {
        case NODE_STATUS -> new NodeStatus();
        case LEADER_HINT -> new LeaderHint();
        case SHARD_SUPPLY -> new ShardSupply();
        case BANK_TOTALS_VALUE -> new BankTotals();
        default -> null;
      };
    }
  }
}
