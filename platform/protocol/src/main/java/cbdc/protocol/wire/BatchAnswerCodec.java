package cbdc.protocol.wire;

import cbdc.protocol.ClientBatchCodec;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.wire.BatchAnswer.Answered;
import cbdc.protocol.wire.BatchAnswer.Later;
import cbdc.protocol.wire.BatchAnswer.NotLeader;
import cbdc.protocol.wire.BatchAnswer.Refused;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The bytes of a {@link BatchAnswer}, in flush answers and in completion streams. */
final class BatchAnswerCodec {
  /** Fewest bytes of an answer. */
  static final int MIN_LENGTH = 11;

  private BatchAnswerCodec() {}

  /** Writes one answer. */
  static void write(BatchAnswer answer, WireWriter out) {
    switch (answer) {
      case Answered a -> {
        out.putByte(1)
            .putShort(a.shard())
            .putLong(a.batchNumber())
            .putInt(a.term())
            .putLong(a.index());
        out.putCount(a.outcomes().size(), ClientBatchCodec.MAX_COMMANDS);
        for (int i = 0; i < a.outcomes().size(); i++) {
          out.putOutcome(a.outcomes().get(i), a.duplicates().get(i));
        }
      }
      case Refused a -> {
        out.putByte(2).putShort(a.shard()).putLong(a.batchNumber()).putByte(a.code().number());
        out.putCount(a.positions().size(), ClientBatchCodec.MAX_COMMANDS);
        for (int position : a.positions()) {
          out.putShort(position);
        }
      }
      case NotLeader a ->
          out.putByte(3)
              .putShort(a.shard())
              .putLong(a.batchNumber())
              .putNodeId(a.leader())
              .putInt(a.term());
      case Later a -> out.putByte(4).putShort(a.shard()).putLong(a.batchNumber());
    }
  }

  /** Reads one answer. */
  static BatchAnswer read(WireReader in) {
    int kind = in.getByte();
    int shard = in.getShort();
    long batchNumber = in.getLong();
    return switch (kind) {
      case 1 -> {
        int term = in.getInt();
        long index = in.getLong();
        int count = in.getCount(ClientBatchCodec.MAX_COMMANDS, 1);
        List<Outcome> outcomes = new ArrayList<>(count);
        BitSet duplicates = new BitSet();
        for (int i = 0; i < count; i++) {
          duplicates.set(i, in.isNextOutcomeDuplicate());
          outcomes.add(in.getOutcome());
        }
        yield new Answered(shard, batchNumber, term, index, outcomes, duplicates);
      }
      case 2 -> {
        RejectionCode code = in.getCode();
        int count = in.getCount(ClientBatchCodec.MAX_COMMANDS, 2);
        List<Integer> positions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
          positions.add(in.getShort());
        }
        yield new Refused(shard, batchNumber, code, positions);
      }
      case 3 -> new NotLeader(shard, batchNumber, in.getNodeId(), in.getInt());
      case 4 -> new Later(shard, batchNumber);
      default -> throw in.unknown("batch answer", kind);
    };
  }
}
