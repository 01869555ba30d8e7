package cbdc.wallet.core;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.Command;
import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Executes commands under the keys that callers choose: once each, however often they come.
 *
 * <p>A key that is a UUID of version 7 is the command's id, and no database is asked. Any other key
 * is given an id in the database first, and keeps it for ever. When the ledger has forgotten an id,
 * the projection tells what became of it.
 */
public final class Executor {
  /** Longest idempotency key, in characters. */
  public static final int KEY_LENGTH_MAX = 255;

  private final Ledger ledger;
  private final IdempotencyKeys keys;
  private final Histories histories;
  private final Supplier<CommandId> ids;

  /**
   * An executor.
   *
   * @param ids makes command ids
   */
  public Executor(
      Ledger ledger, IdempotencyKeys keys, Histories histories, Supplier<CommandId> ids) {
    this.ledger = ledger;
    this.keys = keys;
    this.histories = histories;
    this.ids = ids;
  }

  /** True when this can be an idempotency key at all: 1 to 255 printable ASCII characters. */
  public static boolean isKey(String key) {
    return !key.isEmpty()
        && key.length() <= KEY_LENGTH_MAX
        && key.chars().allMatch(c -> c >= ' ' && c < 0x7F);
  }

  /** The command id of a key; fails with {@link StoreUnavailable}. */
  public CompletionStage<CommandId> idOf(Caller caller, String key) {
    CommandId direct = directId(key);
    return direct != null
        ? CompletableFuture.completedFuture(direct)
        : keys.commandOf(caller.name(), key, ids.get());
  }

  /** Only the usual form counts: what else a parser would take stays a text like any other. */
  private static CommandId directId(String key) {
    if (key.length() != 36 || key.charAt(14) != '7') {
      return null;
    }
    try {
      CommandId id = CommandId.parse(key);
      return id.toString().equalsIgnoreCase(key) ? id : null;
    } catch (IllegalArgumentException notVersion7) {
      return null;
    }
  }

  /** Executes what the caller asked for under its key. */
  public CompletionStage<Execution> execute(
      Caller caller, String key, Function<CommandId, ? extends Command> command) {
    CommandId direct = directId(key);
    return direct != null
        ? execute(command.apply(direct))
        : keys.commandOf(caller.name(), key, ids.get())
            .thenCompose(id -> execute(command.apply(id)));
  }

  /** Executes a command under the id that it has. */
  public CompletionStage<Execution> execute(Command command) {
    return ledger
        .submit(command)
        .handle(
            (outcome, failure) ->
                failure == null ? ended(command, outcome) : unknown(command, failure))
        .thenCompose(Function.identity());
  }

  private CompletionStage<Execution> ended(Command command, Outcome outcome) {
    return outcome instanceof Outcome.Rejected rejected
            && rejected.code() == RejectionCode.ID_EXPIRED
        ? fromHistory(command)
        : CompletableFuture.completedFuture(new Execution.Ended(command.id(), outcome));
  }

  private static CompletionStage<Execution> unknown(Command command, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof OutcomeNotKnown
        ? CompletableFuture.completedFuture(new Execution.Unknown(command.id()))
        : CompletableFuture.failedFuture(cause);
  }

  private CompletionStage<Execution> fromHistory(Command command) {
    int shard = AccountNumber.shard(command.routingAccount(), ledger.shardCount());
    return histories
        .trace(new PaymentKey(shard, command.id()))
        .thenApply(trace -> PastOutcomes.of(command, trace, ledger.idWindowMillis()));
  }
}
