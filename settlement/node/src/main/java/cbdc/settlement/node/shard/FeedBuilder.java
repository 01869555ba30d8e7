package cbdc.settlement.node.shard;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.BatchReader;
import cbdc.protocol.ChannelCodec;
import cbdc.protocol.ChannelGroup;
import cbdc.protocol.ChannelMessage;
import cbdc.protocol.Command;
import cbdc.protocol.CommandCodec;
import cbdc.protocol.CommandId;
import cbdc.protocol.DeliveryAnswer;
import cbdc.protocol.MalformedException;
import cbdc.protocol.Order;
import cbdc.protocol.OrderCodec;
import cbdc.protocol.Outcome;
import cbdc.protocol.OutcomeReader;
import cbdc.protocol.OutcomeWriter;
import cbdc.protocol.Text;
import cbdc.protocol.wire.FeedKind;
import cbdc.protocol.wire.FeedPage;
import cbdc.protocol.wire.FeedRecord;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads history records as one bank sees them: only what concerns its own accounts. A record tells
 * all by itself; nothing is remembered between records. One instance per thread.
 */
final class FeedBuilder {
  private final int shard;
  private final int shardCount;
  private final int bank;
  private final BatchReader batch = new BatchReader();
  private final OutcomeReader outcomes = new OutcomeReader();
  private final CommandCodec commands = new CommandCodec();
  private final ChannelCodec channel = new ChannelCodec();
  private List<FeedRecord> records = List.of();

  /**
   * For one bank's view of one shard; bank 0 (the issuer) sees orders of all banks, and nothing of
   * their customers.
   */
  FeedBuilder(int shard, int shardCount, int bank) {
    this.shard = shard;
    this.shardCount = shardCount;
    this.bank = bank;
  }

  /** What a history record holds for the bank. */
  FeedPage.FeedBatch build(History.Executed executed) {
    records = new ArrayList<>();
    if (executed.outcomes().length == 0) {
      return new FeedPage.FeedBatch(executed.number(), 0, List.of());
    }
    outcomes.wrap(executed.outcomes());
    batch.wrap(executed.entry());
    expiredHolds();
    for (int i = outcomes.head().acknowledgements(); i > 0; i--) {
      outcomes.nextAnswer();
      batch.nextAcknowledgement();
    }
    for (int i = outcomes.head().deliveries(); i > 0; i--) {
      delivery();
    }
    for (int i = batch.clientBatches(); i > 0; i--) {
      clientBatch();
    }
    outcomes.groups();
    settled();
    return new FeedPage.FeedBatch(executed.number(), outcomes.head().timeMillis(), records);
  }

  private void expiredHolds() {
    for (int i = outcomes.head().expiredHolds(); i > 0; i--) {
      OutcomeReader.ExpiredHold hold = outcomes.nextExpiredHold();
      if (isOwn(hold.payer())) {
        add(
            FeedKind.HOLD_EXPIRED,
            FeedRecord.NO_ID,
            hold.hold(),
            hold.payer(),
            0,
            hold.amount(),
            0);
      }
    }
  }

  private void settled() {
    for (long i = outcomes.head().settled(); i > 0; i--) {
      OutcomeReader.Settled settled = outcomes.nextSettled();
      if (settled.bank() == bank) {
        records.add(new FeedRecord(FeedKind.SETTLED, settled.id(), 0, 0, 0, 0));
      }
    }
  }

  private void delivery() {
    ChannelGroup group = batch.nextDelivery();
    if (outcomes.nextAnswer() != DeliveryAnswer.TAKEN) {
      return;
    }
    int count = outcomes.messageCount();
    UnsafeBuffer buffer = new UnsafeBuffer(group.messages());
    int at = 0;
    for (int i = 0; i < count; i++) {
      ChannelMessage message = channel.decode(buffer, at, buffer.capacity());
      at += channel.decodedLength();
      message(message, outcomes.nextMessage());
    }
  }

  private void message(ChannelMessage message, int result) {
    switch (message) {
      case ChannelMessage.Transfer m -> {
        if (result == 0 && isOwn(m.payee())) {
          records.add(
              new FeedRecord(
                  FeedKind.RECEIVED,
                  m.id(),
                  FeedRecord.NO_ID,
                  m.payee(),
                  m.payer(),
                  m.amount(),
                  0,
                  m.endToEndId(),
                  m.note()));
        }
      }
      case ChannelMessage.Return m -> {
        if (isOwn(m.payer())) {
          boolean suspense = result == OutcomeWriter.TO_SUSPENSE;
          FeedKind kind = suspense ? FeedKind.TO_SUSPENSE : FeedKind.RETURNED;
          long counter = suspense ? AccountNumber.suspense(bank, shard) : 0;
          int code = m.code().number();
          records.add(new FeedRecord(kind, m.id(), m.payer(), counter, m.amount(), code));
        }
      }
      case ChannelMessage.ForwardedOrder m -> {
        if (result == 0) {
          order(m.id(), m.order());
        }
      }
      case ChannelMessage.OrderRefusal m -> {
        if (bank == 0) {
          records.add(new FeedRecord(FeedKind.RETURNED, m.id(), 0, 0, 0, m.code().number()));
        }
      }
    }
  }

