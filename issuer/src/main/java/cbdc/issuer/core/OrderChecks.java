package cbdc.issuer.core;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.AccountStatus;
import cbdc.protocol.LimitPolicy;
import cbdc.protocol.LimitPolicy.ClassLimits;
import cbdc.protocol.Order;
import cbdc.protocol.PublicKey;
import cbdc.protocol.wire.ReadPayload.Registry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The issuer's own look at an order's content before anyone signs it. The ledger decides by its own
 * rules, on every replica; this only tells people earlier, and in words, what it would refuse as
 * {@code ORDER_INVALID}. Each fault is one line: field, rule, remedy.
 */
public final class OrderChecks {
  /** Time zones lie within 18 hours of UTC. */
  public static final int UTC_OFFSET_SECONDS_MAX = 18 * 3600;

  /** Longest node id in bytes. */
  public static final int NODE_ID_LENGTH_MAX = 64;

  private OrderChecks() {}

  /**
   * What is wrong with the content, whatever the ledger's state; empty when nothing is.
   *
   * @param shardCount number of shards of the cluster
   */
  public static Optional<String> faultIn(Order order, int shardCount) {
    int bank = order.header().bank();
    return switch (order) {
      case Order.CreditReserve o -> faultInMoney(bank, o.amount());
      case Order.Issue o -> faultInMoney(bank, o.amount());
      case Order.Redeem o -> faultInMoney(bank, o.amount());
      case Order.SetOfficialStatus o -> faultInStatus(o);
      case Order.SetPolicy o -> faultInPolicy(o.policy());
      case Order.SetBank o -> faultInBank(o);
      case Order.SetIssuerKeys o -> faultInIssuerKeys(o.threshold(), o.keys());
      case Order.SweepSuspense o -> faultInSweep(bank, o.shard(), shardCount);
      case Order.RaiseRulesVersion o ->
          faultUnless(
              o.rulesVersion() >= 2,
              "rules version " + o.rulesVersion() + " must be at least 2: versions begin with 1");
      case Order.ReplaceNode o -> faultInNodes(o.removed(), o.added());
    };
  }

  /**
   * What is wrong with raising the rules: no node could go on that does not know them. Nodes let no
   * such order into their logs; here it is told before anyone signs.
   */
  static Optional<String> faultInRules(Order order, Registry registry) {
    if (!(order instanceof Order.RaiseRulesVersion raise)
        || raise.rulesVersion() <= registry.rulesVersionMax()) {
      return Optional.empty();
    }
    String rule = "rules version " + raise.rulesVersion();
    return Optional.of(
        registry.rulesVersionMax() == 0
            ? rule
                + " must be one that every node can execute, and some node has not said what it can: start all nodes first"
            : rule
                + " must be at most "
                + registry.rulesVersionMax()
                + ", the newest that every node can execute: update all nodes first");
  }

  private static Optional<String> faultInMoney(int bank, long amount) {
    if (amount <= 0) {
      return Optional.of("amount must be at least 0.01: an order that moves nothing is a mistake");
    }
    return faultInBankCode(bank);
  }

  private static Optional<String> faultInBankCode(int bank) {
    return faultUnless(
        bank >= 1 && bank <= AccountNumber.MAX_BANK,
        "bank "
            + bank
            + " must be 1 to "
            + AccountNumber.MAX_BANK
            + ": 0 is the central bank itself");
  }

  private static Optional<String> faultInStatus(Order.SetOfficialStatus o) {
    if (!AccountNumber.isInRange(o.account())) {
      return Optional.of("account number " + o.account() + " is out of range");
    }
    String account = "account " + AccountNumber.format(o.account());
    if (!AccountNumber.isCustomer(o.account()) && !AccountNumber.isVault(o.account())) {
      return Optional.of(
          account + " is the ledger's own: only wallets, merchants and vaults can be blocked");
    }
    if (o.header().bank() != AccountNumber.bank(o.account())) {
      return Optional.of(account + " is not of bank " + o.header().bank());
    }
    return faultUnless(
        o.status() != AccountStatus.CLOSED,
        account + " cannot be closed by order: closing is its bank's; use blocked");
  }

