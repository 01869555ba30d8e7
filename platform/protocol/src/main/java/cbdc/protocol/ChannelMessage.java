package cbdc.protocol;

import java.util.Arrays;
import java.util.List;

/**
 * What one shard sends another over their channel. A message's sequence is its place in the
 * channel, from 1.
 */
public sealed interface ChannelMessage {
  /** Identity of the command behind the message. */
  CommandId id();

  /** Money that has left the payer; the payee is credited, or a {@link Return} is sent. */
  record Transfer(CommandId id, long payer, long payee, long amount, Text endToEndId, Text note)
      implements ChannelMessage {}

  /**
   * Money that could not be credited and comes back. Never refused, limited or returned again.
   *
   * @param payer whom it belongs to
   * @param sequence of the transfer, in the channel it came by
   * @param code why
   */
  record Return(CommandId id, long payer, long sequence, long amount, RejectionCode code)
      implements ChannelMessage {}

  /** An order accepted on shard 0, carried with its signatures. */
  record ForwardedOrder(CommandId id, byte[] order, List<Approval> approvals)
      implements ChannelMessage {
    public ForwardedOrder {
      approvals = List.copyOf(approvals);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof ForwardedOrder that
          && id.equals(that.id)
          && Arrays.equals(order, that.order)
          && approvals.equals(that.approvals);
    }

    @Override
    public int hashCode() {
      return id.hashCode();
    }
  }

  /**
   * The answer to a forwarded order that this shard could not execute.
   *
   * @param sequence of the forwarded order, in the channel it came by
   */
  record OrderRefusal(CommandId id, long sequence, RejectionCode code) implements ChannelMessage {}
}
