package cbdc.simulator.drill.check;

import java.util.List;

/**
 * Everything that clients sent and were told during one drill, in no order.
 *
 * @param servicePayments what callers of a wallet service were told
 */
public record RecordedHistory(
    List<Submission> submissions,
    List<Reply> replies,
    List<BalanceSeen> balances,
    List<ServicePayment> servicePayments) {

  /** Copies the lists. */
  public RecordedHistory {
    submissions = List.copyOf(submissions);
    replies = List.copyOf(replies);
    balances = List.copyOf(balances);
    servicePayments = List.copyOf(servicePayments);
  }
}
