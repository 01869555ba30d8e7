package cbdc.protocol;

import cbdc.protocol.sbe.BatchOutcomesDecoder;
import cbdc.protocol.sbe.MessageHeaderDecoder;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Walks through what {@link OutcomeWriter} wrote, in the same order. Reusable; one instance per
 * thread.
 */
public final class OutcomeReader {
  private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[0]);
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final BatchOutcomesDecoder outcomes = new BatchOutcomesDecoder();
  private int position;
  private boolean duplicate;

  /**
   * Starts at a whole record.
   *
   * @throws MalformedException when it is none
   */
  public OutcomeReader wrap(byte[] bytes) {
    buffer.wrap(bytes);
    if (bytes.length < MessageHeaderDecoder.ENCODED_LENGTH + BatchOutcomesDecoder.BLOCK_LENGTH) {
      throw new MalformedException("outcome record of " + bytes.length + " bytes");
    }
    header.wrap(buffer, 0);
    if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID
        || header.templateId() != BatchOutcomesDecoder.TEMPLATE_ID) {
      throw new MalformedException("expected an outcome record");
    }
    outcomes.wrap(
        buffer, MessageHeaderDecoder.ENCODED_LENGTH, header.blockLength(), header.version());
    position = MessageHeaderDecoder.ENCODED_LENGTH + header.blockLength();
    return this;
  }

  /** Counts and ledger time. */
  public BatchOutcomesDecoder head() {
    return outcomes;
  }

  /** An expired hold. */
  public record ExpiredHold(CommandId hold, long payer, long amount) {}

  /** A group appended to an outgoing channel. */
  public record SentGroup(int destination, long firstSequence, int count, byte[] hashAfter) {
    @Override
    public boolean equals(Object other) {
      return other instanceof SentGroup that
          && destination == that.destination
          && firstSequence == that.firstSequence
          && count == that.count
          && java.util.Arrays.equals(hashAfter, that.hashAfter);
    }

    @Override
    public int hashCode() {
      return Long.hashCode(firstSequence);
    }
  }

  /** Reads the next expired hold. */
  public ExpiredHold nextExpiredHold() {
    long high = getLong();
    long low = getLong();
    long payer = getLong();
    return new ExpiredHold(new CommandId(high, low), payer, getLong());
  }

  /**
   * Reads the next acknowledgement's or delivery's answer; behind TAKEN of a delivery read {@link
   * #messageCount()}.
   */
  public DeliveryAnswer nextAnswer() {
    DeliveryAnswer answer = DeliveryAnswer.ofCode(getByte());
    if (answer == null) {
      throw new MalformedException("unknown delivery answer at byte " + (position - 1));
    }
    return answer;
  }

  /** Number of messages of a taken delivery; {@link #nextMessage()} follows as often. */
  public int messageCount() {
    int count = Short.toUnsignedInt(buffer.getShort(checked(2), ByteOrder.LITTLE_ENDIAN));
    position += 2;
    return count;
  }

  /**
   * Result of the next message: 0, {@link OutcomeWriter#TO_SUSPENSE} or a rejection code's number.
   */
  public int nextMessage() {
    return getByte();
  }

  /** Outcome of the next command. */
  public Outcome nextCommand() {
    Outcome outcome = read(buffer, checked(1));
    duplicate = isDuplicate(buffer, position);
    position += lengthOf(buffer, position);
    return outcome;
  }

  /** True when the command read last was answered from memory and not executed by this batch. */
  public boolean isDuplicate() {
    return duplicate;
  }

  /** Reads the next group appended to an outgoing channel. */
  public SentGroup nextGroup() {
    int at = checked(44);
    byte[] hash = new byte[32];
    buffer.getBytes(at + 12, hash);
    position += 44;
    return new SentGroup(
        Short.toUnsignedInt(buffer.getShort(at, ByteOrder.LITTLE_ENDIAN)),
        buffer.getLong(at + 2, ByteOrder.LITTLE_ENDIAN),
        Short.toUnsignedInt(buffer.getShort(at + 10, ByteOrder.LITTLE_ENDIAN)),
        hash);
  }

  /**
   * All groups at once, wherever the walk stands: they lie in front of the settled ids, at the
   * record's end.
   */
  public List<SentGroup> groups() {
    int count = outcomes.groups();
    long settledBytes = outcomes.settled() * OutcomeWriter.SETTLED_BYTES;
    position = checkedPosition(buffer.capacity() - settledBytes - count * 44L);
    List<SentGroup> groups = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      groups.add(nextGroup());
    }
    return groups;
  }

  /** A payment of a bank, or a forwarded order (bank 0), that an acknowledgement made final. */
  public record Settled(CommandId id, int bank) {}

  /** Reads the next one that an acknowledgement made final. */
  public Settled nextSettled() {
    long high = getLong();
    long low = getLong();
    int bank = Short.toUnsignedInt(buffer.getShort(checked(2), ByteOrder.LITTLE_ENDIAN));
    position += 2;
    return new Settled(new CommandId(high, low), bank);
  }

  /** Reads one outcome record written by {@link OutcomeWriter#put}. */
  public static Outcome read(DirectBuffer buffer, int at) {
    int kind = buffer.getByte(at) & 0x7F;
    return switch (kind) {
      case OutcomeWriter.SETTLED -> Outcome.Settled.INSTANCE;
      case OutcomeWriter.PENDING -> Outcome.Pending.INSTANCE;
      case OutcomeWriter.CANCELLED -> Outcome.Cancelled.INSTANCE;
      case OutcomeWriter.RETURNED -> new Outcome.Returned(code(buffer, at + 1));
      case OutcomeWriter.REJECTED -> new Outcome.Rejected(code(buffer, at + 1));
      case OutcomeWriter.REJECTED_WITH_AMOUNTS ->
          new Outcome.Rejected(
              code(buffer, at + 1),
              buffer.getLong(at + 2, ByteOrder.LITTLE_ENDIAN),
              buffer.getLong(at + 10, ByteOrder.LITTLE_ENDIAN));
      default -> throw new MalformedException("unknown outcome kind " + kind + " at byte " + at);
    };
  }

  /** True when the outcome record at an offset was answered from memory. */
  public static boolean isDuplicate(DirectBuffer buffer, int at) {
    return (buffer.getByte(at) & OutcomeWriter.DUPLICATE) != 0;
  }

  /** Length of the outcome record at an offset. */
  public static int lengthOf(DirectBuffer buffer, int at) {
    return switch (buffer.getByte(at) & 0x7F) {
      case OutcomeWriter.RETURNED, OutcomeWriter.REJECTED -> 2;
      case OutcomeWriter.REJECTED_WITH_AMOUNTS -> 18;
      default -> 1;
    };
  }

  private static RejectionCode code(DirectBuffer buffer, int at) {
    RejectionCode code = RejectionCode.ofNumber(buffer.getByte(at));
    if (code == null) {
      throw new MalformedException("unknown rejection code at byte " + at);
    }
    return code;
  }

  private int checkedPosition(long at) {
    if (at < 0) {
      throw new MalformedException("outcome record is cut");
    }
    return (int) at;
  }

  private long getLong() {
    long value = buffer.getLong(checked(8), ByteOrder.LITTLE_ENDIAN);
    position += 8;
    return value;
  }

  private int getByte() {
    int value = buffer.getByte(checked(1));
    position++;
    return value;
  }

  private int checked(int length) {
    if (position + length > buffer.capacity()) {
      throw new MalformedException("outcome record is cut at byte " + position);
    }
    return position;
  }
}
