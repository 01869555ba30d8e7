package cbdc.protocol;

import cbdc.protocol.sbe.AcknowledgementEncoder;
import cbdc.protocol.sbe.BatchHeaderEncoder;
import cbdc.protocol.sbe.DeliveryEncoder;
import cbdc.protocol.sbe.MessageHeaderEncoder;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * Puts together one log entry: the entry kind, a header, then acknowledgements, deliveries and
 * client batches, in this order. Reusable; one instance per thread.
 */
public final class BatchWriter {
  /** In the place of the sequence that an acknowledging shard had sent back. */
  public static final long RESUMPTION = -1;

  private static final int HEADER_AT = 1;

  private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(64 * 1024);
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final BatchHeaderEncoder batchHeader = new BatchHeaderEncoder();
  private final AcknowledgementEncoder acknowledgement = new AcknowledgementEncoder();
  private final DeliveryEncoder delivery = new DeliveryEncoder();
  private int length;
  private int acknowledgements;
  private int deliveries;
  private int clientBatches;

  /** Starts an empty batch. */
  public BatchWriter start() {
    buffer.putByte(0, EntryKind.BATCH);
    length = HEADER_AT + MessageHeaderEncoder.ENCODED_LENGTH + BatchHeaderEncoder.BLOCK_LENGTH;
    acknowledgements = 0;
    deliveries = 0;
    clientBatches = 0;
    return this;
  }

  /** Adds an acknowledgement by the destination shard {@code peer}; must come before deliveries. */
  public BatchWriter acknowledgement(int peer, long mark, long sentBack) {
    requireNone(deliveries + clientBatches);
    acknowledgement
        .wrapAndApplyHeader(buffer, length, header)
        .peer(peer)
        .mark(mark)
        .sentBack(sentBack);
    length += MessageHeaderEncoder.ENCODED_LENGTH + AcknowledgementEncoder.BLOCK_LENGTH;
    acknowledgements++;
    return this;
  }

  /**
   * Lets the stopped channels from and to a shard go on where they stand; must come before
   * deliveries. It travels as an acknowledgement that no shard gives, so that it needs no form of
   * its own: nothing is acknowledged by it, and nothing is skipped.
   */
  public BatchWriter resumption(int peer) {
    return acknowledgement(peer, 0, RESUMPTION);
  }

  /**
   * Adds one whole group of the channel from shard {@code source}; must come before client batches.
   */
  public BatchWriter delivery(int source, ChannelGroup group) {
    requireNone(clientBatches);
    delivery
        .wrapAndApplyHeader(buffer, length, header)
        .source(source)
        .firstSequence(group.firstSequence())
        .count(group.count())
        .putHashAfter(group.hashAfter(), 0, 32)
        .putMessages(group.messages(), 0, group.messages().length);
    length += MessageHeaderEncoder.ENCODED_LENGTH + delivery.encodedLength();
    deliveries++;
    return this;
  }

  /** Adds a client batch as {@link ClientBatchCodec#encode} made it. */
  public BatchWriter clientBatch(DirectBuffer encoded, int offset, int encodedLength) {
    buffer.putBytes(length, encoded, offset, encodedLength);
    length += encodedLength;
    clientBatches++;
    return this;
  }

  /** Length so far in bytes. */
  public int length() {
    return length;
  }

  /** True when nothing was added. */
  public boolean isEmpty() {
    return acknowledgements + deliveries + clientBatches == 0;
  }

  /** Stamps the batch and returns its bytes. */
  public byte[] finish(long stampMillis) {
    batchHeader
        .wrapAndApplyHeader(buffer, HEADER_AT, header)
        .stampMillis(stampMillis)
        .acknowledgements(acknowledgements)
        .deliveries(deliveries)
        .clientBatches(clientBatches);
    byte[] bytes = new byte[length];
    buffer.getBytes(0, bytes);
    return bytes;
  }

  private static void requireNone(int later) {
    if (later != 0) {
      throw new IllegalStateException(
          "parts of a batch come in the order acknowledgements, deliveries, client batches");
    }
  }
}
