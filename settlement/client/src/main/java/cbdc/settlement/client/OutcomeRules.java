package cbdc.settlement.client;

import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.settlement.client.OpenCommand.Stage;

/**
 * What an answer, or its absence, says about a command. Only these end one: an outcome of the
 * ledger, a refusal that came before its bytes ever left, an expired id's history, and giving up.
 *
 * <p>A refusal before proposing is no outcome, although it spends no id: the network may run a
 * request twice, and the other run may have been taken. So whatever was sent once is sent again
 * until its deadline, and then asked for. The one exception is a refusal of the key or signature
 * itself at the first sending: the same key could not ask either, and the caller must learn what is
 * wrong.
 */
final class OutcomeRules {
  private static final int QUESTION_ROUNDS_MAX = 6;

  /** How long an order that admits a bank or a key may take to reach all shards. */
  private static final long ADMISSION_MILLIS = 1_000;

  private final ClientCore core;

  OutcomeRules(ClientCore core) {
    this.core = core;
  }

  /**
   * Whether a command that was never sent cannot be sent now because its id is of the future. It is
   * refused when every node says so, or at its deadline; until then it rests.
   */
  boolean isTooEarly(OpenCommand command) {
    if (command.command == null || !core.router.isInFuture(command.id)) {
      return false;
    }
    if (core.router.hasHeardAll() || core.now() >= command.deadlineAt) {
      core.finish(command, new Outcome.Rejected(RejectionCode.ID_IN_FUTURE));
    } else {
      core.router.refreshSoon();
      rest(command);
    }
    return true;
  }

  /** Takes the answer of one batch position. */
  void answered(OpenCommand command, Outcome outcome, boolean duplicate, NodePeer peer) {
    boolean isRemembered = !(outcome instanceof Outcome.Rejected) || duplicate;
    if (isRemembered && !(outcome instanceof Outcome.Cancelled) && command.comparesContent()) {
      core.enqueue(command);
      return;
    }
    switch (outcome) {
      case Outcome.Pending o -> pending(command, peer);
      case Outcome.Rejected o -> rejected(command, o, duplicate);
      case Outcome.Settled o -> core.finish(command, o);
      case Outcome.Returned o -> core.finish(command, o);
      case Outcome.Cancelled o -> core.finish(command, o);
    }
  }

  /**
   * Takes what a completion stream says about an id. It may come late, of what the id was used for
   * before: it counts for this command once a node has called this command pending.
   */
  void completed(OpenCommand command, Outcome outcome) {
    if (!outcome.isFinal()) {
      return;
    }
    if (command.wasPending || command.content == null) {
      core.finish(command, outcome);
    } else {
      command.heard = outcome;
    }
  }

  private void rejected(OpenCommand command, Outcome.Rejected outcome, boolean duplicate) {
    RejectionCode code = outcome.code();
    if (code.spendsId()) {
      if (command.sentAsQuestion && !duplicate && concernsTheAsker(command, code)) {
        questionRefused(command, code);
      } else {
        core.finish(command, outcome);
      }
      return;
    }
    switch (code) {
      case ID_EXPIRED -> {
        if (command.sendings > 1 || command.sentAsQuestion) {
          core.search.begin(command);
        } else {
          core.finish(command, outcome);
        }
      }
      case ID_NOT_VERSION_7, ID_REUSED -> core.finish(command, outcome);
      case COMMAND_MALFORMED -> {
        // Said without a look at the id.
        if (command.sentAsQuestion) {
          questionRefused(command, code);
        } else if (command.doubtful) {
          rest(command);
        } else {
          core.finish(command, outcome);
        }
      }
      // In the future: the clocks of this machine and of the ledger meet soon. The others: the
      // ledger had no room.
      default -> rest(command);
    }
  }

  /**
   * A refusal that is not remembered is the question's own, not the id's; but a foreign account
   * also tells that the asker's own command cannot have been executed.
   */
  private static boolean concernsTheAsker(OpenCommand command, RejectionCode code) {
    return switch (code) {
      case FOREIGN_ACCOUNT, WRONG_SHARD -> command.command == null;
      default -> true;
    };
  }

  /** Says nothing about the id in question. */
  private void questionRefused(OpenCommand command, RejectionCode code) {
    if (command.command == null) {
      core.giveUp(command, "the question was refused with " + code);
    } else {
      rest(command);
    }
  }

  /** Executed at its source; another shard has to answer. */
  private void pending(OpenCommand command, NodePeer peer) {
    command.wasPending = true;
    if (command.heard != null) {
      core.finish(command, command.heard);
      return;
    }
    leavePending(command);
    command.stage = Stage.PENDING;
    command.asks = true;
    command.pendingAt = peer;
    peer.expected++;
    core.counters.pending.increment();
    long patience =
        command.questionRound == 0
            ? core.config.pendingAskMillis()
            : core.config.lostAskMillis()
                << Math.min(command.questionRound + 1, QUESTION_ROUNDS_MAX);
    core.wheel.schedule(command, Math.min(core.now() + patience, command.giveUpAt));
  }

  void leavePending(OpenCommand command) {
    if (command.pendingAt != null) {
      command.pendingAt.expected--;
      command.pendingAt = null;
    }
  }

  /**
   * The node knows no such bank or key, or finds the signature wrong. An admission takes a moment
   * to reach every shard, so this is final only after a while; and where the command may have been
   * taken before, it is not final at all.
   */
  void refusedForGood(OpenCommand command, RejectionCode code) {
    if (command.command == null || command.asks) {
      core.giveUp(command, "the question was refused with " + code);
    } else if (!command.doubtful
        && core.now() >= command.deadlineAt - core.router.deadlineMillis() + ADMISSION_MILLIS) {
      core.finish(command, new Outcome.Rejected(code));
    } else {
      rest(command);
    }
  }

  /** Tries again a little later. */
  void rest(OpenCommand command) {
    command.stage = Stage.RESTING;
    long max = core.config.backoffMillisMax();
    core.wheel.schedule(
        command,
        Math.min(core.now() + max / 2 + core.random.nextLong(max / 2 + 1), command.giveUpAt));
  }

  /** A pending command's completion is lost, or may be. */
  void askSoon(OpenCommand command) {
    long soon = core.config.lostAskMillis();
    core.wheel.scheduleSooner(
        command,
        Math.min(core.now() + soon / 2 + core.random.nextLong(soon / 2 + 1), command.giveUpAt));
  }

  /** A command's timer has come. */
  void due(OpenCommand command, long now) {
    if (command.isDone()) {
      return;
    }
    if (now >= command.giveUpAt) {
      core.giveUp(command, "no answer within " + core.config.giveUpMillis() + " ms");
      return;
    }
    boolean late = now >= command.deadlineAt;
    switch (command.stage) {
      case NEW, QUEUED -> {
        if (late && command.sendings == 0 && command.command != null) {
          boolean leaderless = command.lane == null || command.lane.leader.isEmpty();
          core.finish(
              command,
              new Outcome.Rejected(
                  leaderless ? RejectionCode.NO_LEADER : RejectionCode.OVERLOADED));
          return;
        }
        command.asks |= late;
      }
      case SENT -> command.asks |= late;
      case PENDING -> {
        leavePending(command);
        command.questionRound++;
        core.enqueue(command);
      }
      case RESTING -> {
        if (command.sendings == 0 && isTooEarly(command)) {
          return;
        }
        command.asks |= late;
        core.enqueue(command);
      }
      case SEARCHED, DONE -> {
        // Only the give-up time concerns these.
      }
    }
    core.wheel.schedule(command, command.asks || late ? command.giveUpAt : command.deadlineAt);
  }
}
