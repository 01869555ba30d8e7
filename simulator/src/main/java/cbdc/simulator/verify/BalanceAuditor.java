package cbdc.simulator.verify;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.BatchReader;
import cbdc.protocol.ChannelCodec;
import cbdc.protocol.ChannelGroup;
import cbdc.protocol.ChannelMessage;
import cbdc.protocol.Command;
import cbdc.protocol.CommandCodec;
import cbdc.protocol.CommandId;
import cbdc.protocol.DeliveryAnswer;
import cbdc.protocol.EntryKind;
import cbdc.protocol.MalformedException;
import cbdc.protocol.Order;
import cbdc.protocol.OrderCodec;
import cbdc.protocol.Outcome;
import cbdc.protocol.OutcomeReader;
import cbdc.protocol.OutcomeWriter;
import cbdc.protocol.RejectionCode;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.ObjLongConsumer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A second opinion about one shard's money: follows what the history says happened, command by
 * command, in plain maps, and shares no code with the ledger that decided it. It judges nothing;
 * whoever asks compares.
 */
public final class BalanceAuditor {
  /** What an account holds, minor units. */
  public static final class Balance {
    private long available;
    private long held;

    /** What can be spent. */
    public long available() {
      return available;
    }

    /** What is set aside by holds. */
    public long held() {
      return held;
    }
  }

  /** Hears what is read, command by command; every method does nothing unless overridden. */
  public interface Listener {
    /**
     * A client's command was decided.
     *
     * @param isDuplicate whether it was answered from memory
     */
    default void command(Command command, Outcome outcome, boolean isDuplicate) {}

    /** A payment, or an order, of another shard ended well here. */
    default void credited(CommandId id, int source) {}

    /** A payment of another shard was sent back. */
    default void returned(CommandId id, int source, Outcome.Returned outcome) {}

    /** A hold's time was over. */
    default void holdExpired(CommandId id) {}
  }

  private static final Listener NOBODY = new Listener() {};

  private static final class Hold {
    private final long payer;
    private final long payee;
    private long left;

    Hold(long payer, long payee, long left) {
      this.payer = payer;
      this.payee = payee;
      this.left = left;
    }
  }

  private final int shard;
  private final Map<Long, Balance> balances = new HashMap<>();
  private final Map<CommandId, Hold> holds = new HashMap<>();

  /** Who paid what is under way: a return names the command only. */
  private final Map<CommandId, Long> payers = new HashMap<>();

  private final Map<Integer, Long> sent = new HashMap<>();
  private final Map<Integer, Long> received = new HashMap<>();
  private final int shardCount;
  private final Listener listener;
  private final BatchReader batch = new BatchReader();
  private final OutcomeReader outcomes = new OutcomeReader();
  private final CommandCodec commands = new CommandCodec();
  private final ChannelCodec channel = new ChannelCodec();
  private long issued;
  private long redeemed;
  private long reservesCredited;

  /** An auditor of a shard at genesis: nobody has anything. */
  BalanceAuditor(int shard, int shardCount) {
    this(shard, shardCount, NOBODY);
  }

  /** The same with somebody who listens to what it reads. */
  public BalanceAuditor(int shard, int shardCount, Listener listener) {
    this.shard = shard;
    this.shardCount = shardCount;
    this.listener = listener;
  }

  /**
   * Follows one history record.
   *
   * @throws MalformedException when entry and outcomes do not belong together
   */
  public void follow(byte[] entry, byte[] outcome) {
    if (outcome.length == 0 || entry.length == 0 || entry[0] != EntryKind.BATCH) {
      return;
    }
    batch.wrap(entry);
    outcomes.wrap(outcome);
    int groups = outcomes.head().groups();
    for (int i = outcomes.head().expiredHolds(); i > 0; i--) {
      OutcomeReader.ExpiredHold expired = outcomes.nextExpiredHold();
      release(expired.hold());
      listener.holdExpired(expired.hold());
    }
    for (int i = batch.acknowledgements(); i > 0; i--) {
      batch.nextAcknowledgement();
      outcomes.nextAnswer();
    }
    for (int i = batch.deliveries(); i > 0; i--) {
      followDelivery(batch.nextDelivery(), batch.deliverySource());
    }
    for (int i = batch.clientBatches(); i > 0; i--) {
      followClientBatch();
    }
    for (int i = groups; i > 0; i--) {
      outcomes.nextGroup();
    }
    for (long i = outcomes.head().settled(); i > 0; i--) {
      payers.remove(outcomes.nextSettled().id());
    }
  }

