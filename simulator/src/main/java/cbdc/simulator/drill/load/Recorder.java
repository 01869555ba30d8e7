package cbdc.simulator.drill.load;

import cbdc.protocol.Command;
import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.settlement.client.AnswerObserver;
import cbdc.simulator.drill.check.BalanceSeen;
import cbdc.simulator.drill.check.RecordedHistory;
import cbdc.simulator.drill.check.Reply;
import cbdc.simulator.drill.check.ServicePayment;
import cbdc.simulator.drill.check.Submission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** Writes down what was sent, answered and told. Any thread. */
public final class Recorder implements AnswerObserver {
  private final Queue<Submission> told = new ConcurrentLinkedQueue<>();
  private final Queue<Submission> unknown = new ConcurrentLinkedQueue<>();
  private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();
  private final Queue<BalanceSeen> balances = new ConcurrentLinkedQueue<>();
  private final Queue<ServicePayment> servicePayments = new ConcurrentLinkedQueue<>();
  private final LongAdder acknowledged = new LongAdder();

  @Override
  public void answered(CommandId id, Answer answer) {
    replies.add(
        new Reply(
            id,
            answer.shard(),
            answer.term(),
            answer.index(),
            answer.outcome(),
            answer.duplicate()));
  }

  /** A command has ended, or was given up. */
  public void ended(Submission submission) {
    if (submission.told().isEmpty()) {
      unknown.add(submission);
      return;
    }
    told.add(submission);
    if (submission.told().get() instanceof Outcome.Settled
        && submission.command() instanceof Command.Pay) {
      acknowledged.increment();
    }
  }

  /** What became of a command that had been given up. */
  public void resolved(Submission submission, Outcome outcome) {
    ended(
        new Submission(
            submission.command(),
            submission.isRepeat(),
            submission.intendedNanos(),
            submission.startNanos(),
            System.nanoTime(),
            Optional.of(outcome)));
  }

  /** A balance was read. */
  public void saw(BalanceSeen balance) {
    balances.add(balance);
  }

  /** A wallet service told its caller what became of a payment. */
  public void answered(ServicePayment payment) {
    servicePayments.add(payment);
    if (payment.isSettled()) {
      acknowledged.increment();
    }
  }

  /** Payments acknowledged so far in this round. */
  public long acknowledged() {
    return acknowledged.sum();
  }

  /** Takes the commands of which nobody could tell what became of them. */
  public List<Submission> takeUnknown() {
    List<Submission> taken = new ArrayList<>();
    for (Submission next = unknown.poll(); next != null; next = unknown.poll()) {
      taken.add(next);
    }
    return taken;
  }

  /** Gives out the round's history, and begins the next. Nothing may be under way. */
  public RecordedHistory takeRound() {
    told.addAll(takeUnknown());
    RecordedHistory history =
        new RecordedHistory(
            List.copyOf(told),
            List.copyOf(replies),
            List.copyOf(balances),
            List.copyOf(servicePayments));
    told.clear();
    replies.clear();
    balances.clear();
    servicePayments.clear();
    acknowledged.reset();
    return history;
  }
}
