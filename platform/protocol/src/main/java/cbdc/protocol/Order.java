package cbdc.protocol;

import java.util.List;

/**
 * What only the issuer may order, decided on shard 0 with m of n signatures over {@link
 * OrderCodec}'s bytes. Orders of one bank are numbered 1, 2, 3, …; orders that concern the whole
 * system are numbered under bank 0.
 */
public sealed interface Order {
  /** What every order holds. */
  Header header();

  /**
   * The common part of the signed bytes.
   *
   * @param clusterHigh first half of the cluster's id: an order is good in one cluster only
   * @param clusterLow second half
   * @param bank the bank concerned, 0 for the whole system
   * @param number consecutive for the bank, from 1
   * @param lastValidDay last day of validity as an epoch day in the policy's time zone
   */
  record Header(long clusterHigh, long clusterLow, int bank, long number, int lastValidDay) {}

  /** Credits a bank's reserve at the central bank. */
  record CreditReserve(Header header, long amount) implements Order {}

  /** Issues currency into the bank's vault against its reserve. */
  record Issue(Header header, long amount) implements Order {}

  /** Takes currency out of the bank's vault and credits its reserve. */
  record Redeem(Header header, long amount) implements Order {}

  /**
   * Blocks or unblocks an account officially; only another official order lifts it. {@code bank} is
   * the account's bank.
   */
  record SetOfficialStatus(Header header, long account, AccountStatus status) implements Order {}

  /** Replaces the limit policy, in every shard. Bank 0. */
  record SetPolicy(Header header, LimitPolicy policy) implements Order {}

  /**
   * Admits a bank, or replaces its status, quota and batch keys, in every shard.
   *
   * @param quota most currency that the bank may have outstanding (issued minus redeemed), minor
   *     units
   */
  record SetBank(Header header, BankStatus status, long quota, List<PublicKey> keys)
      implements Order {
    /** Most keys that a bank or the issuer may have. */
    public static final int MAX_KEYS = 16;

    public SetBank {
      keys = List.copyOf(keys);
    }
  }

  /**
   * Replaces the issuer's keys and the number of signatures that an order needs, in every shard.
   * Bank 0.
   */
  record SetIssuerKeys(Header header, int threshold, List<PublicKey> keys) implements Order {
    public SetIssuerKeys {
      keys = List.copyOf(keys);
    }
  }

  /** Moves what lies in a bank's suspense account of one shard to the bank's vault. */
  record SweepSuspense(Header header, int shard) implements Order {}

  /** Raises the version of the rules once every node can execute it, in every shard. Bank 0. */
  record RaiseRulesVersion(Header header, int rulesVersion) implements Order {}

  /**
   * Replaces a settlement node for ever; removed ids are refused from then on. Bank 0.
   *
   * @param removed id of the node that goes, or empty when a node is only added
   * @param added id of the node that comes, or empty when a node is only removed
   */
  record ReplaceNode(Header header, String removed, String added) implements Order {}
}
