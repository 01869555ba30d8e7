package cbdc.simulator.verify;

import cbdc.protocol.AuditMark;
import cbdc.protocol.EntryKind;
import cbdc.protocol.MalformedException;
import cbdc.settlement.node.store.HistoryRecord;
import java.util.LinkedHashMap;
import java.util.Map;

/** Compares the audit marks in a history with the chain that the replay computed itself. */
final class MarkCheck {
  /** A mark names an entry shortly before it. */
  private static final int HASHES_KEPT = 1_024;

  private final Map<Long, byte[]> hashes =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, byte[]> eldest) {
          return size() > HASHES_KEPT;
        }
      };

  /**
   * Takes the next record, whose own chain hash is already found right.
   *
   * @throws FaultFound when it is a mark that names another chain
   */
  void check(HistoryRecord record, Place place) {
    hashes.put(record.number(), record.chainHash());
    if (record.kind() != EntryKind.AUDIT_MARK) {
      return;
    }
    AuditMark mark;
    try {
      mark = AuditMark.decode(record.entry());
    } catch (MalformedException e) {
      throw place.fault("entry of an audit mark", "an audit mark", e.getMessage());
    }
    byte[] expected = hashes.get(mark.number());
    place.require(
        expected != null,
        "entry that an audit mark names",
        "one of the last " + HASHES_KEPT,
        mark.number());
    place.requireSameHash(
        expected, mark.chainHash(), "leader's audit mark of entry " + mark.number());
  }
}
