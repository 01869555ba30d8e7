package cbdc.simulator.drill.check;

import cbdc.protocol.Command;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import java.util.Optional;

/** What the journals say became of a command. */
final class Fate {
  /** What was executed first under the id; null for an arrival without a source. */
  Command content;

  Outcome atSource;
  int shard = -1;
  long index;
  int executions;
  int arrivals;
  int arrivalShard = -1;
  long arrivalIndex;
  long arrivedAmount;
  Optional<RejectionCode> refusal = Optional.empty();

  /** The final outcome, or pending while the other shard has not answered. */
  Outcome outcome() {
    if (!(atSource instanceof Outcome.Pending) || content instanceof Command.SubmitOrder) {
      return atSource;
    }
    if (arrivals == 0) {
      return atSource;
    }
    return refusal.<Outcome>map(Outcome.Returned::new).orElse(Outcome.Settled.INSTANCE);
  }

  /** Whether money moved for good. */
  boolean isPaid() {
    return content instanceof Command.Pay && outcome() instanceof Outcome.Settled;
  }
}
