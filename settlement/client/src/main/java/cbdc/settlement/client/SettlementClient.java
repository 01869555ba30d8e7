package cbdc.settlement.client;

import cbdc.protocol.Command;
import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.wire.Query;
import cbdc.protocol.wire.ReadAnswer;
import cbdc.protocol.wire.ReadPayload;
import cbdc.protocol.wire.ReadPayload.AccountState;
import cbdc.protocol.wire.ReadPayload.Balance;
import cbdc.protocol.wire.ReadPayload.FeedStart;
import cbdc.protocol.wire.ReadPayload.Registry;
import cbdc.protocol.wire.ReadPayload.ShardStatus;
import cbdc.protocol.wire.ReadPayload.Supply;
import cbdc.settlement.client.transport.NodeTransport;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/**
 * One bank's, or the issuer's, way to the ledger. Safe for use by any number of threads; none of
 * its methods but {@link #close()} blocks. Several clients may share a transport and an event loop.
 *
 * <p><b>Exactly once.</b> A command may be sent several times, always under its id and with the
 * same bytes, which the ledger executes at most once. Its stage completes with an outcome only when
 * the ledger has said so, when the command was refused before it was ever sent, or when its first
 * sending was refused for its form, key or signature. When none could be had in time it fails with
 * {@link OutcomeUnknown}. A client knows only its own sendings: where an earlier process may have
 * sent the command, such a refusal ({@code BANK_UNKNOWN}, {@code COMMAND_MALFORMED} and the like)
 * says nothing about what that did, and {@link #ask} must tell.
 *
 * <p><b>Order.</b> Commands for one shard, so all commands of one payer, are proposed in the order
 * in which they were submitted, as long as none has to be sent again. After a fail-over, or when
 * the ledger had no room for one, later ones may come first; whoever depends on an order submits
 * the second command when the first has its outcome.
 *
 * <p><b>Continuations</b> of the returned stages run on the callback executor given, by default on
 * the event loop itself: they must not block.
 */
public final class SettlementClient implements AutoCloseable {
  private final ClientCore core;

  /**
   * Starts a client on the machine's clock; continuations run on the event loop.
   *
   * @param transport closed by its owner, after the client
   * @param loop closed by its owner, after the client
   */
  public SettlementClient(
      SettlementClientConfig config,
      ClientIdentity identity,
      NodeTransport transport,
      EventLoop loop) {
    this(
        config, identity, transport, loop, ClientClock.system(), new SecureRandom(), Runnable::run);
  }

  /**
   * Starts a client.
   *
   * @param random for the client's secret id, nonces and jitter; from a secure source except in
   *     simulations
   * @param callbacks runs the continuations of all stages
   */
  public SettlementClient(
      SettlementClientConfig config,
      ClientIdentity identity,
      NodeTransport transport,
      EventLoop loop,
      ClientClock clock,
      RandomGenerator random,
      Executor callbacks) {
    this(config, identity, transport, loop, clock, random, callbacks, AnswerObserver.NONE);
  }

  /**
   * Starts a client whose answers are observed.
   *
   * @param random for the client's secret id, nonces and jitter; from a secure source except in
   *     simulations
   * @param callbacks runs the continuations of all stages
   */
  public SettlementClient(
      SettlementClientConfig config,
      ClientIdentity identity,
      NodeTransport transport,
      EventLoop loop,
      ClientClock clock,
      RandomGenerator random,
      Executor callbacks,
      AnswerObserver observer) {
    core = new ClientCore(config, identity, transport, loop, clock, random, callbacks, observer);
    core.start();
  }

  /**
   * Submits a command. When too many commands are open, or wait for its shard, it is refused with
   * {@code OVERLOADED} and was never sent.
   *
   * @return the final outcome, never pending; or {@link OutcomeUnknown}
   * @throws IllegalArgumentException when a field of the command is null, which is a bug
   */
  public CompletionStage<Outcome> submit(Command command) {
    RejectionCode refusal = CommandChecks.refusal(command);
    return refusal == null ? open(OpenCommand.of(command)) : refused(refusal);
  }

  /**
   * Asks what became of a command that this process has not open, for example after a restart. An
   * id that had not arrived within the id window is cancelled for ever by asking; an expired one is
   * looked for in the history.
   *
   * @return the final outcome, {@code ID_REUSED} if the id was used for another command; or {@link
   *     OutcomeUnknown}
   * @throws IllegalArgumentException when a field of the command is null, which is a bug
   */
  public CompletionStage<Outcome> ask(Command command) {
    RejectionCode refusal = CommandChecks.refusal(command);
    return refusal == null ? open(OpenCommand.question(command)) : refused(refusal);
  }

