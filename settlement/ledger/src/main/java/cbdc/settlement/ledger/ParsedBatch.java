package cbdc.settlement.ledger;

import cbdc.protocol.BatchWriter;
import cbdc.protocol.ChannelGroup;
import java.util.List;
import org.agrona.DirectBuffer;

/** A batch entry whose frame was checked from first to last byte; its commands are still bytes. */
record ParsedBatch(
    long stampMillis,
    List<Acknowledged> acknowledgements,
    List<Delivered> deliveries,
    List<Commands> clientBatches,
    DirectBuffer buffer) {

  /**
   * The peer has taken what was sent to it up to the mark, and had sent back up to {@code sentBack}
   * at that moment.
   */
  record Acknowledged(int peer, long mark, long sentBack) {
    /** True when nothing is acknowledged, and a stopped channel is to go on instead. */
    boolean isResumption() {
      return mark == 0 && sentBack == BatchWriter.RESUMPTION;
    }
  }

  /** A group of the channel from a source shard. */
  record Delivered(int source, ChannelGroup group) {}

  /** Where in the buffer a bank's commands lie. */
  record Commands(int bank, long keyId, int count, int offset, int length) {}
}
