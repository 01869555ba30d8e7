package cbdc.simulator.drill.check;

import java.util.List;

/** Everything that clients sent and were told during one drill, in no order. */
public record RecordedHistory(
    List<Submission> submissions, List<Reply> replies, List<BalanceSeen> balances) {

  /** Copies the lists. */
  public RecordedHistory {
    submissions = List.copyOf(submissions);
    replies = List.copyOf(replies);
    balances = List.copyOf(balances);
  }
}