  private void clientBatch() {
    batch.nextClientBatch();
    boolean own = batch.bank() == bank;
    int at = batch.commandsOffset();
    int end = at + batch.commandsLength();
    for (int i = batch.commandCount(); i > 0; i--) {
      Command command = decode(at, end);
      at += command == null ? 0 : commands.decodedLength();
      Outcome outcome = outcomes.nextCommand();
      if (command != null && !outcomes.isDuplicate()) {
        command(command, outcome, own);
      }
    }
  }

  /**
   * Null for bytes that are no command. A leader that lets them into the log must not stop the
   * feed; the ledger refused them and all behind them, since nobody can tell where the next one
   * begins.
   */
  private Command decode(int at, int end) {
    try {
      return commands.decode(batch.buffer(), at, end);
    } catch (MalformedException e) {
      return null;
    }
  }

  private void command(Command command, Outcome outcome, boolean own) {
    switch (outcome) {
      case Outcome.Rejected r -> {
        // A refused question spends nothing: what it asked about may yet execute.
        if (own && r.code().spendsId() && !(command instanceof Command.AskOutcome)) {
          declined(command, r.code().number());
        }
      }
      case Outcome.Cancelled ignored -> {
        if (own) {
          add(
              FeedKind.CANCELLED,
              command.id(),
              FeedRecord.NO_ID,
              command.routingAccount(),
              0,
              0,
              0);
        }
      }
      case Outcome.Settled ignored -> executed(command, false, own);
      case Outcome.Pending ignored -> executed(command, true, own);
      case Outcome.Returned ignored -> {}
    }
  }

  private void executed(Command command, boolean isPending, boolean own) {
    switch (command) {
      case Command.Pay c -> {
        // Until it is credited the payee's bank has nothing to book, and may never have.
        if (own || (!isPending && isOwn(c.payee()))) {
          records.add(
              new FeedRecord(
                  isPending ? FeedKind.SENT : FeedKind.PAID,
                  c.id(),
                  FeedRecord.NO_ID,
                  c.payer(),
                  c.payee(),
                  c.amount(),
                  0,
                  c.endToEndId(),
                  c.note()));
        }
      }
      case Command.PlaceHold c -> {
        if (own) {
          records.add(
              new FeedRecord(
                  FeedKind.HOLD_PLACED,
                  c.id(),
                  c.id(),
                  c.payer(),
                  c.payee(),
                  c.amount(),
                  0,
                  c.expiresAtMillis(),
                  c.endToEndId(),
                  c.note()));
        }
      }
      case Command.CaptureHold c -> {
        if (own || (!isPending && isOwn(c.payee()))) {
          records.add(
              new FeedRecord(
                  isPending ? FeedKind.HOLD_CAPTURE_SENT : FeedKind.HOLD_CAPTURED,
                  c.id(),
                  c.hold(),
                  c.payer(),
                  c.payee(),
                  c.amount(),
                  0,
                  c.endToEndId(),
                  c.note()));
        }
      }
      case Command.ReleaseHold c -> {
        if (own) {
          add(FeedKind.HOLD_RELEASED, c.id(), c.hold(), c.payer(), c.payee(), 0, 0);
        }
      }
      case Command.OpenAccount c -> {
        if (own) {
          int value = c.kind().code() * 256 + c.classNumber();
          add(FeedKind.ACCOUNT_OPENED, c.id(), FeedRecord.NO_ID, c.account(), 0, 0, value);
        }
      }
      case Command.ChangeClass c -> {
        if (own) {
          add(FeedKind.CLASS_CHANGED, c.id(), FeedRecord.NO_ID, c.account(), 0, 0, c.classNumber());
        }
      }
      case Command.SetStatus c -> {
        if (own) {
          add(
              FeedKind.STATUS_CHANGED,
              c.id(),
              FeedRecord.NO_ID,
              c.account(),
              0,
              0,
              c.status().code());
        }
      }
      case Command.AskOutcome ignored -> {}
      case Command.SubmitOrder c -> submitted(c);
    }
  }