  /**
   * Asks like {@link #ask}, for a caller who knows the id alone: the answer is that of whatever
   * command the id was used for.
   *
   * @param account the command's routing account
   * @return the final outcome; or {@link OutcomeUnknown}
   */
  public CompletionStage<Outcome> askById(CommandId id, long account) {
    return open(OpenCommand.question(Objects.requireNonNull(id, "id"), account));
  }

  private CompletionStage<Outcome> open(OpenCommand command) {
    return !core.isStopping() && core.offer(command)
        ? command.outcome
        : refused(RejectionCode.OVERLOADED);
  }

  private static CompletionStage<Outcome> refused(RejectionCode code) {
    return CompletableFuture.completedFuture(new Outcome.Rejected(code));
  }

  /** Reads a balance of the bank's own account. */
  public CompletionStage<ReadResult<Balance>> balance(long account) {
    return read(new Query.OfBalance(account), Balance.class);
  }

  /** Reads all that the ledger keeps about an account of the bank. */
  public CompletionStage<ReadResult<AccountState>> account(long account) {
    return read(new Query.OfAccount(account), AccountState.class);
  }

  /** Reads one shard's part of the supply report; for the issuer. */
  public CompletionStage<ReadResult<Supply>> supply(int shard) {
    return read(new Query.OfSupply(shard), Supply.class);
  }

  /** Reads what shard 0 has on record about a bank: its keys, quota and next order number. */
  public CompletionStage<ReadResult<Registry>> registry(int bank) {
    return read(new Query.OfRegistry(bank), Registry.class);
  }

  /** Reads how a shard stands. */
  public CompletionStage<ReadResult<ShardStatus>> shardStatus(int shard) {
    return read(new Query.OfShard(shard), ShardStatus.class);
  }

  /** Reads where a ledger time begins in a shard's feed. */
  public CompletionStage<ReadResult<FeedStart>> feedStart(int shard, long timeMillis) {
    return read(new Query.OfFeedStart(shard, timeMillis), FeedStart.class);
  }

  /**
   * Reads a shard's history from a number on.
   *
   * @param fromBatch 1 for the whole history
   */
  public FeedReader feed(int shard, long fromBatch) {
    return new FeedReader(this, shard, fromBatch);
  }

  /** Reads anything that can be asked for; fails with {@link ReadFailed}. */
  public <P extends ReadPayload> CompletionStage<ReadResult<P>> read(Query query, Class<P> type) {
    CompletableFuture<ReadResult<P>> result = new CompletableFuture<>();
    if (core.isStopping()) {
      result.completeExceptionally(new ReadFailed(RejectionCode.OVERLOADED));
      return result;
    }
    OpenRead read =
        new OpenRead(
            query,
            new OpenRead.Callback() {
              @Override
              public void answered(ReadAnswer.Ok ok) {
                core.callBack(
                    () -> {
                      if (type.isInstance(ok.payload())) {
                        result.complete(
                            new ReadResult<>(
                                ok.shard(), ok.term(), ok.index(), type.cast(ok.payload())));
                      } else {
                        result.completeExceptionally(new ReadFailed(RejectionCode.INTERNAL_ERROR));
                      }
                    });
              }

              @Override
              public void refused(RejectionCode code) {
                core.callBack(() -> result.completeExceptionally(new ReadFailed(code)));
              }
            });
    core.begin(read);
    return result;
  }

  /** Completes when the cluster's id and number of shards are known. */
  public CompletionStage<ClusterView> cluster() {
    return core.clusterKnown().minimalCompletionStage();
  }

  /**
   * What the first hints said, for ever the same.
   *
   * @param id the cluster's id
   * @param shardCount number of shards
   * @param idWindowMillis how long a command id can be used
   */
  public record ClusterView(UUID id, int shardCount, long idWindowMillis) {}

  /** What the client has done since its start. */
  public ClientCounters counters() {
    return core.counters;
  }

  /** Commands that have no outcome yet. */
  public int openCommands() {
    return core.openCount();
  }

  /**
   * Takes no more commands, and completes when every open one has its outcome or the closing time
   * is over.
   */
  public CompletionStage<Void> stop() {
    return core.stop().minimalCompletionStage();
  }

  /** Stops, and waits for it. Not to be called on the event loop. */
  @Override
  public void close() {
    try {
      core.stop().get(core.config.closeMillis() + 1_000, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the event loop does not run any more", e);
    }
  }
}
