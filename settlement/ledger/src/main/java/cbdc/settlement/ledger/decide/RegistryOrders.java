package cbdc.settlement.ledger.decide;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.Event;
import cbdc.protocol.Event.AccountOpened;
import cbdc.protocol.Event.BankSet;
import cbdc.protocol.Event.IssuerKeysSet;
import cbdc.protocol.Event.NodeReplaced;
import cbdc.protocol.Event.PolicySet;
import cbdc.protocol.Event.RulesVersionRaised;
import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.LimitPolicy;
import cbdc.protocol.LimitPolicy.ClassLimits;
import cbdc.protocol.NodeChange;
import cbdc.protocol.Order.RaiseRulesVersion;
import cbdc.protocol.Order.ReplaceNode;
import cbdc.protocol.Order.SetBank;
import cbdc.protocol.Order.SetIssuerKeys;
import cbdc.protocol.Order.SetPolicy;
import cbdc.protocol.PublicKey;
import cbdc.protocol.RejectionCode;
import cbdc.settlement.ledger.state.RegistryView;
import cbdc.settlement.ledger.state.StateView;
import java.util.ArrayList;
import java.util.List;

/** Orders that change what every shard goes by: policy, banks, keys, rules, nodes. */
final class RegistryOrders {
  /** Time zones lie within 18 hours of UTC. */
  private static final int OFFSET_SECONDS_MAX = 18 * 3600;

  private static final int PUBLIC_KEY_LENGTH_MAX = 65;
  private static final int SUITE_MAX = 3;

  private final StateView view;

  RegistryOrders(StateView view) {
    this.view = view;
  }

  RejectionCode refusal(SetPolicy o) {
    LimitPolicy policy = o.policy();
    boolean valid =
        o.header().bank() == 0
            && Math.abs((long) policy.utcOffsetSeconds()) <= OFFSET_SECONDS_MAX
            && policy.classes().size() <= LimitPolicy.MAX_CLASSES
            && areValid(policy.classes());
    return invalidUnless(valid);
  }

  List<Event> events(SetPolicy o) {
    return List.of(new PolicySet(o.policy()));
  }

  /**
   * Bank 0 may be given keys of its own, for the issuer's service; it has no accounts and no quota.
   */
  RejectionCode refusal(SetBank o) {
    boolean valid =
        o.quota() >= 0
            && (o.header().bank() != 0 || o.quota() == 0)
            && o.keys().size() <= SetBank.MAX_KEYS
            && areValidKeys(o.keys());
    return invalidUnless(valid);
  }

  /** A new bank gets its accounts with the order that admits it. */
  List<Event> eventsOnShard0(SetBank o) {
    int bank = o.header().bank();
    List<Event> events = new ArrayList<>(events(o));
    if (bank != 0 && !view.registry().isBankKnown(bank)) {
      events.add(new AccountOpened(AccountNumber.reserve(bank), AccountKind.RESERVE, 0));
      events.add(new AccountOpened(AccountNumber.vault(bank), AccountKind.VAULT, 0));
      events.add(new AccountOpened(AccountNumber.issuance(bank), AccountKind.ISSUANCE, 0));
    }
    return events;
  }

  List<Event> events(SetBank o) {
    return List.of(new BankSet(o.header().bank(), o.status(), o.quota(), o.keys()));
  }

  RejectionCode refusal(SetIssuerKeys o) {
    boolean valid =
        o.header().bank() == 0
            && o.threshold() >= 1
            && o.threshold() <= o.keys().size()
            && o.keys().size() <= SetBank.MAX_KEYS
            && areValidKeys(o.keys());
    return invalidUnless(valid);
  }

  List<Event> events(SetIssuerKeys o) {
    return List.of(new IssuerKeysSet(o.threshold(), o.keys()));
  }

  RejectionCode refusal(RaiseRulesVersion o) {
    return invalidUnless(
        o.header().bank() == 0 && o.rulesVersion() == view.registry().rulesVersion() + 1);
  }

  List<Event> events(RaiseRulesVersion o) {
    return List.of(new RulesVersionRaised(o.rulesVersion()));
  }

  /**
   * Which nodes a cluster was created with is not in the ledger: that a node to remove exists, the
   * nodes check before they propose the order.
   */
  RejectionCode refusal(ReplaceNode o) {
    return knowsNodeChanges() ? refusalOfChange(o) : refusalOfNote(o);
  }

  /** True when the rules in force tell every shard of the order. */
  boolean knowsNodeChanges() {
    return view.registry().rulesVersion() >= LedgerGenesis.RULES_WITH_NODE_CHANGES;
  }

  private RejectionCode refusalOfChange(ReplaceNode o) {
    RegistryView registry = view.registry();
    boolean valid =
        o.header().bank() == 0
            && !o.removed().equals(o.added())
            && (o.added().isEmpty() || isNew(o.added()))
            && (o.removed().isEmpty() || isPresent(o.removed()))
            && registry.nodeChanges().size() < NodeChange.MAX_CHANGES;
    return invalidUnless(valid);
  }

  private boolean isPresent(String nodeId) {
    return NodeChange.isNodeId(nodeId) && !view.registry().isNodeRemoved(nodeId);
  }

  private boolean isNew(String nodeId) {
    RegistryView registry = view.registry();
    return NodeChange.isNodeId(nodeId)
        && !registry.isNodeRemoved(nodeId)
        && registry.nodeChanges().stream().noneMatch(change -> change.added().equals(nodeId));
  }

  /** By rules version 1, which only notes the removed id on shard 0. */
  private RejectionCode refusalOfNote(ReplaceNode o) {
    boolean valid =
        o.header().bank() == 0
            && !o.removed().equals(o.added())
            && (o.added().isEmpty() || !view.registry().isNodeRemoved(o.added()))
            && (o.removed().isEmpty() || !view.registry().isNodeRemoved(o.removed()));
    return invalidUnless(valid);
  }

  List<Event> events(ReplaceNode o) {
    return List.of(new NodeReplaced(o.header().number(), o.removed(), o.added()));
  }

  private static RejectionCode invalidUnless(boolean valid) {
    return valid ? null : RejectionCode.ORDER_INVALID;
  }

  private static boolean areValid(List<ClassLimits> classes) {
    int seen = 0;
    for (ClassLimits c : classes) {
      boolean inRange = c.classNumber() >= 0 && c.classNumber() < LimitPolicy.MAX_CLASSES;
      if (!inRange || (seen & 1 << c.classNumber()) != 0) {
        return false;
      }
      if (c.single() < 0 || c.daily() < 0 || c.yearly() < 0 || c.balance() < 0) {
        return false;
      }
      seen |= 1 << c.classNumber();
    }
    return true;
  }

  /** Each key once, by id and by its bytes: one signer under two ids would count twice. */
  private static boolean areValidKeys(List<PublicKey> keys) {
    for (int i = 0; i < keys.size(); i++) {
      PublicKey key = keys.get(i);
      if (key.suite() < 1
          || key.suite() > SUITE_MAX
          || key.encoded().length < 1
          || key.encoded().length > PUBLIC_KEY_LENGTH_MAX) {
        return false;
      }
      for (int j = 0; j < i; j++) {
        PublicKey other = keys.get(j);
        if (key.keyId() == other.keyId()
            || java.util.Arrays.equals(key.encoded(), other.encoded())) {
          return false;
        }
      }
    }
    return true;
  }
}
