package cbdc.wallet.core;

import cbdc.protocol.Command;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.Text;
import cbdc.protocol.wire.FeedKind;
import java.util.Optional;

/**
 * What became of a command that the ledger has forgotten, by what the projection has of it. Content
 * is compared as the ledger does within the window: an id stands for one command for ever.
 */
final class PastOutcomes {
  private static final int CLASSES = 256;

  private PastOutcomes() {}

  static Execution of(Command command, CommandTrace trace, long idWindowMillis) {
    if (trace.payment().isPresent()) {
      return ofPayment(command, trace.payment().get());
    }
    if (trace.placed().isPresent()) {
      return done(
          command, command instanceof Command.PlaceHold c && matches(c, trace.placed().get()));
    }
    if (trace.released().isPresent()) {
      return done(
          command, command instanceof Command.ReleaseHold c && matches(c, trace.released().get()));
    }
    if (trace.change().isPresent()) {
      return done(command, matches(command, trace.change().get()));
    }
    return trace.projectedMillis() > command.id().timeMillis() + idWindowMillis
        ? new Execution.Expired(command.id())
        : new Execution.NotYetTold(command.id());
  }

  private static Execution done(Command command, boolean isSame) {
    return ended(command, isSame ? Outcome.Settled.INSTANCE : reused());
  }

  private static Execution ended(Command command, Outcome outcome) {
    return new Execution.Ended(command.id(), outcome);
  }

  private static Outcome reused() {
    return new Outcome.Rejected(RejectionCode.ID_REUSED);
  }

  private static Execution ofPayment(Command command, PaymentRecord record) {
    if (record.status() == PaymentStatus.CANCELLED) {
      // The feed tells nothing of its content, and nobody's command will ever run under this id.
      return ended(command, Outcome.Cancelled.INSTANCE);
    }
    if (!matches(command, record)) {
      return ended(command, reused());
    }
    return outcome(record)
        .map(outcome -> ended(command, outcome))
        // The ledger forgets only what has ended: the projection will tell how.
        .orElseGet(() -> new Execution.NotYetTold(command.id()));
  }

  private static Optional<Outcome> outcome(PaymentRecord record) {
    return switch (record.status()) {
      case SETTLED -> Optional.of(Outcome.Settled.INSTANCE);
      case CANCELLED -> Optional.of(Outcome.Cancelled.INSTANCE);
      case RETURNED -> record.code().map(Outcome.Returned::new);
      case DECLINED -> record.code().map(Outcome.Rejected::new);
      case PENDING -> Optional.empty();
    };
  }

  private static boolean matches(Command command, PaymentRecord record) {
    boolean isDeclined = record.status() == PaymentStatus.DECLINED;
    return switch (command) {
      case Command.Pay c ->
          record.hold().isEmpty()
              && matches(record, c.payer(), c.payee(), c.amount(), c.endToEndId(), c.note());
      case Command.PlaceHold c ->
          isDeclined
              && record.hold().isEmpty()
              && matches(record, c.payer(), c.payee(), c.amount(), c.endToEndId(), c.note());
      case Command.CaptureHold c ->
          // The payee's shard does not tell of the hold.
          record.hold().map(c.hold()::equals).orElse(true)
              && matches(record, c.payer(), c.payee(), c.amount(), c.endToEndId(), c.note());
      case Command.ReleaseHold c ->
          isDeclined
              && record.hold().map(c.hold()::equals).orElse(false)
              && matches(record, c.payer(), c.payee(), 0, Text.EMPTY, Text.EMPTY);
      case Command.OpenAccount c -> isDeclined && isOnlyOf(record, c.account());
      case Command.ChangeClass c -> isDeclined && isOnlyOf(record, c.account());
      case Command.SetStatus c -> isDeclined && isOnlyOf(record, c.account());
      case Command.AskOutcome c -> false;
      case Command.SubmitOrder c -> false;
    };
  }

  private static boolean matches(
      PaymentRecord record, long payer, long payee, long amount, Text endToEndId, Text note) {
    return record.payer() == payer
        && record.payee() == payee
        && record.amount() == amount
        && record.endToEndId().equals(endToEndId.toString())
        && record.note().equals(note.toString());
  }

  private static boolean isOnlyOf(PaymentRecord record, long account) {
    return record.payer() == account && record.payee() == 0 && record.amount() == 0;
  }

  private static boolean matches(Command.PlaceHold place, HoldRecord hold) {
    return place.payer() == hold.payer()
        && place.payee() == hold.payee()
        && place.amount() == hold.amount()
        && place.expiresAtMillis() == hold.expiresMillis()
        && place.endToEndId().toString().equals(hold.endToEndId())
        && place.note().toString().equals(hold.note());
  }

  private static boolean matches(Command.ReleaseHold release, HoldRecord hold) {
    return release.hold().equals(hold.id())
        && release.payer() == hold.payer()
        && release.payee() == hold.payee();
  }

  private static boolean matches(Command command, CommandTrace.Change change) {
    return switch (command) {
      case Command.OpenAccount c ->
          change.equals(
              new CommandTrace.Change(
                  c.account(),
                  FeedKind.ACCOUNT_OPENED,
                  c.kind().code() * CLASSES + c.classNumber()));
      case Command.ChangeClass c ->
          change.equals(
              new CommandTrace.Change(c.account(), FeedKind.CLASS_CHANGED, c.classNumber()));
      case Command.SetStatus c ->
          change.equals(
              new CommandTrace.Change(c.account(), FeedKind.STATUS_CHANGED, c.status().code()));
      default -> false;
    };
  }
}