  /** What an account holds; zero for an account that never had anything. */
  public Balance balance(long account) {
    return balances.getOrDefault(account, new Balance());
  }

  /** Calls back with every account that ever had anything and what it holds in all. */
  void forEach(ObjLongConsumer<Long> consumer) {
    balances.forEach(
        (account, balance) -> consumer.accept(account, balance.available + balance.held));
  }

  /** Calls back with every account that ever had anything and what it holds. */
  public void forEachBalance(BiConsumer<Long, Balance> consumer) {
    balances.forEach(consumer);
  }

  /**
   * Whether what the accounts hold is what came in less what went out, the issuer's liability
   * aside.
   */
  public boolean isConserved() {
    long sum = Math.subtractExact(0, reservesCredited);
    for (Map.Entry<Long, Balance> entry : balances.entrySet()) {
      long account = entry.getKey();
      if (account != AccountNumber.issuance(AccountNumber.bank(account))) {
        sum += entry.getValue().available + entry.getValue().held;
      }
    }
    for (long value : sent.values()) {
      sum += value;
    }
    for (long value : received.values()) {
      sum -= value;
    }
    return sum == 0;
  }

  /** Value sent to a peer. */
  public long sent(int peer) {
    return sent.getOrDefault(peer, 0L);
  }

  /** Value received from a peer. */
  public long received(int peer) {
    return received.getOrDefault(peer, 0L);
  }

  /** Number of open holds. */
  int openHolds() {
    return holds.size();
  }

  /** Issued for ever. */
  long issued() {
    return issued;
  }

  /** Redeemed for ever. */
  long redeemed() {
    return redeemed;
  }

  /** Credited to reserves for ever. */
  long reservesCredited() {
    return reservesCredited;
  }

  private void followDelivery(ChannelGroup group, int source) {
    if (outcomes.nextAnswer() != DeliveryAnswer.TAKEN) {
      return;
    }
    UnsafeBuffer buffer = new UnsafeBuffer(group.messages());
    int at = 0;
    for (int i = outcomes.messageCount(); i > 0; i--) {
      ChannelMessage message = channel.decode(buffer, at, buffer.capacity());
      at += channel.decodedLength();
      followMessage(message, source, outcomes.nextMessage());
    }
  }

  private void followMessage(ChannelMessage message, int source, int result) {
    switch (message) {
      case ChannelMessage.Transfer m -> {
        received.merge(source, m.amount(), Long::sum);
        if (result == 0) {
          credit(m.payee(), m.amount());
          listener.credited(m.id(), source);
        } else {
          sent.merge(source, m.amount(), Long::sum);
          RejectionCode code = RejectionCode.ofNumber(result);
          listener.returned(m.id(), source, new Outcome.Returned(code));
        }
      }
      case ChannelMessage.Return m -> {
        received.merge(source, m.amount(), Long::sum);
        Long payer = payers.remove(m.id());
        if (payer == null || payer != m.payer()) {
          throw new MalformedException(
              "a return of payment " + m.id() + ", which is not under way from its payer");
        }
        boolean toSuspense = result == OutcomeWriter.TO_SUSPENSE;
        credit(
            toSuspense ? AccountNumber.suspense(AccountNumber.bank(payer), shard) : payer,
            m.amount());
      }
      case ChannelMessage.ForwardedOrder m -> {
        if (result == 0) {
          followOrder(m.id(), m.order());
          listener.credited(m.id(), source);
        }
      }
      case ChannelMessage.OrderRefusal ignored -> {}
    }
  }

