package cbdc.settlement.ledger.state;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.BankStatus;
import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.LimitPolicy;
import cbdc.protocol.LimitPolicy.ClassLimits;
import cbdc.protocol.PublicKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Banks, keys, policy and versions of a shard. */
public final class Registry implements RegistryView {
  /** A bank, or under code 0 the whole system, which has an order number only. */
  static final class Bank {
    BankStatus status;
    long quota;
    List<PublicKey> keys = List.of();
    long lastOrderNumber;
    long issued;
    long redeemed;
  }

  private final Bank[] banks = new Bank[AccountNumber.MAX_BANK + 1];
  private final ClassLimits[] limitsByClass = new ClassLimits[LimitPolicy.MAX_CLASSES];
  private final List<String> removedNodes = new ArrayList<>();
  private List<PublicKey> issuerKeys;
  private int issuerThreshold;
  private LimitPolicy policy;
  private int rulesVersion;

  Registry(LedgerGenesis genesis) {
    issuerKeys = genesis.issuerKeys();
    issuerThreshold = genesis.issuerThreshold();
    rulesVersion = genesis.rulesVersion();
    setPolicy(genesis.policy());
  }

  @Override
  public boolean isBankKnown(int bank) {
    return bankStatus(bank) != null;
  }

  @Override
  public int[] banks() {
    return IntStream.range(0, banks.length).filter(this::isBankKnown).toArray();
  }

  @Override
  public BankStatus bankStatus(int bank) {
    return banks[bank] == null ? null : banks[bank].status;
  }

  @Override
  public long quota(int bank) {
    return banks[bank] == null ? 0 : banks[bank].quota;
  }

  @Override
  public List<PublicKey> bankKeys(int bank) {
    return banks[bank] == null ? List.of() : banks[bank].keys;
  }

  @Override
  public PublicKey bankKey(int bank, long keyId) {
    return keyOf(bankKeys(bank), keyId);
  }

  @Override
  public long lastOrderNumber(int bank) {
    return banks[bank] == null ? 0 : banks[bank].lastOrderNumber;
  }

  @Override
  public long issued(int bank) {
    return banks[bank] == null ? 0 : banks[bank].issued;
  }

  @Override
  public long redeemed(int bank) {
    return banks[bank] == null ? 0 : banks[bank].redeemed;
  }

  @Override
  public List<PublicKey> issuerKeys() {
    return issuerKeys;
  }

  @Override
  public PublicKey issuerKey(long keyId) {
    return keyOf(issuerKeys, keyId);
  }

  @Override
  public int issuerThreshold() {
    return issuerThreshold;
  }

  @Override
  public LimitPolicy policy() {
    return policy;
  }

  @Override
  public ClassLimits limits(int classNumber) {
    return classNumber < 0 || classNumber >= limitsByClass.length ? null : limitsByClass[classNumber];
  }

  @Override
  public int rulesVersion() {
    return rulesVersion;
  }

  @Override
  public boolean isNodeRemoved(String nodeId) {
    return removedNodes.contains(nodeId);
  }

  @Override
  public List<String> removedNodes() {
    return Collections.unmodifiableList(removedNodes);
  }

  /** Admits a bank, or replaces its status, quota and keys. */
  public void setBank(int bank, BankStatus status, long quota, List<PublicKey> keys) {
    Bank entry = bank(bank);
    entry.status = status;
    entry.quota = quota;
    entry.keys = List.copyOf(keys);
  }

  /** Notes the number of an accepted order; it must be the next one. */
  public void setLastOrderNumber(int bank, long number) {
    if (number != lastOrderNumber(bank) + 1) {
      throw new IllegalStateException("order " + number + " of bank " + bank + " is not the next one");
    }
    bank(bank).lastOrderNumber = number;
  }

  /** Counts what was issued to a bank. */
  public void addIssued(int bank, long amount) {
    bank(bank).issued = Math.addExact(issued(bank), amount);
  }

  /** Counts what a bank redeemed. */
  public void addRedeemed(int bank, long amount) {
    bank(bank).redeemed = Math.addExact(redeemed(bank), amount);
  }

  /** Replaces the issuer's keys. */
  public void setIssuerKeys(int threshold, List<PublicKey> keys) {
    issuerThreshold = threshold;
    issuerKeys = List.copyOf(keys);
  }

  /** Replaces the policy; class numbers must be in range. */
  public void setPolicy(LimitPolicy policy) {
    this.policy = policy;
    java.util.Arrays.fill(limitsByClass, null);
    for (ClassLimits limits : policy.classes()) {
      limitsByClass[limits.classNumber()] = limits;
    }
  }

  /** Raises the version of the rules. */
  public void setRulesVersion(int version) {
    rulesVersion = version;
  }

  /** Notes that a node id is refused for ever. */
  public void removeNode(String nodeId) {
    removedNodes.add(nodeId);
  }

  private Bank bank(int bank) {
    if (banks[bank] == null) {
      banks[bank] = new Bank();
    }
    return banks[bank];
  }

  private static PublicKey keyOf(List<PublicKey> keys, long keyId) {
    for (int i = 0; i < keys.size(); i++) {
      if (keys.get(i).keyId() == keyId) {
        return keys.get(i);
      }
    }
    return null;
  }
}
