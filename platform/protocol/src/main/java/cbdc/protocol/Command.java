package cbdc.protocol;

import java.util.Arrays;
import java.util.List;

/**
 * What a shard's ledger can be asked to do. Money is moved by a bank for its own customers; {@link
 * SubmitOrder} carries an issuer's order.
 *
 * <p>The same id with the same bytes gets the first outcome again; the same id with other bytes is
 * refused.
 */
public sealed interface Command {
  /** Longest note in bytes. */
  int MAX_NOTE_LENGTH = 140;

  /** Longest end-to-end id in bytes (ISO 20022 Max35Text). */
  int MAX_END_TO_END_ID_LENGTH = 35;

  /** Identity, for exactly-once execution. */
  CommandId id();

  /**
   * The account that decides which shard executes the command: the payer, or the account that
   * changes.
   */
  long routingAccount();

  /** Opens a wallet or merchant account of the calling bank, with a zero balance. */
  record OpenAccount(CommandId id, long account, AccountKind kind, int classNumber)
      implements Command {
    @Override
    public long routingAccount() {
      return account;
    }
  }

  /** Puts an account under the limits of another class. */
  record ChangeClass(CommandId id, long account, int classNumber) implements Command {
    @Override
    public long routingAccount() {
      return account;
    }
  }

  /** Blocks, unblocks or closes an account. */
  record SetStatus(CommandId id, long account, AccountStatus status) implements Command {
    @Override
    public long routingAccount() {
      return account;
    }
  }

  /** Pays. Final when the payee is credited, which may happen in another shard. */
  record Pay(CommandId id, long payer, long payee, long amount, Text endToEndId, Text note)
      implements Command {
    @Override
    public long routingAccount() {
      return payer;
    }
  }

  /**
   * Sets an amount aside for a payee, to be captured in parts or released; the hold's identity is
   * the command's.
   */
  record PlaceHold(
      CommandId id,
      long payer,
      long payee,
      long amount,
      long expiresAtMillis,
      Text endToEndId,
      Text note)
      implements Command {
    @Override
    public long routingAccount() {
      return payer;
    }
  }

  /**
   * Pays a part, or all that is left, of a hold to its payee. The payee is named again so that the
   * command tells by itself who gets the money.
   */
  record CaptureHold(
      CommandId id, long payer, long payee, CommandId hold, long amount, Text endToEndId, Text note)
      implements Command {
    @Override
    public long routingAccount() {
      return payer;
    }
  }

  /** Gives what is left of a hold back to the payer. */
  record ReleaseHold(CommandId id, long payer, long payee, CommandId hold) implements Command {
    @Override
    public long routingAccount() {
      return payer;
    }
  }

  /**
   * Asks for the outcome of an id in the shard of an account. An id that the shard does not know,
   * within the window, is cancelled for ever; only then may anyone say that it was not executed.
   *
   * @param fingerprint {@link Fingerprint} of the command asked about: where the id was used for
   *     another one the answer is {@code ID_REUSED}, as it would be to the command itself; or
   *     {@link #ANY_CONTENT}
   */
  record AskOutcome(CommandId id, long account, long fingerprint) implements Command {
    /** Stands for whatever command the id was used for. */
    public static final long ANY_CONTENT = 0;

    /** A question about a command as {@code bank} sent it. */
    public static AskOutcome about(int bank, Command command) {
      return new AskOutcome(command.id(), command.routingAccount(), Fingerprint.of(bank, command));
    }

    /** A question of somebody who knows the id alone. */
    public static AskOutcome ofAnyContent(CommandId id, long account) {
      return new AskOutcome(id, account, ANY_CONTENT);
    }

    /** Whether it takes the outcome of whatever command the id was used for. */
    public boolean isOfAnyContent() {
      return fingerprint == ANY_CONTENT;
    }

    /** Whether it asks about a command with this fingerprint. */
    public boolean isAbout(long executed) {
      return isOfAnyContent() || fingerprint == executed;
    }

    @Override
    public long routingAccount() {
      return account;
    }
  }

  /**
   * Submits an issuer's order to shard 0.
   *
   * @param order the exact bytes that were signed
   * @param approvals signatures of issuer keys
   */
  record SubmitOrder(CommandId id, byte[] order, List<Approval> approvals) implements Command {
    /** Most approvals that an order may carry. */
    public static final int MAX_APPROVALS = 16;

    public SubmitOrder {
      approvals = List.copyOf(approvals);
    }

    @Override
    public long routingAccount() {
      return AccountNumber.reserve(0);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof SubmitOrder that
          && id.equals(that.id)
          && Arrays.equals(order, that.order)
          && approvals.equals(that.approvals);
    }

    @Override
    public int hashCode() {
      return id.hashCode();
    }
  }
}
