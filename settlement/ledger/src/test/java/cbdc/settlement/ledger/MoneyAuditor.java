package cbdc.settlement.ledger;

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
import cbdc.protocol.Order;
import cbdc.protocol.OrderCodec;
import cbdc.protocol.Outcome;
import cbdc.protocol.OutcomeReader;
import cbdc.protocol.OutcomeWriter;
import cbdc.protocol.RejectionCode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Follows the money of a whole world from what its shards say they did, command id by command id,
 * in maps of its own: knows nothing of states, deciders, appliers, marks or hashes. Fails at once
 * when an id executes twice, money arrives that was not sent or arrived before, somebody spends
 * what he has not, or is refused what he has.
 */
final class MoneyAuditor implements LedgerWorld.Observer {
  /** A payment that has left its payer. */
  private record Flight(long payer, long payee, long amount, boolean comesBack) {}

  private static final class Hold {
    final long payer;
    final long payee;
    long left;

    Hold(long payer, long payee, long left) {
      this.payer = payer;
      this.payee = payee;
      this.left = left;
    }
  }

  private final Map<Long, Long> available = new HashMap<>();
  private final Map<Long, Long> held = new HashMap<>();
  private final Map<CommandId, Hold> holds = new HashMap<>();
  private final Map<CommandId, Flight> flights = new HashMap<>();
  private final Set<CommandId> executed = new HashSet<>();
  private final Set<CommandId> arrived = new HashSet<>();
  private final Map<CommandId, RejectionCode> refused = new HashMap<>();
  private long issued;

  @Override
  public void executed(int shard, byte[] entry, BatchResult result) {
    if (result.outcomes().length == 0 || entry[0] != EntryKind.BATCH) {
      return;
    }
    BatchReader batch = new BatchReader().wrap(entry);
    OutcomeReader outcomes = new OutcomeReader().wrap(result.outcomes());
    for (int i = outcomes.head().expiredHolds(); i > 0; i--) {
      giveBack(outcomes.nextExpiredHold().hold());
    }
    for (int i = batch.acknowledgements(); i > 0; i--) {
      batch.nextAcknowledgement();
      outcomes.nextAnswer();
    }
    for (int i = batch.deliveries(); i > 0; i--) {
      followDelivery(shard, batch.nextDelivery(), outcomes);
    }
    for (int i = batch.clientBatches(); i > 0; i--) {
      followCommands(batch.nextClientBatch(), outcomes);
    }
    outcomes.groups();
    for (long i = outcomes.head().settled(); i > 0; i--) {
      CommandId id = outcomes.nextSettled().id();
      require(!flights.containsKey(id), "payment " + id + " is called settled before it arrived");
    }
    require(circulating() == issued, "there is " + circulating() + ", issued " + issued);
  }

  /**
   * Nothing may be under way in a world at rest, and every account must hold what the auditor says.
   */
  void requireRest(LongFunction<long[]> balanceInLedger) {
    require(flights.isEmpty(), "still under way: " + flights);
    Set<Long> accounts = new HashSet<>(available.keySet());
    accounts.addAll(held.keySet());
    for (long account : accounts) {
      long[] ledger = balanceInLedger.apply(account);
      String name = AccountNumber.format(account);
      require(
          ledger[0] == availableOf(account),
          name + " has " + ledger[0] + " in the ledger, " + availableOf(account) + " here");
      require(
          ledger[1] == heldOf(account),
          name + " holds " + ledger[1] + " in the ledger, " + heldOf(account) + " here");
    }
  }

  /** Payments that arrived from another shard: a test that saw none has tested nothing. */
  int arrivals() {
    return arrived.size();
  }

  private void followDelivery(int shard, ChannelGroup group, OutcomeReader outcomes) {
    if (outcomes.nextAnswer() != DeliveryAnswer.TAKEN) {
      return;
    }
    ChannelCodec codec = new ChannelCodec();
    UnsafeBuffer buffer = new UnsafeBuffer(group.messages());
    int at = 0;
    for (int i = outcomes.messageCount(); i > 0; i--) {
      ChannelMessage message = codec.decode(buffer, at, buffer.capacity());
      at += codec.decodedLength();
      int code = outcomes.nextMessage();
      switch (message) {
        case ChannelMessage.Transfer m -> arrive(m, code);
        case ChannelMessage.Return m -> comeBack(m, code == OutcomeWriter.TO_SUSPENSE, shard);
        case ChannelMessage.ForwardedOrder ignored -> {}
        case ChannelMessage.OrderRefusal ignored -> {}
      }
    }
  }

  private void arrive(ChannelMessage.Transfer m, int code) {
    Flight flight = flights.remove(m.id());
    require(
        flight != null && !flight.comesBack(),
        "payment " + m.id() + " arrived twice, or was never sent");
    require(
        flight.payer() == m.payer() && flight.payee() == m.payee() && flight.amount() == m.amount(),
        "payment " + m.id() + " arrived as " + m + ", sent as " + flight);
    arrived.add(m.id());
    if (code == 0) {
      add(available, m.payee(), m.amount());
    } else {
      flights.put(m.id(), new Flight(flight.payer(), flight.payee(), flight.amount(), true));
    }
  }

  private void comeBack(ChannelMessage.Return m, boolean toSuspense, int shard) {
    Flight flight = flights.remove(m.id());
    require(
        flight != null && flight.comesBack(),
        "payment " + m.id() + " came back twice, or was never returned");
    require(
        flight.amount() == m.amount(),
        "payment " + m.id() + " came back with " + m.amount() + " of " + flight.amount());
    long payer = flight.payer();
    add(
        available,
        toSuspense ? AccountNumber.suspense(AccountNumber.bank(payer), shard) : payer,
        m.amount());
  }

