package cbdc.settlement.node.shard;

import cbdc.protocol.BatchReader;
import cbdc.protocol.ClientBatchCodec;
import cbdc.protocol.MalformedException;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.wire.BatchAnswer;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts by code the commands that were refused before they were proposed. Thread safe. */
final class RefusedCommands {
  private final AtomicLongArray counts = new AtomicLongArray(128);

  /**
   * Counts the commands that a refusal is about.
   *
   * @param encoded the batch refused; its signature may be false, so its length is not believed
   */
  void count(BatchAnswer.Refused refused, byte[] encoded) {
    int commands = refused.positions().isEmpty() ? commands(encoded) : refused.positions().size();
    counts.addAndGet(refused.code().number(), commands);
  }

  /** Commands refused with a code since the start. */
  long count(RejectionCode code) {
    return counts.get(code.number());
  }

  private static int commands(byte[] encoded) {
    try {
      int claimed = new BatchReader().wrapClientBatch(encoded).commandCount();
      return Math.clamp(claimed, 1, ClientBatchCodec.MAX_COMMANDS);
    } catch (MalformedException noBatch) {
      return 1;
    }
  }
}
