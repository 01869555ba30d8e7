package cbdc.simulator.drill.check;

import cbdc.protocol.Command;
import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import java.util.List;
import java.util.Optional;

/**
 * One entry of a shard's journal, as far as the load's money goes, in the order of its parts.
 *
 * @param timeMillis ledger time
 * @param finals ids that an acknowledgement made final: settled
 * @param arrivals what other shards delivered
 * @param executions commands of clients, duplicates included
 */
public record JournalEntry(
    int shard,
    int term,
    long index,
    long timeMillis,
    List<CommandId> finals,
    List<Arrival> arrivals,
    List<Execution> executions) {

  /** Copies the lists. */
  public JournalEntry {
    finals = List.copyOf(finals);
    arrivals = List.copyOf(arrivals);
    executions = List.copyOf(executions);
  }

  /** Money from another shard. */
  public sealed interface Arrival {
    /** The payment that it belongs to. */
    CommandId id();
  }

  /**
   * A payment arrives at the payee's shard.
   *
   * @param refusal empty when the payee was credited
   */
  public record Credited(CommandId id, long payee, long amount, Optional<RejectionCode> refusal)
      implements Arrival {}

  /**
   * A payment comes back to the payer's shard.
   *
   * @param isInSuspense whether the payer could not be credited either
   */
  public record CameBack(
      CommandId id, long payer, long amount, RejectionCode code, boolean isInSuspense)
      implements Arrival {}

  /** A command of a client and what the ledger said. */
  public record Execution(Command command, Outcome outcome, boolean isDuplicate) {}
}
