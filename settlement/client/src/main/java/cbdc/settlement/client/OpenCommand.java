package cbdc.settlement.client;

import cbdc.protocol.Command;
import cbdc.protocol.Command.AskOutcome;
import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A command, or a question for an id's outcome, that has no final outcome yet. Touched on the event
 * loop only, except while it is made.
 */
final class OpenCommand extends TimerWheel.Timed {
  /** Where a command is. */
  enum Stage {
    /** Not seen by the loop yet, or waiting for the first hints. */
    NEW,
    /** In its lane's queue. */
    QUEUED,
    /** In a batch that is on its way. */
    SENT,
    /** Answered as pending; the completion stream, or a question, brings the rest. */
    PENDING,
    /** Waits a little before it is queued again. */
    RESTING,
    /** Expired: being looked for in the history. */
    SEARCHED,
    /** Has its outcome, or was given up on. */
    DONE
  }

  final CommandId id;

  /**
   * Low half of the id: beside the other fields, where looking it up costs no further memory
   * access.
   */
  final long idLow;

  final long account;

  /** Null when only the outcome of the id is asked for. */
  final Command command;

  final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
  ShardLane lane;
  Stage stage = Stage.NEW;
  long deadlineAt;
  long giveUpAt;

  /** Sent as a question from now on. */
  boolean asks;

  /** The sending under way is a question, or a used id's command that is to be compared. */
  boolean sentAsQuestion;

  /** Asks by the id alone: the rules in force know no questions about its content. */
  boolean asksPlainly;

  /** How often its bytes have left this process, as a command or as a question. */
  int sendings;

  /** A sending ended otherwise than with a refusal before proposing: it may have been executed. */
  boolean doubtful;

  /** Its id is on the ledger, for this content or another. */
  private boolean isIdUsed;

  /** A node has called this very content pending: completions under its id are its own. */
  boolean wasPending;

  /** What a completion stream said of the id before that; null if nothing. */
  Outcome heard;

  /** How often a pending command was asked for. */
  int questionRound;

  /** Where the completion of a pending command is expected. */
  NodePeer pendingAt;

  /** What the outcome is wanted of; null for whatever the id was used for. */
  final Command content;

  private OpenCommand(CommandId id, long account, Command command, Command content) {
    this.id = id;
    this.idLow = id.low();
    this.account = account;
    this.command = command;
    this.content = content;
    this.asks = command == null;
  }

  /** A command to be executed. */
  static OpenCommand of(Command command) {
    return new OpenCommand(command.id(), command.routingAccount(), command, command);
  }

  /** A question about a command sent before. */
  static OpenCommand question(Command about) {
    return new OpenCommand(about.id(), about.routingAccount(), null, about);
  }

  /** A question about whatever an id was used for. */
  static OpenCommand question(CommandId id, long account) {
    return new OpenCommand(id, account, null, null);
  }

  /** What is sent next by the bank. */
  Command toSend(int bank) {
    if (!asks || isIdUsed) {
      return command == null ? content : command;
    }
    return content == null || asksPlainly
        ? AskOutcome.ofAnyContent(id, account)
        : AskOutcome.about(bank, content);
  }

  /**
   * Takes note of why what was sent last cannot be taken. Nodes whose rules know no questions about
   * an id's content say so of such a question, and those whose programs do not know them either
   * find the bytes malformed.
   *
   * @return true when it is to be asked again by the id alone
   */
  boolean asksMorePlainly(RejectionCode code) {
    boolean isTooNew =
        sentAsQuestion
            && content != null
            && !asksPlainly
            && (code == RejectionCode.RULES_VERSION_UNSUPPORTED
                || code == RejectionCode.COMMAND_MALFORMED);
    asksPlainly |= isTooNew;
    return isTooNew;
  }

  /**
   * Takes note of the answer to a question by the id alone, which may be about other content: the
   * id is used, so the command itself can be sent without being executed, and is compared.
   *
   * @return true when this was the answer to such a question
   */
  boolean comparesContent() {
    boolean isAnyContents = sentAsQuestion && asksPlainly && content != null && !isIdUsed;
    isIdUsed |= isAnyContents;
    return isAnyContents;
  }

  /** Ends as the open command with the same id does, if that has the same content. */
  void endAs(OpenCommand first) {
    if (content != null && !content.equals(first.content)) {
      outcome.complete(new Outcome.Rejected(RejectionCode.ID_REUSED));
      return;
    }
    CompletionStage<Outcome> ending = first.outcome;
    ending.whenComplete(
        (ended, failure) -> {
          if (failure == null) {
            outcome.complete(ended);
          } else {
            outcome.completeExceptionally(failure);
          }
        });
  }

  /**
   * Ends what the closed client has not sent: a command is refused; of what is asked about nothing
   * is known.
   */
  void refuseUnsent() {
    if (command == null) {
      outcome.completeExceptionally(new OutcomeUnknown(id, "the client was closed"));
    } else {
      outcome.complete(new Outcome.Rejected(RejectionCode.OVERLOADED));
    }
  }

  boolean isDone() {
    return stage == Stage.DONE;
  }
}
