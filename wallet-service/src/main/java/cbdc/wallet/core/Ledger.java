package cbdc.wallet.core;

import cbdc.protocol.Command;
import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.protocol.wire.ReadPayload;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** The bank's way to the ledger. No call blocks. */
public interface Ledger {
  /** The bank that it acts for. */
  int bank();

  /** Which cluster it is connected to. */
  UUID cluster();

  /** Number of shards. */
  int shardCount();

  /** How long a command id can be used, milliseconds. */
  long idWindowMillis();

  /**
   * Executes a command exactly once under its id, however often it is submitted.
   *
   * @return the final outcome; fails with {@link OutcomeNotKnown} when none was learnt in time
   */
  CompletionStage<Outcome> submit(Command command);

  /**
   * Asks what became of a command; one that had not arrived is cancelled for ever.
   *
   * @param account the command's routing account
   */
  CompletionStage<Outcome> ask(CommandId id, long account);

  /** Reads a balance, as of everything answered before. */
  CompletionStage<Read<ReadPayload.Balance>> balance(long account);

  /** Reads all that the ledger keeps about an account. */
  CompletionStage<Read<ReadPayload.AccountState>> account(long account);

  /**
   * What was read, and as of when.
   *
   * @param index Raft index of the shard
   */
  record Read<P extends ReadPayload>(int shard, long index, P value) {}
}
