package cbdc.protocol.wire;

import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import java.util.BitSet;
import java.util.List;

/** What became of one shard's batch of a flush. */
public sealed interface BatchAnswer {
  /** The shard. */
  int shard();

  /** The client's number of the batch. */
  long batchNumber();

  /**
   * Committed and applied.
   *
   * @param term Raft term of the entry that holds the batch
   * @param index Raft index of that entry
   * @param outcomes one for each command, in the batch's order. A rejection with a retryable code
   *     means that the ledger spent no id on it.
   * @param duplicates positions of the outcomes that were answered from memory. It tells a
   *     remembered refusal, which is a question's answer, from a refusal of the question itself.
   *     Not changed after it was handed over.
   */
  record Answered(
      int shard, long batchNumber, int term, long index, List<Outcome> outcomes, BitSet duplicates)
      implements BatchAnswer {
    public Answered {
      outcomes = List.copyOf(outcomes);
    }

    /** An answer without duplicates. */
    public Answered(int shard, long batchNumber, int term, long index, List<Outcome> outcomes) {
      this(shard, batchNumber, term, index, outcomes, new BitSet());
    }
  }

  /**
   * Refused before proposing: nothing of the batch was executed by this attempt, and no id was
   * spent.
   *
   * @param code a retryable code, or why this cannot be taken however often it is sent (its
   *     signature, its key, its form, rules that not every node knows)
   * @param positions which of the batch's commands the code is about, ascending; empty when it is
   *     about the batch as a whole. The others may be sent again at once, in a new batch.
   */
  record Refused(int shard, long batchNumber, RejectionCode code, List<Integer> positions)
      implements BatchAnswer {
    public Refused {
      positions = List.copyOf(positions);
    }
  }

  /**
   * This node does not lead the shard, or does not any more. If it did when the batch came, it may
   * have proposed it, and the entry may still be committed by its successor: the client sends the
   * same commands again, or asks.
   *
   * @param leader node id of the leader as far as this node knows, or empty
   * @param term highest term that this node has seen in the shard's group
   */
  record NotLeader(int shard, long batchNumber, String leader, int term) implements BatchAnswer {}

  /**
   * Proposed, not committed yet; another case of this interface follows on the completion stream.
   */
  record Later(int shard, long batchNumber) implements BatchAnswer {}
}