  private void followCommands(BatchReader batch, OutcomeReader outcomes) {
    CommandCodec codec = new CommandCodec();
    int at = batch.commandsOffset();
    int end = at + batch.commandsLength();
    for (int i = batch.commandCount(); i > 0; i--) {
      Command command = codec.decode(batch.buffer(), at, end);
      at += codec.decodedLength();
      Outcome outcome = outcomes.nextCommand();
      if (outcomes.isDuplicate()) {
        followDuplicate(command, outcome);
      } else {
        follow(command, outcome);
      }
    }
  }

  private void followDuplicate(Command command, Outcome outcome) {
    if (command instanceof Command.AskOutcome) {
      return;
    }
    boolean isRefusal = outcome instanceof Outcome.Rejected;
    require(
        isRefusal || executed.contains(command.id()) || outcome instanceof Outcome.Cancelled,
        "a repeated " + command + " is said to be " + outcome + " but never executed");
    require(
        !isRefusal || refused.get(command.id()) == ((Outcome.Rejected) outcome).code(),
        "a repeated "
            + command
            + " is refused with "
            + outcome
            + ", the first time with "
            + refused.get(command.id()));
  }

  private void follow(Command command, Outcome outcome) {
    switch (outcome) {
      case Outcome.Settled ignored -> execute(command, false);
      case Outcome.Pending ignored -> execute(command, true);
      case Outcome.Rejected r -> refuse(command, r);
      case Outcome.Cancelled ignored -> {}
      case Outcome.Returned r -> throw new AssertionError("a first outcome cannot be " + r);
    }
  }

  private void refuse(Command command, Outcome.Rejected r) {
    require(
        !executed.contains(command.id()) || !r.code().spendsId(),
        "a command that executed is refused: " + command + ", " + r);
    if (r.code().spendsId()) {
      refused.put(command.id(), r.code());
    }
    if (r.code() == RejectionCode.INSUFFICIENT_FUNDS) {
      long amount =
          switch (command) {
            case Command.Pay c -> c.amount();
            case Command.PlaceHold c -> c.amount();
            default ->
                throw new AssertionError("only payments and holds need funds, not " + command);
          };
      long has = availableOf(command.routingAccount());
      require(has < amount, "refused for funds: " + command + ", but there is " + has);
      require(
          has == r.amountLeft(),
          "refused for funds with " + r.amountLeft() + " left, but there is " + has);
    }
  }

  private void execute(Command command, boolean isPending) {
    if (!(command instanceof Command.AskOutcome)) {
      require(executed.add(command.id()), "executed twice: " + command);
      require(!refused.containsKey(command.id()), "executed after its refusal: " + command);
    }
    switch (command) {
      case Command.Pay c -> {
        add(available, c.payer(), -c.amount());
        send(c.id(), c.payer(), c.payee(), c.amount(), isPending);
      }
      case Command.PlaceHold c -> {
        add(available, c.payer(), -c.amount());
        add(held, c.payer(), c.amount());
        holds.put(c.id(), new Hold(c.payer(), c.payee(), c.amount()));
      }
      case Command.CaptureHold c -> {
        Hold hold = holds.get(c.hold());
        require(
            hold != null
                && hold.left >= c.amount()
                && hold.payer == c.payer()
                && hold.payee == c.payee(),
            "captured what is not held: " + c);
        hold.left -= c.amount();
        add(held, hold.payer, -c.amount());
        if (hold.left == 0) {
          holds.remove(c.hold());
        }
        send(c.id(), hold.payer, hold.payee, c.amount(), isPending);
      }
      case Command.ReleaseHold c -> giveBack(c.hold());
      case Command.SubmitOrder c -> executeOrder(OrderCodec.decode(c.order()));
      default -> {
        // Moves no money.
      }
    }
  }

  private void executeOrder(Order order) {
    int bank = order.header().bank();
    if (order instanceof Order.Issue issue) {
      add(available, AccountNumber.vault(bank), issue.amount());
      issued += issue.amount();
    }
    if (order instanceof Order.Redeem redeem) {
      add(available, AccountNumber.vault(bank), -redeem.amount());
      issued -= redeem.amount();
    }
  }

  private void send(CommandId id, long payer, long payee, long amount, boolean isPending) {
    if (isPending) {
      require(
          flights.put(id, new Flight(payer, payee, amount, false)) == null, "sent twice: " + id);
    } else {
      add(available, payee, amount);
    }
  }

  private void giveBack(CommandId id) {
    Hold hold = holds.remove(id);
    require(hold != null, "given back twice, or never held: " + id);
    add(held, hold.payer, -hold.left);
    add(available, hold.payer, hold.left);
  }

  private void add(Map<Long, Long> balances, long account, long amount) {
    long after = balances.merge(account, amount, Math::addExact);
    require(after >= 0, AccountNumber.format(account) + " falls to " + after);
  }

  private long availableOf(long account) {
    return available.getOrDefault(account, 0L);
  }

  private long heldOf(long account) {
    return held.getOrDefault(account, 0L);
  }

  private long circulating() {
    long sum = flights.values().stream().mapToLong(Flight::amount).sum();
    sum += available.values().stream().mapToLong(Long::longValue).sum();
    return sum + held.values().stream().mapToLong(Long::longValue).sum();
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError("auditor: " + otherwise);
    }
  }
}
