package cbdc.settlement.node.shard;

import cbdc.protocol.MalformedException;
import java.util.Arrays;
import java.util.List;

/**
 * What the destination's leader says of a channel, given from committed state only.
 *
 * @param source shard that sent
 * @param destination shard that answers
 * @param status how it stands
 * @param leaderHint for {@link Status#NOT_LEADER}: who may lead, or empty
 * @param mark highest sequence taken; for {@link Status#GAP} the sequence to continue behind
 * @param sentBack highest sequence of the reverse channel, read at the same applied index as the
 *     mark
 * @param groups results of the groups taken just now
 */
record Receipt(
    int source,
    int destination,
    Status status,
    String leaderHint,
    long mark,
    long sentBack,
    List<GroupResult> groups) {
  Receipt {
    groups = List.copyOf(groups);
  }

  /** How a channel stands at its destination. */
  enum Status {
    /** Mark and sent-back are an acknowledgement. */
    TAKEN(0),
    /** The next group did not continue what is there or on its way: continue behind the mark. */
    GAP(1),
    /** Another node leads the destination. */
    NOT_LEADER(2),
    /** The destination refuses the channel until an operator has looked at it. */
    STOPPED(3);

    private final int code;

    Status(int code) {
      this.code = code;
    }

    /** Wire code. */
    int code() {
      return code;
    }

    /**
     * The status with this wire code.
     *
     * @throws MalformedException if no status has it
     */
    static Status ofCode(int code) {
      for (Status status : values()) {
        if (status.code == code) {
          return status;
        }
      }
      throw new MalformedException("a receipt with the unknown status " + code);
    }
  }

  /**
   * Results of one group's messages.
   *
   * @param firstSequence sequence of the group's first message
   * @param results per message 0, or the rejection code's number with which it was returned
   */
  record GroupResult(long firstSequence, byte[] results) {
    @Override
    public boolean equals(Object other) {
      return other instanceof GroupResult that
          && firstSequence == that.firstSequence
          && Arrays.equals(results, that.results);
    }

    @Override
    public int hashCode() {
      return Long.hashCode(firstSequence);
    }
  }
}