  /** What is wrong with a policy. */
  public static Optional<String> faultInPolicy(LimitPolicy policy) {
    if (Math.abs((long) policy.utcOffsetSeconds()) > UTC_OFFSET_SECONDS_MAX) {
      return Optional.of(
          "policy: UTC offset of " + policy.utcOffsetSeconds() + " s must be within 18 hours");
    }
    if (policy.classes().isEmpty() || policy.classes().size() > LimitPolicy.MAX_CLASSES) {
      return Optional.of(
          "policy: "
              + policy.classes().size()
              + " classes, expected 1 to "
              + LimitPolicy.MAX_CLASSES);
    }
    Set<Integer> seen = new HashSet<>();
    for (ClassLimits c : policy.classes()) {
      Optional<String> fault = faultInClass(c, seen);
      if (fault.isPresent()) {
        return fault;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> faultInClass(ClassLimits c, Set<Integer> seen) {
    String name = "policy: class " + c.classNumber();
    if (c.classNumber() < 0 || c.classNumber() >= LimitPolicy.MAX_CLASSES) {
      return Optional.of(name + " must be 0 to " + (LimitPolicy.MAX_CLASSES - 1));
    }
    if (!seen.add(c.classNumber())) {
      return Optional.of(name + " appears twice: each class once");
    }
    boolean negative = c.single() < 0 || c.daily() < 0 || c.yearly() < 0 || c.balance() < 0;
    return faultUnless(
        !negative, name + " has a negative limit: use a positive amount, or none for no limit");
  }

  private static Optional<String> faultInBank(Order.SetBank o) {
    int bank = o.header().bank();
    if (bank < 0 || bank > AccountNumber.MAX_BANK) {
      return Optional.of("bank " + bank + " must be 0 to " + AccountNumber.MAX_BANK);
    }
    if (o.quota() < 0) {
      return Optional.of("quota must not be negative");
    }
    if (bank == 0 && o.quota() != 0) {
      return Optional.of(
          "quota of bank 0 must be 0: the central bank's own service holds no currency");
    }
    return faultInKeys(o.keys());
  }

  /** What is wrong with the issuer's keys or the number of them that must sign. */
  public static Optional<String> faultInIssuerKeys(int threshold, List<PublicKey> keys) {
    if (keys.isEmpty()) {
      return Optional.of(
          "issuer keys are missing: at least one is needed, or no order could ever be approved");
    }
    if (threshold < 1 || threshold > keys.size()) {
      return Optional.of(
          "threshold "
              + threshold
              + " must be 1 to "
              + keys.size()
              + ", the number of issuer keys");
    }
    return faultInKeys(keys);
  }

  private static Optional<String> faultInKeys(List<PublicKey> keys) {
    if (keys.size() > Order.SetBank.MAX_KEYS) {
      return Optional.of(keys.size() + " keys, at most " + Order.SetBank.MAX_KEYS + " are allowed");
    }
    Set<Long> seen = new HashSet<>();
    for (PublicKey key : keys) {
      if (!seen.add(key.keyId())) {
        return Optional.of("key " + LedgerKeys.shortName(key) + " appears twice: each key once");
      }
      if (LedgerKeys.verifying(key).isEmpty()) {
        return Optional.of(
            "key " + LedgerKeys.shortName(key) + " is not a usable public key of its suite");
      }
    }
    return Optional.empty();
  }

  private static Optional<String> faultInSweep(int bank, int shard, int shardCount) {
    if (shard < 0 || shard >= shardCount) {
      return Optional.of("shard " + shard + " must be 0 to " + (shardCount - 1));
    }
    return faultInBankCode(bank);
  }

  private static Optional<String> faultInNodes(String removed, String added) {
    if (removed.isEmpty() && added.isEmpty()) {
      return Optional.of("removed and added node are both missing: name at least one");
    }
    if (removed.equals(added)) {
      return Optional.of(
          "removed and added node are both '" + added + "': a node comes back under a new id only");
    }
    List<String> tooLong = new ArrayList<>(List.of(removed, added));
    tooLong.removeIf(
        id -> id.getBytes(java.nio.charset.StandardCharsets.UTF_8).length <= NODE_ID_LENGTH_MAX);
    return faultUnless(
        tooLong.isEmpty(),
        "node id " + tooLong + " is longer than " + NODE_ID_LENGTH_MAX + " bytes");
  }

  private static Optional<String> faultUnless(boolean holds, String fault) {
    return holds ? Optional.empty() : Optional.of(fault);
  }
}
