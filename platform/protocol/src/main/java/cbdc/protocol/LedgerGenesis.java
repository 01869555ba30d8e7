package cbdc.protocol;

import java.util.List;

/**
 * What every shard of a cluster starts from; all replicas hold the same.
 *
 * @param clusterHigh first half of the cluster's random id
 * @param clusterLow second half
 * @param shardCount number of shards, fixed for ever
 * @param rulesVersion version of the rules in force at the start
 * @param idWindowMillis how long a command id can be used and is remembered
 * @param timeMillis ledger time before the first batch
 * @param issuerThreshold signatures that an order needs
 * @param issuerKeys the issuer's first keys
 * @param policy the first limit policy
 */
public record LedgerGenesis(
    long clusterHigh,
    long clusterLow,
    int shardCount,
    int rulesVersion,
    long idWindowMillis,
    long timeMillis,
    int issuerThreshold,
    List<PublicKey> issuerKeys,
    LimitPolicy policy) {
  /** Newest version of the rules that this program can execute. */
  public static final int RULES_VERSION_MAX = 3;

  /** From this version on every shard knows which nodes came and went. */
  public static final int RULES_WITH_NODE_CHANGES = 2;

  /** From this version on a channel that was stopped can be resumed. */
  public static final int RULES_WITH_RESUMED_CHANNELS = 3;

  /** From this version on a question can say which content of an id it is about. */
  public static final int RULES_WITH_QUESTIONS_OF_CONTENT = 3;

  /** Default id window: two minutes. */
  public static final long DEFAULT_ID_WINDOW_MILLIS = 120_000;

  /** Default number of shards. */
  public static final int DEFAULT_SHARD_COUNT = 16;

  public LedgerGenesis {
    issuerKeys = List.copyOf(issuerKeys);
  }
}