  private void followClientBatch() {
    batch.nextClientBatch();
    int at = batch.commandsOffset();
    int end = at + batch.commandsLength();
    for (int i = batch.commandCount(); i > 0; i--) {
      Command command = decode(at, end);
      at += command == null ? 0 : commands.decodedLength();
      Outcome outcome = outcomes.nextCommand();
      boolean executed = outcome instanceof Outcome.Settled || outcome instanceof Outcome.Pending;
      if (command != null) {
        listener.command(command, outcome, outcomes.isDuplicate());
      }
      if (executed && !outcomes.isDuplicate()) {
        if (command == null) {
          throw new MalformedException("a command that was executed cannot be read");
        }
        followCommand(command, outcome instanceof Outcome.Pending);
      }
    }
  }

  /**
   * Null for bytes that are no command; where the next one begins is then unknown, and the ledger
   * refused all of them.
   */
  private Command decode(int at, int end) {
    try {
      return commands.decode(batch.buffer(), at, end);
    } catch (MalformedException e) {
      return null;
    }
  }

  private void followCommand(Command command, boolean isPending) {
    switch (command) {
      case Command.Pay c -> {
        debit(c.payer(), c.amount());
        pay(c.id(), c.payer(), c.payee(), c.amount(), isPending);
      }
      case Command.PlaceHold c -> {
        debit(c.payer(), c.amount());
        balances.get(c.payer()).held += c.amount();
        holds.put(c.id(), new Hold(c.payer(), c.payee(), c.amount()));
      }
      case Command.CaptureHold c -> {
        Hold hold = holds.get(c.hold());
        hold.left -= c.amount();
        balances.get(hold.payer).held -= c.amount();
        if (hold.left == 0) {
          holds.remove(c.hold());
        }
        pay(c.id(), hold.payer, hold.payee, c.amount(), isPending);
      }
      case Command.ReleaseHold c -> release(c.hold());
      case Command.SubmitOrder c -> {
        if (!isPending) {
          followOrder(c.id(), c.order());
        }
      }
      case Command.OpenAccount ignored -> {}
      case Command.ChangeClass ignored -> {}
      case Command.SetStatus ignored -> {}
      case Command.AskOutcome ignored -> {}
    }
  }

  private void followOrder(CommandId id, byte[] bytes) {
    Order order = OrderCodec.decode(bytes);
    int bank = order.header().bank();
    switch (order) {
      case Order.CreditReserve o -> {
        credit(AccountNumber.reserve(bank), o.amount());
        reservesCredited = Math.addExact(reservesCredited, o.amount());
      }
      case Order.Issue o -> {
        debit(AccountNumber.reserve(bank), o.amount());
        credit(AccountNumber.issuance(bank), o.amount());
        credit(AccountNumber.vault(bank), o.amount());
        issued = Math.addExact(issued, o.amount());
      }
      case Order.Redeem o -> {
        debit(AccountNumber.vault(bank), o.amount());
        debit(AccountNumber.issuance(bank), o.amount());
        credit(AccountNumber.reserve(bank), o.amount());
        redeemed = Math.addExact(redeemed, o.amount());
      }
      case Order.SweepSuspense o -> {
        long suspense = AccountNumber.suspense(bank, shard);
        long amount = balance(suspense).available;
        if (o.shard() == shard && amount > 0) {
          debit(suspense, amount);
          pay(id, suspense, AccountNumber.vault(bank), amount, shard != 0);
        }
      }
      case Order.SetOfficialStatus ignored -> {}
      case Order.SetPolicy ignored -> {}
      case Order.SetBank ignored -> {}
      case Order.SetIssuerKeys ignored -> {}
      case Order.RaiseRulesVersion ignored -> {}
      case Order.ReplaceNode ignored -> {}
    }
  }

  /** The payee's side of money that has left the payer. */
  private void pay(CommandId id, long payer, long payee, long amount, boolean toOtherShard) {
    if (toOtherShard) {
      sent.merge(AccountNumber.shard(payee, shardCount), amount, Long::sum);
      payers.put(id, payer);
    } else {
      credit(payee, amount);
    }
  }

  private void release(CommandId id) {
    Hold hold = holds.remove(id);
    Balance balance = balances.get(hold.payer);
    balance.held -= hold.left;
    balance.available += hold.left;
  }

  private void credit(long account, long amount) {
    Balance balance = balances.computeIfAbsent(account, ignored -> new Balance());
    balance.available = Math.addExact(balance.available, amount);
  }

  private void debit(long account, long amount) {
    credit(account, Math.negateExact(amount));
  }
}
