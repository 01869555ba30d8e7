package cbdc.settlement.client;

import cbdc.protocol.CommandId;

/**
 * Nobody could say in time what became of a command: it may have been executed, may be executed, or
 * may never be. Ask again with {@link SettlementClient#ask}, or send the same command again; never
 * send it under a new id before its outcome is known.
 */
public final class OutcomeUnknown extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient CommandId id;

  OutcomeUnknown(CommandId id, String reason) {
    super("outcome of command " + id + " is unknown: " + reason, null, false, false);
    this.id = id;
  }

  /** The command. */
  public CommandId id() {
    return id;
  }
}
