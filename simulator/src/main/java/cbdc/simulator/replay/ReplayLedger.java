package cbdc.simulator.replay;

import cbdc.issuer.core.LedgerPort;
import cbdc.protocol.Command;
import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.protocol.wire.FeedPage;
import java.util.concurrent.CompletionStage;

/** What a replay needs of the ledger: every bank's own way to it, and the issuer's. */
interface ReplayLedger {
  /** Number of shards. */
  int shardCount();

  /**
   * True when a step that is sent again, by whatever process, gets its first outcome: then nobody
   * has to know what earlier runs did.
   */
  boolean answersRepetitions();

  /** A new command id. */
  CommandId newId();

  /**
   * Sends a bank's command.
   *
   * @return the final outcome; fails with {@link cbdc.settlement.client.OutcomeUnknown} when none
   *     was learnt in time
   */
  CompletionStage<Outcome> submit(int bank, Command command);

  /**
   * Asks what became of a bank's command.
   *
   * @param account the command's routing account
   */
  CompletionStage<Outcome> ask(int bank, CommandId id, long account);

  /** Reads what an account of a bank has available, minor units. */
  CompletionStage<Long> balance(long account);

  /** Reads a page of a shard's history as a bank sees it, from a number on. */
  CompletionStage<FeedPage> feed(int bank, int shard, long fromBatch);

  /** The issuer's way. */
  LedgerPort issuer();
}
