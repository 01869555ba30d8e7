package cbdc.settlement.ledger.apply;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.ChannelMessage.ForwardedOrder;
import cbdc.protocol.ChannelMessage.OrderRefusal;
import cbdc.protocol.ChannelMessage.Transfer;
import cbdc.protocol.Event.BankSet;
import cbdc.protocol.Event.Issued;
import cbdc.protocol.Event.IssuerKeysSet;
import cbdc.protocol.Event.NodeReplaced;
import cbdc.protocol.Event.OrderForwarded;
import cbdc.protocol.Event.OrderNumbered;
import cbdc.protocol.Event.OrderRefusalSent;
import cbdc.protocol.Event.OrderRefused;
import cbdc.protocol.Event.PolicySet;
import cbdc.protocol.Event.Redeemed;
import cbdc.protocol.Event.ReserveCredited;
import cbdc.protocol.Event.RulesVersionRaised;
import cbdc.protocol.Event.SuspenseSwept;
import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.NodeChange;
import cbdc.protocol.Outcome;
import cbdc.protocol.Text;
import cbdc.settlement.ledger.state.Channels;
import cbdc.settlement.ledger.state.OutgoingKind;
import cbdc.settlement.ledger.state.Registry;
import cbdc.settlement.ledger.state.ShardState;

/** What the issuer ordered. */
final class OrderApplier {
  private final ShardState state;
  private final Registry registry;
  private final Channels channels;
  private final Postings postings;
  private int registryChanges;

  OrderApplier(ShardState state, Postings postings) {
    this.state = state;
    this.postings = postings;
    registry = state.registry();
    channels = state.channels();
  }

  void apply(ReserveCredited e) {
    postings.credit(AccountNumber.reserve(e.bank()), e.amount());
    state.totals().addReservesCredited(e.amount());
  }

  void apply(Issued e) {
    postings.debit(AccountNumber.reserve(e.bank()), e.amount());
    postings.credit(AccountNumber.issuance(e.bank()), e.amount());
    postings.credit(AccountNumber.vault(e.bank()), e.amount());
    state.totals().addIssued(e.amount());
    registry.addIssued(e.bank(), e.amount());
  }

  void apply(Redeemed e) {
    postings.debit(AccountNumber.vault(e.bank()), e.amount());
    postings.debit(AccountNumber.issuance(e.bank()), e.amount());
    postings.credit(AccountNumber.reserve(e.bank()), e.amount());
    state.totals().addRedeemed(e.amount());
    registry.addRedeemed(e.bank(), e.amount());
  }

  void apply(PolicySet e) {
    registry.setPolicy(e.policy());
    registryChanges++;
  }

  void apply(BankSet e) {
    registry.setBank(e.bank(), e.status(), e.quota(), e.keys());
    registryChanges++;
  }

  void apply(IssuerKeysSet e) {
    registry.setIssuerKeys(e.threshold(), e.keys());
    registryChanges++;
  }

  void apply(RulesVersionRaised e) {
    registry.setRulesVersion(e.rulesVersion());
    registryChanges++;
  }

  void apply(NodeReplaced e) {
    if (!e.removed().isEmpty()) {
      registry.removeNode(e.removed());
    }
    if (registry.rulesVersion() >= LedgerGenesis.RULES_WITH_NODE_CHANGES) {
      registry.addNodeChange(new NodeChange(e.orderNumber(), e.removed(), e.added()));
    }
    registryChanges++;
  }

  void apply(SuspenseSwept e, int day, int year) {
    long suspense = AccountNumber.suspense(e.bank(), e.shard());
    long vault = AccountNumber.vault(e.bank());
    int destination = AccountNumber.shard(vault, state.genesis().shardCount());
    int slot = postings.slot(suspense);
    postings.debit(suspense, e.amount());
    if (destination == state.shard()) {
      postings.credit(vault, e.amount());
    } else {
      state.accounts().addPending(slot, 1);
      Transfer message = new Transfer(e.id(), suspense, vault, e.amount(), Text.EMPTY, Text.EMPTY);
      channels.append(destination, message, OutgoingKind.TRANSFER, slot, e.amount(), day, year);
    }
  }

  void apply(OrderNumbered e) {
    registry.setLastOrderNumber(e.bank(), e.number());
  }

  void apply(OrderForwarded e) {
    ForwardedOrder message = new ForwardedOrder(e.id(), e.order(), e.approvals());
    channels.append(e.destination(), message, OutgoingKind.ORDER, -1, 0, 0, 0);
  }

  void apply(OrderRefusalSent e) {
    OrderRefusal message = new OrderRefusal(e.id(), e.sequence(), e.code());
    channels.append(e.source(), message, OutgoingKind.ORDER_REFUSAL, -1, 0, 0, 0);
  }

  void apply(OrderRefused e) {
    channels.markReturned(e.source(), e.sequence());
    state.ids().settle(e.id().high(), e.id().low(), new Outcome.Returned(e.code()));
  }

  int registryChanges() {
    return registryChanges;
  }
}
