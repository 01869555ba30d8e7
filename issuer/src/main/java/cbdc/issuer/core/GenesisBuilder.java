package cbdc.issuer.core;

import cbdc.protocol.CommandId;
import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.LimitPolicy;
import cbdc.protocol.PublicKey;
import java.util.List;

/**
 * What a new cluster's ledger starts from. Everything has a default but the cluster id, the
 * issuer's keys and how many must sign, and the policy.
 */
public final class GenesisBuilder {
  /** Most shards. */
  public static final int MAX_SHARDS = 1024;

  private ClusterId cluster;
  private int shardCount = LedgerGenesis.DEFAULT_SHARD_COUNT;
  private int rulesVersion = LedgerGenesis.RULES_VERSION_MAX;
  private long idWindowMillis = LedgerGenesis.DEFAULT_ID_WINDOW_MILLIS;
  private long timeMillis;
  private int threshold;
  private List<PublicKey> issuerKeys = List.of();
  private LimitPolicy policy;

  /** Random id of the cluster. */
  public GenesisBuilder cluster(ClusterId value) {
    cluster = value;
    return this;
  }

  /** Number of shards, fixed for ever; default 16. */
  public GenesisBuilder shardCount(int value) {
    shardCount = value;
    return this;
  }

  /** Version of the rules; default the newest that this program executes. */
  public GenesisBuilder rulesVersion(int value) {
    rulesVersion = value;
    return this;
  }

  /** How long a command id can be used and is remembered; default two minutes. */
  public GenesisBuilder idWindowMillis(long value) {
    idWindowMillis = value;
    return this;
  }

  /** Ledger time before the first batch; default 0, which any batch is after. */
  public GenesisBuilder timeMillis(long value) {
    timeMillis = value;
    return this;
  }

  /** The issuer's keys, and how many of them must sign an order. */
  public GenesisBuilder issuer(int newThreshold, List<PublicKey> keys) {
    threshold = newThreshold;
    issuerKeys = List.copyOf(keys);
    return this;
  }

  /** The first limit policy. */
  public GenesisBuilder policy(LimitPolicy value) {
    policy = value;
    return this;
  }

  /**
   * The genesis.
   *
   * @throws IllegalArgumentException naming what is missing or out of range
   */
  public LedgerGenesis build() {
    require(cluster != null, "cluster id is missing");
    require(
        shardCount >= 1 && shardCount <= MAX_SHARDS,
        "shard count " + shardCount + " must be 1 to " + MAX_SHARDS);
    require(rulesVersion >= 1, "rules version " + rulesVersion + " must be at least 1");
    require(
        rulesVersion <= LedgerGenesis.RULES_VERSION_MAX,
        "rules version "
            + rulesVersion
            + " must be at most "
            + LedgerGenesis.RULES_VERSION_MAX
            + ", the newest that this program executes: take that one, or a newer program");
    require(
        idWindowMillis >= 1_000, "id window " + idWindowMillis + " ms must be at least 1000 ms");
    require(
        timeMillis >= 0 && timeMillis <= CommandId.TIME_MILLIS_MAX,
        "start time "
            + timeMillis
            + " ms must be 0 to "
            + CommandId.TIME_MILLIS_MAX
            + " ms since 1970, the last that ids can hold: leave it out to start with the first batch");
    OrderChecks.faultInIssuerKeys(threshold, issuerKeys).ifPresent(GenesisBuilder::refuse);
    require(policy != null, "limit policy is missing");
    OrderChecks.faultInPolicy(policy).ifPresent(GenesisBuilder::refuse);
    return new LedgerGenesis(
        cluster.high(),
        cluster.low(),
        shardCount,
        rulesVersion,
        idWindowMillis,
        timeMillis,
        threshold,
        issuerKeys,
        policy);
  }

  private static void require(boolean holds, String fault) {
    if (!holds) {
      refuse(fault);
    }
  }

  private static void refuse(String fault) {
    throw new IllegalArgumentException("genesis: " + fault);
  }
}
