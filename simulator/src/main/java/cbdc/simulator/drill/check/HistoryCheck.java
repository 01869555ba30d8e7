package cbdc.simulator.drill.check;

import cbdc.protocol.Command;
import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.simulator.drill.check.Finding.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Compares what clients were told with what the journals hold. */
public final class HistoryCheck {
  private HistoryCheck() {}

  /**
   * What came out.
   *
   * @param acknowledged payments that a client was told are settled
   * @param refused commands that a client was told are refused, returned or cancelled
   * @param lost acknowledged payments that are not on the ledger
   * @param doubled payments that are there twice, or though they were refused
   * @param findings all that is wrong, these included
   */
  public record Result(
      long acknowledged, long refused, long lost, long doubled, List<Finding> findings) {
    /** Whether all is as was promised. */
    public boolean isClean() {
      return findings.isEmpty();
    }
  }

  /**
   * Checks one round.
   *
   * @param model has followed the ledger up to the round's begin
   * @param journal calls back with every entry since genesis, each shard's in order
   */
  public static Result of(
      LedgerModel model, RecordedHistory history, Consumer<Consumer<JournalEntry>> journal) {
    model.expect(history.balances());
    model.earlierRounds().begin();
    journal.accept(model::follow);
    model.endRound();
    Map<CommandId, Fate> fates = model.fates();
    List<Finding> findings = new ArrayList<>();
    long refused = 0;
    Set<CommandId> settled = new HashSet<>();
    for (Submission submission : history.submissions()) {
      Outcome told = submission.told().orElse(null);
      if (told instanceof Outcome.Settled && submission.command() instanceof Command.Pay) {
        settled.add(submission.command().id());
      } else if (told != null && !(told instanceof Outcome.Settled)) {
        refused++;
      }
      compare(submission, told, fates.get(submission.command().id()), findings);
    }
    for (ServicePayment payment : history.servicePayments()) {
      if (payment.isSettled()) {
        settled.add(payment.id());
      } else {
        refused++;
      }
      compare(payment, fates.get(payment.id()), findings);
    }
    for (Reply reply : history.replies()) {
      if (!model.holds(reply)) {
        findings.add(
            Finding.disagrees("the journal does not hold what was answered: %s".formatted(reply)));
      }
    }
    findings.addAll(RealTime.check(history, fates, model.shardCount()));
    findings.addAll(model.earlierRounds().compare());
    model.earlierRounds().remember(history);
    findings.addAll(model.takeFindings());
    return new Result(
        settled.size(),
        refused,
        count(findings, Kind.LOST),
        count(findings, Kind.DOUBLED),
        findings);
  }

  private static void compare(
      Submission submission, Outcome told, Fate fate, List<Finding> findings) {
    Command command = submission.command();
    boolean own = fate != null && command.equals(fate.content);
    Outcome truth = fate == null ? null : fate.outcome();
    switch (told) {
      case null ->
          findings.add(Finding.disagrees("nobody could tell what became of %s".formatted(command)));
      case Outcome.Settled ignored -> {
        if (!own || !(truth instanceof Outcome.Settled)) {
          findings.add(
              Finding.lost("%s was acknowledged, but the ledger has %s".formatted(command, truth)));
        }
      }
      case Outcome.Returned returned -> {
        if (!own || !returned.equals(truth)) {
          findings.add(
              Finding.disagrees(
                  "%s was told as %s, but it is %s".formatted(command, returned, truth)));
        }
      }
      case Outcome.Cancelled ignored -> {
        if (fate != null && !(truth instanceof Outcome.Cancelled)) {
          findings.add(
              Finding.doubled("%s was told as cancelled, but it is %s".formatted(command, truth)));
        }
      }
      case Outcome.Rejected rejected -> compare(submission, rejected, own, truth, findings);
      case Outcome.Pending pending ->
          findings.add(
              Finding.disagrees(
                  "%s was told as its final outcome of %s".formatted(pending, command)));
    }
  }

  private static void compare(ServicePayment told, Fate fate, List<Finding> findings) {
    boolean isPaid = fate != null && fate.isPaid();
    if (told.isSettled() && !isPaid) {
      findings.add(
          Finding.lost(
              "%s was answered as settled, but the ledger has %s"
                  .formatted(told, fate == null ? null : fate.outcome())));
    } else if (!told.isSettled() && isPaid) {
      findings.add(Finding.doubled("%s was answered as refused, but is paid".formatted(told)));
    } else if (isPaid && !isOf(told, (Command.Pay) fate.content)) {
      findings.add(
          Finding.disagrees(
              "%s was answered, but the ledger has %s".formatted(told, fate.content)));
    }
  }

  private static boolean isOf(ServicePayment told, Command.Pay pay) {
    return pay.payer() == told.payer()
        && pay.payee() == told.payee()
        && pay.amount() == told.amount();
  }

  private static void compare(
      Submission submission,
      Outcome.Rejected told,
      boolean own,
      Outcome truth,
      List<Finding> findings) {
    Command command = submission.command();
    if (told.code() == RejectionCode.ID_REUSED && submission.isRepeat()) {
      // Says only that another one came with this id, and nothing about this one sent before.
      return;
    }
    if (!told.code().spendsId()) {
      if (own && !(truth instanceof Outcome.Rejected || truth instanceof Outcome.Cancelled)) {
        findings.add(
            Finding.doubled("%s was told as %s, but it is %s".formatted(command, told, truth)));
      }
    } else if (!own || !(truth instanceof Outcome.Rejected r) || r.code() != told.code()) {
      boolean paid = own && (truth instanceof Outcome.Settled || truth instanceof Outcome.Pending);
      String text = "%s was told as %s, but it is %s";
      findings.add(
          paid
              ? Finding.doubled(text.formatted(command, told, truth))
              : Finding.disagrees(text.formatted(command, told, truth)));
    }
  }

  private static long count(List<Finding> findings, Kind kind) {
    return findings.stream().filter(finding -> finding.kind() == kind).count();
  }
}
