package cbdc.protocol;

import cbdc.protocol.ClientBatchCodec.FlushPart;
import cbdc.protocol.sbe.AcknowledgementDecoder;
import cbdc.protocol.sbe.BatchHeaderDecoder;
import cbdc.protocol.sbe.ClientBatchDecoder;
import cbdc.protocol.sbe.DeliveryDecoder;
import cbdc.protocol.sbe.MessageHeaderDecoder;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Walks through a batch entry in its order. Call {@link #wrap}, then the {@code next…} method of
 * each part as often as the header says. Reusable; one instance per thread.
 */
public final class BatchReader {
  private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[0]);
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final BatchHeaderDecoder batchHeader = new BatchHeaderDecoder();
  private final AcknowledgementDecoder acknowledgement = new AcknowledgementDecoder();
  private final DeliveryDecoder delivery = new DeliveryDecoder();
  private final ClientBatchDecoder clientBatch = new ClientBatchDecoder();
  private int position;
  private byte[] signature = new byte[0];
  private List<FlushPart> flushParts = List.of();
  private int commandsOffset;
  private int commandsLength;

  /**
   * Starts at a whole entry (kind byte included).
   *
   * @throws MalformedException when it is no batch
   */
  public BatchReader wrap(byte[] entry) {
    buffer.wrap(entry);
    if (entry.length < 1 + MessageHeaderDecoder.ENCODED_LENGTH + BatchHeaderDecoder.BLOCK_LENGTH
        || entry[0] != EntryKind.BATCH) {
      throw new MalformedException("expected a batch entry");
    }
    position = 1;
    int body = header(BatchHeaderDecoder.TEMPLATE_ID);
    batchHeader.wrap(buffer, body, header.blockLength(), header.version());
    position = body + header.blockLength();
    return this;
  }

  /**
   * Starts at one encoded client batch that is not part of an entry yet, as a client sent it.
   *
   * @throws MalformedException when it is no client batch, or more than one
   */
  public BatchReader wrapClientBatch(byte[] encoded) {
    buffer.wrap(encoded);
    position = 0;
    nextClientBatch();
    if (!isAtEnd()) {
      throw new MalformedException("bytes behind the client batch");
    }
    return this;
  }

  /** The leader's stamp, Unix milliseconds. */
  public long stampMillis() {
    return batchHeader.stampMillis();
  }

  /** Number of acknowledgements. */
  public int acknowledgements() {
    return batchHeader.acknowledgements();
  }

  /** Number of deliveries. */
  public int deliveries() {
    return batchHeader.deliveries();
  }

  /** Number of client batches. */
  public int clientBatches() {
    return batchHeader.clientBatches();
  }

  /** Moves to the next acknowledgement. */
  public AcknowledgementDecoder nextAcknowledgement() {
    int body = header(AcknowledgementDecoder.TEMPLATE_ID);
    position = body + header.blockLength();
    return acknowledgement.wrap(buffer, body, header.blockLength(), header.version());
  }

  /** Moves to the next delivery; {@link #deliverySource()} tells its channel. */
  public ChannelGroup nextDelivery() {
    int body = header(DeliveryDecoder.TEMPLATE_ID);
    try {
      delivery.wrap(buffer, body, header.blockLength(), header.version());
      byte[] hash = new byte[32];
      delivery.getHashAfter(hash, 0, 32);
      byte[] messages = new byte[bounded(delivery.messagesLength())];
      delivery.getMessages(messages, 0, messages.length);
      position = delivery.limit();
      return new ChannelGroup(delivery.firstSequence(), delivery.count(), hash, messages);
    } catch (IndexOutOfBoundsException e) {
      throw new MalformedException("delivery at byte " + body + " is cut");
    }
  }

  /** Source shard of the delivery read last. */
  public int deliverySource() {
    return delivery.source();
  }

  /**
   * Moves to the next client batch; its commands lie in {@link #buffer()} from {@link
   * #commandsOffset()} on.
   */
  public BatchReader nextClientBatch() {
    int body = header(ClientBatchDecoder.TEMPLATE_ID);
    try {
      clientBatch.wrap(buffer, body, header.blockLength(), header.version());
      signature = new byte[Approval.SIGNATURE_LENGTH];
      clientBatch.getSignature(signature, 0, signature.length);
      flushParts = ClientBatchCodec.readParts(clientBatch);
      commandsLength = bounded(clientBatch.commandsLength());
      commandsOffset = clientBatch.limit() + ClientBatchDecoder.commandsHeaderLength();
    } catch (IndexOutOfBoundsException e) {
      throw new MalformedException("client batch at byte " + body + " is cut");
    }
    position = commandsOffset + commandsLength;
    if (position > buffer.capacity()) {
      throw new MalformedException("client batch at byte " + body + " is cut");
    }
    return this;
  }

  /** Bank of the current client batch. */
  public int bank() {
    return clientBatch.bank();
  }

  /** Key that signed the current client batch's flush. */
  public long keyId() {
    return clientBatch.keyId();
  }

  /** Number of commands that the current client batch claims. */
  public int commandCount() {
    return clientBatch.commandCount();
  }

  /** Signature over the current client batch's flush. */
  public byte[] signature() {
    return signature;
  }

  /** What the signature covers. */
  public List<FlushPart> flushParts() {
    return flushParts;
  }

  /** The entry's bytes. */
  public DirectBuffer buffer() {
    return buffer;
  }

  /** Where the current client batch's commands begin. */
  public int commandsOffset() {
    return commandsOffset;
  }

  /** Length of the current client batch's commands in bytes. */
  public int commandsLength() {
    return commandsLength;
  }

  /** True when every byte of the entry was read. */
  public boolean isAtEnd() {
    return position == buffer.capacity();
  }

  private int header(int templateId) {
    if (position + MessageHeaderDecoder.ENCODED_LENGTH > buffer.capacity()) {
      throw new MalformedException("batch is cut at byte " + position);
    }
    header.wrap(buffer, position);
    if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID || header.templateId() != templateId) {
      throw new MalformedException(
          "expected template " + templateId + " at byte " + position + " of the batch");
    }
    int body = position + MessageHeaderDecoder.ENCODED_LENGTH;
    if (body + header.blockLength() > buffer.capacity()) {
      throw new MalformedException("batch is cut at byte " + position);
    }
    return body;
  }

  private int bounded(int length) {
    if (length < 0 || length > buffer.capacity()) {
      throw new MalformedException(
          "a length of " + length + " in a batch of " + buffer.capacity() + " bytes");
    }
    return length;
  }
}
