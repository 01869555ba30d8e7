package cbdc.simulator.drill.check;

import cbdc.protocol.Command;
import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.simulator.drill.check.JournalEntry.Arrival;
import cbdc.simulator.drill.check.JournalEntry.Credited;
import cbdc.simulator.drill.check.JournalEntry.Execution;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What clients were told in rounds before, compared with the journal again after each later one: a
 * later fault must not undo what an earlier one left whole. Memory grows with the payments of a
 * run, about a hundred bytes each.
 */
final class EarlierRounds {
  private final Map<CommandId, Told> told = new HashMap<>();

  /** What was told about an id, and what the journal that passes by says about it. */
  private static final class Told {
    private final boolean asPaid;
    private boolean isPaidAtOnce;
    private int executions;
    private int arrivals;

    Told(boolean asPaid) {
      this.asPaid = asPaid;
    }

    void forget() {
      isPaidAtOnce = false;
      executions = 0;
      arrivals = 0;
    }

    boolean isPaid() {
      return executions > 0 && (isPaidAtOnce || arrivals > 0);
    }

    boolean isDoubled() {
      return executions > 1 || arrivals > 1;
    }
  }

  /** A look at the whole journal begins. */
  void begin() {
    told.values().forEach(Told::forget);
  }

  /** Notes what an entry says about ids of earlier rounds. */
  void follow(JournalEntry entry) {
    for (Arrival arrival : entry.arrivals()) {
      Told known = told.get(arrival.id());
      if (known != null && arrival instanceof Credited credited && credited.refusal().isEmpty()) {
        known.arrivals++;
      }
    }
    for (Execution execution : entry.executions()) {
      Told known = told.get(execution.command().id());
      if (known != null && moves(execution)) {
        known.executions++;
        known.isPaidAtOnce |= execution.outcome() instanceof Outcome.Settled;
      }
    }
  }

  private static boolean moves(Execution execution) {
    return !execution.isDuplicate()
        && execution.command() instanceof Command.Pay
        && (execution.outcome() instanceof Outcome.Settled
            || execution.outcome() instanceof Outcome.Pending);
  }

  /** What is no longer as it was told. */
  List<Finding> compare() {
    List<Finding> findings = new ArrayList<>();
    told.forEach(
        (id, known) -> {
          if (known.isDoubled()) {
            findings.add(Finding.doubled("%s of an earlier round is there twice".formatted(id)));
          } else if (known.asPaid && !known.isPaid()) {
            findings.add(
                Finding.lost(
                    "%s was acknowledged in an earlier round, but is no longer there"
                        .formatted(id)));
          } else if (!known.asPaid && known.isPaid()) {
            findings.add(
                Finding.doubled(
                    "%s was refused in an earlier round, but is paid now".formatted(id)));
          }
        });
    return findings;
  }

  /** Keeps what a round was told about its payments, for the rounds to come. */
  void remember(RecordedHistory history) {
    for (Submission submission : history.submissions()) {
      if (submission.command() instanceof Command.Pay pay && !submission.isRepeat()) {
        submission
            .told()
            .filter(EarlierRounds::isForEver)
            .ifPresent(said -> told.put(pay.id(), new Told(said instanceof Outcome.Settled)));
      }
    }
    for (ServicePayment payment : history.servicePayments()) {
      told.put(payment.id(), new Told(payment.isSettled()));
    }
  }

  /** A refusal that spends no id binds nobody: the same id may be sent again, and be paid. */
  private static boolean isForEver(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Settled ignored -> true;
      case Outcome.Returned ignored -> true;
      case Outcome.Cancelled ignored -> true;
      case Outcome.Rejected rejected -> rejected.code().spendsId();
      case Outcome.Pending ignored -> false;
    };
  }
}
