package cbdc.settlement.ledger.state;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.BankStatus;
import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.LimitPolicy;
import cbdc.protocol.LimitPolicy.ClassLimits;
import cbdc.protocol.NodeChange;
import cbdc.protocol.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
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

  private static final int ABSENT = -1;
  private static final int NOT_ADMITTED = -2;
  private static final int BANKS_OF_PAGE = 16;

  /** An order may bring an id of nearly 8 KiB. */
  private static final int REMOVED_NODES_OF_PAGE = 7;

  private static final int NODE_CHANGES_OF_PAGE = 32;

  private final Bank[] banks = new Bank[AccountNumber.MAX_BANK + 1];
  private final ClassLimits[] limitsByClass = new ClassLimits[LimitPolicy.MAX_CLASSES];
  private final List<String> removedNodes = new ArrayList<>();
  private final List<NodeChange> nodeChanges = new ArrayList<>();
  private final BitSet bankPages = new BitSet();
  private final BitSet changedBankPages = new BitSet();
  private final BitSet changedRemovedNodePages = new BitSet();
  private final BitSet changedNodeChangePages = new BitSet();
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
    return classNumber < 0 || classNumber >= limitsByClass.length
        ? null
        : limitsByClass[classNumber];
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

  @Override
  public List<NodeChange> nodeChanges() {
    return Collections.unmodifiableList(nodeChanges);
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
      throw new IllegalStateException(
          "order " + number + " of bank " + bank + " is not the next one");
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
    Arrays.fill(limitsByClass, null);
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
    changedRemovedNodePages.set(removedNodes.size() / REMOVED_NODES_OF_PAGE);
    removedNodes.add(nodeId);
  }

  /** Notes that the nodes of the cluster are to change. */
  public void addNodeChange(NodeChange change) {
    changedNodeChangePages.set(nodeChanges.size() / NODE_CHANGES_OF_PAGE);
    nodeChanges.add(change);
  }

  int bankPageCount() {
    return bankPages.cardinality();
  }

  int[] bankPages() {
    return bankPages.stream().toArray();
  }

  int[] takeChangedBankPages() {
    int[] numbers = changedBankPages.stream().toArray();
    changedBankPages.clear();
    return numbers;
  }

  int removedNodePageCount() {
    return (removedNodes.size() + REMOVED_NODES_OF_PAGE - 1) / REMOVED_NODES_OF_PAGE;
  }

  int[] takeChangedRemovedNodePages() {
    int[] numbers = changedRemovedNodePages.stream().toArray();
    changedRemovedNodePages.clear();
    return numbers;
  }

  int nodeChangePageCount() {
    return (nodeChanges.size() + NODE_CHANGES_OF_PAGE - 1) / NODE_CHANGES_OF_PAGE;
  }

  int[] takeChangedNodeChangePages() {
    int[] numbers = changedNodeChangePages.stream().toArray();
    changedNodeChangePages.clear();
    return numbers;
  }

  void writeRules(FieldWriter to) {
    to.putInt(issuerThreshold)
        .putKeys(issuerKeys)
        .putInt(rulesVersion)
        .putInt(policy.utcOffsetSeconds());
    to.putInt(policy.classes().size());
    for (ClassLimits c : policy.classes()) {
      to.putInt(c.classNumber())
          .putLong(c.single())
          .putLong(c.daily())
          .putLong(c.yearly())
          .putLong(c.balance());
    }
  }

  void readRules(FieldReader from) {
    issuerThreshold = from.getInt();
    issuerKeys = List.copyOf(from.getKeys());
    rulesVersion = from.getInt();
    int utcOffsetSeconds = from.getInt();
    int count = from.getInt();
    List<ClassLimits> classes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      classes.add(
          new ClassLimits(
              from.getInt(), from.getLong(), from.getLong(), from.getLong(), from.getLong()));
    }
    setPolicy(new LimitPolicy(utcOffsetSeconds, classes));
  }

  byte[] bankPage(int number) {
    FieldWriter to = new FieldWriter(0);
    for (int code = number * BANKS_OF_PAGE;
        code < Math.min(banks.length, (number + 1) * BANKS_OF_PAGE);
        code++) {
      Bank bank = banks[code];
      to.putByte(bank == null ? ABSENT : bank.status == null ? NOT_ADMITTED : bank.status.code());
      if (bank != null) {
        to.putLong(bank.quota)
            .putLong(bank.lastOrderNumber)
            .putLong(bank.issued)
            .putLong(bank.redeemed)
            .putKeys(bank.keys);
      }
    }
    return to.toBytes();
  }

  void readBankPage(int number, FieldReader from) {
    bankPages.set(number);
    for (int code = number * BANKS_OF_PAGE;
        code < Math.min(banks.length, (number + 1) * BANKS_OF_PAGE);
        code++) {
      int status = from.getByte();
      if (status != ABSENT) {
        Bank bank = new Bank();
        bank.status = status == NOT_ADMITTED ? null : BankStatus.ofCode(status);
        bank.quota = from.getLong();
        bank.lastOrderNumber = from.getLong();
        bank.issued = from.getLong();
        bank.redeemed = from.getLong();
        bank.keys = List.copyOf(from.getKeys());
        banks[code] = bank;
      }
    }
  }

  byte[] removedNodePage(int number) {
    int to = Math.min(removedNodes.size(), (number + 1) * REMOVED_NODES_OF_PAGE);
    List<String> nodes = removedNodes.subList(number * REMOVED_NODES_OF_PAGE, to);
    FieldWriter writer = new FieldWriter(nodes.size());
    nodes.forEach(writer::putText);
    return writer.toBytes();
  }

  void readRemovedNodes(FieldReader from) {
    for (int i = 0; i < from.rows(); i++) {
      removedNodes.add(from.getText());
    }
  }

  byte[] nodeChangePage(int number) {
    int to = Math.min(nodeChanges.size(), (number + 1) * NODE_CHANGES_OF_PAGE);
    List<NodeChange> changes = nodeChanges.subList(number * NODE_CHANGES_OF_PAGE, to);
    FieldWriter writer = new FieldWriter(changes.size());
    changes.forEach(
        change ->
            writer.putLong(change.orderNumber()).putText(change.removed()).putText(change.added()));
    return writer.toBytes();
  }

  void readNodeChanges(FieldReader from) {
    for (int i = 0; i < from.rows(); i++) {
      nodeChanges.add(new NodeChange(from.getLong(), from.getText(), from.getText()));
    }
  }

  /** Entry of a bank that is about to change. */
  private Bank bank(int bank) {
    bankPages.set(bank / BANKS_OF_PAGE);
    changedBankPages.set(bank / BANKS_OF_PAGE);
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
