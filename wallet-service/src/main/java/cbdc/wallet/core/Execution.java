package cbdc.wallet.core;

import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;

/** How the execution of a request ended, as far as it can be told now. */
public sealed interface Execution {
  /** Under which id the ledger knows it. */
  CommandId id();

  /** The ledger has said how it ended; for ever. */
  record Ended(CommandId id, Outcome outcome) implements Execution {}

  /** Nobody knows yet. The same request under the same key finds out. */
  record Unknown(CommandId id) implements Execution {}

  /** The id is older than the ledger remembers, and was never executed: it never will be. */
  record Expired(CommandId id) implements Execution {}

  /**
   * The id is older than the ledger remembers, and the projection has not come far enough to tell
   * whether it was executed.
   */
  record NotYetTold(CommandId id) implements Execution {}
}
