package cbdc.issuer.core;

import cbdc.protocol.Approval;
import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.protocol.wire.ReadPayload.Registry;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * What the issuer needs of the settlement ledger. Refusals are values; a stage fails only where
 * nothing could be learnt (no connection, a bug).
 */
public interface LedgerPort {
  /** Number of shards, fixed at genesis. */
  int shardCount();

  /** What shard 0 has on record about a bank (0: the system), committed. */
  CompletionStage<Registry> registry(int bank);

  /** One shard's part of the supply report, committed. */
  CompletionStage<ShardSupply> supply(int shard);

  /**
   * Submits an order to shard 0. May be called again with the same id and the same bytes: that
   * gives the first outcome and never executes twice.
   *
   * @return the final outcome; or {@code Rejected} with a retryable code when none was learnt in
   *     time ({@code DEADLINE_PASSED}: it may have executed) or nothing was proposed; {@code
   *     Rejected(ID_EXPIRED)} says nothing about the order, and a refusal of the caller, its key or
   *     the bytes nothing about what an earlier sending of them did
   */
  CompletionStage<Outcome> submit(CommandId id, byte[] order, List<Approval> approvals);

  /**
   * What became of an id under which an order was submitted, also one that the ledger no longer
   * remembers; the history knows.
   *
   * @return the final outcome; {@code Cancelled} when no order was executed under the id, and none
   *     ever will be; or {@code Rejected} with a code that spends no id when it was not learnt
   */
  CompletionStage<Outcome> ask(CommandId id);
}