  private void submitted(Command.SubmitOrder submit) {
    Order order = OrderCodec.decode(submit.order());
    boolean executesHere =
        switch (order) {
          case Order.SetOfficialStatus o -> AccountNumber.shard(o.account(), shardCount) == shard;
          case Order.SweepSuspense o -> o.shard() == shard;
          default -> true;
        };
    if (executesHere) {
      order(submit.id(), submit.order());
    } else if (bank == 0) {
      add(
          FeedKind.ORDER_SENT,
          submit.id(),
          FeedRecord.NO_ID,
          submit.routingAccount(),
          0,
          0,
          order.header().bank());
    }
  }

  private void order(CommandId id, byte[] bytes) {
    Order order = OrderCodec.decode(bytes);
    int ofBank = order.header().bank();
    if (bank != 0 && bank != ofBank) {
      return;
    }
    switch (order) {
      case Order.CreditReserve o ->
          add(
              FeedKind.RESERVE_CREDITED,
              id,
              FeedRecord.NO_ID,
              AccountNumber.reserve(ofBank),
              0,
              o.amount(),
              0);
      case Order.Issue o ->
          add(FeedKind.ISSUED, id, FeedRecord.NO_ID, AccountNumber.vault(ofBank), 0, o.amount(), 0);
      case Order.Redeem o ->
          add(
              FeedKind.REDEEMED,
              id,
              FeedRecord.NO_ID,
              AccountNumber.vault(ofBank),
              0,
              o.amount(),
              0);
      case Order.SetOfficialStatus o ->
          add(
              FeedKind.OFFICIAL_STATUS_CHANGED,
              id,
              FeedRecord.NO_ID,
              o.account(),
              0,
              0,
              o.status().code());
      case Order.SweepSuspense o ->
          add(
              FeedKind.SUSPENSE_SWEPT,
              id,
              FeedRecord.NO_ID,
              AccountNumber.suspense(ofBank, o.shard()),
              AccountNumber.vault(ofBank),
              0,
              o.shard());
      case Order.SetPolicy ignored -> orderExecuted(id, ofBank);
      case Order.SetBank ignored -> orderExecuted(id, ofBank);
      case Order.SetIssuerKeys ignored -> orderExecuted(id, ofBank);
      case Order.RaiseRulesVersion ignored -> orderExecuted(id, ofBank);
      case Order.ReplaceNode ignored -> orderExecuted(id, ofBank);
    }
  }

  private void orderExecuted(CommandId id, int ofBank) {
    add(FeedKind.ORDER_EXECUTED, id, FeedRecord.NO_ID, AccountNumber.reserve(ofBank), 0, 0, ofBank);
  }

  /** With all that the bank gave: it may be all by which it knows its payment. */
  private void declined(Command command, int code) {
    switch (command) {
      case Command.Pay c ->
          declined(c, code, FeedRecord.NO_ID, c.payee(), c.amount(), c.endToEndId(), c.note());
      case Command.PlaceHold c ->
          declined(c, code, FeedRecord.NO_ID, c.payee(), c.amount(), c.endToEndId(), c.note());
      case Command.CaptureHold c ->
          declined(c, code, c.hold(), c.payee(), c.amount(), c.endToEndId(), c.note());
      case Command.ReleaseHold c ->
          declined(c, code, c.hold(), c.payee(), 0, Text.EMPTY, Text.EMPTY);
      default -> declined(command, code, FeedRecord.NO_ID, 0, 0, Text.EMPTY, Text.EMPTY);
    }
  }

  private void declined(
      Command command,
      int code,
      CommandId hold,
      long payee,
      long amount,
      Text endToEndId,
      Text note) {
    // Texts that were refused for their length are left out: the feed could not carry them.
    boolean fits =
        endToEndId.length() <= Command.MAX_END_TO_END_ID_LENGTH
            && note.length() <= Command.MAX_NOTE_LENGTH;
    records.add(
        new FeedRecord(
            FeedKind.DECLINED,
            command.id(),
            hold,
            command.routingAccount(),
            payee,
            Math.max(0, amount),
            code,
            fits ? endToEndId : Text.EMPTY,
            fits ? note : Text.EMPTY));
  }

  private boolean isOwn(long account) {
    return AccountNumber.bank(account) == bank;
  }

  private void add(
      FeedKind kind,
      CommandId id,
      CommandId hold,
      long account,
      long counter,
      long amount,
      int value) {
    records.add(
        new FeedRecord(kind, id, hold, account, counter, amount, value, Text.EMPTY, Text.EMPTY));
  }
}
