package cbdc.settlement.node.shard;

import cbdc.protocol.EntryKind;
import java.util.List;

/**
 * What the replica executed last; immutable, may be read on any thread.
 *
 * @param index Raft index
 * @param term Raft term of the entry
 * @param entry the entry's bytes
 * @param outcomes what became of it, see {@code OutcomeWriter}
 * @param groups what it appended to outgoing channels
 */
record AppliedBatch(
    long index, int term, byte[] entry, byte[] outcomes, List<Courier.OutgoingGroup> groups) {
  AppliedBatch {
    groups = List.copyOf(groups);
  }

  /** Kind of the entry, see {@code EntryKind}. */
  byte kind() {
    return EntryKind.of(entry);
  }
}
