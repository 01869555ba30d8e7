package cbdc.protocol;

/**
 * What happened in one shard: the only things that change its state. Each is a balanced set of
 * postings (where money moves, the control totals of issue, redemption and channels take the other
 * side).
 */
public sealed interface Event {
  record AccountOpened(long account, AccountKind kind, int classNumber) implements Event {}

  record ClassChanged(long account, int classNumber) implements Event {}

  record StatusChanged(long account, AccountStatus status) implements Event {}

  record OfficialStatusChanged(long account, AccountStatus status) implements Event {}

  /** Debit payer, credit payee, in one shard. */
  record PaymentSettled(CommandId id, long payer, long payee, long amount) implements Event {}

  /** Debit payer, append to the channel: control total "sent" takes the other side. */
  record PaymentSent(
      CommandId id,
      long payer,
      long payee,
      long amount,
      int destination,
      Text endToEndId,
      Text note)
      implements Event {}

  record HoldPlaced(CommandId id, long payer, long payee, long amount, long expiresAtMillis)
      implements Event {}

  /** Part of a hold to a payee in the same shard. */
  record HoldCaptured(CommandId id, CommandId hold, long payer, long payee, long amount)
      implements Event {}

  /** Part of a hold to a payee in another shard. */
  record HoldCaptureSent(
      CommandId id,
      CommandId hold,
      long payer,
      long payee,
      long amount,
      int destination,
      Text endToEndId,
      Text note)
      implements Event {}

  record HoldReleased(CommandId hold, long payer, long amount) implements Event {}

  record HoldExpired(CommandId hold, long payer, long amount) implements Event {}

  /**
   * Credit payee: control total "received" takes the other side. Point of finality of a payment
   * between shards.
   */
  record TransferCredited(int source, long sequence, CommandId id, long payee, long amount)
      implements Event {}

  /** The payee cannot be credited: received and sent back. */
  record TransferReturned(
      int source, long sequence, CommandId id, long payer, long amount, RejectionCode code)
      implements Event {}

  /** A return reached the payer. */
  record ReturnCredited(
      int source, long sequence, CommandId id, long payer, long amount, RejectionCode code)
      implements Event {}

  /** What could not be booked to its account lies in suspense. */
  record BookedToSuspense(
      int source, long sequence, CommandId id, int bank, long amount, RejectionCode code)
      implements Event {}

  /** All of a channel up to the mark is answered: what was not returned is settled. */
  record AcknowledgementTaken(int peer, long mark) implements Event {}

  /** What came from a shard contradicts what came before, or what was sent to it. */
  record ChannelStopped(int peer, long sequence, ChannelStop why) implements Event {}

  /** A stopped channel takes again what continues it, at the sequence where it stood. */
  record ChannelResumed(int peer) implements Event {}

  record OutcomeCancelled(CommandId id) implements Event {}

  record ReserveCredited(int bank, long amount) implements Event {}

  /** Debit reserve, credit issuance; credit vault against the control total "issued". */
  record Issued(int bank, long amount) implements Event {}

  /** The reverse of {@link Issued}. */
  record Redeemed(int bank, long amount) implements Event {}

  record PolicySet(LimitPolicy policy) implements Event {}

  record BankSet(int bank, BankStatus status, long quota, java.util.List<PublicKey> keys)
      implements Event {}

  record IssuerKeysSet(int threshold, java.util.List<PublicKey> keys) implements Event {}

  record SuspenseSwept(CommandId id, int bank, int shard, long amount) implements Event {}

  record RulesVersionRaised(int rulesVersion) implements Event {}

  record NodeReplaced(long orderNumber, String removed, String added) implements Event {}

  /** An order of shard 0 goes to other shards. */
  record OrderForwarded(
      CommandId id, int destination, byte[] order, java.util.List<Approval> approvals)
      implements Event {}

  /** An order was accepted on shard 0: its number is used for ever. */
  record OrderNumbered(int bank, long number) implements Event {}

  /** A whole group of a channel was taken: mark and hash move on. */
  record GroupTaken(int source, ChannelGroup group) implements Event {}

  /** A forwarded order cannot be executed here: the answer is appended to the reverse channel. */
  record OrderRefusalSent(int source, long sequence, CommandId id, RejectionCode code)
      implements Event {}

  /** A forwarded order came back refused. */
  record OrderRefused(int source, long sequence, CommandId id, RejectionCode code)
      implements Event {}
}
