package cbdc.protocol;

import cbdc.protocol.sbe.BatchOutcomesEncoder;
import cbdc.protocol.sbe.MessageHeaderEncoder;
import java.nio.ByteOrder;
import org.agrona.ExpandableArrayBuffer;

/**
 * Writes what became of a batch: the other half of a history record. After the SBE header come, in
 * this order and little-endian:
 *
 * <ol>
 *   <li>expired holds: hold id (16 bytes), payer (8), amount given back (8)
 *   <li>acknowledgements: one byte, {@link DeliveryAnswer} code
 *   <li>deliveries: one byte, {@link DeliveryAnswer} code; behind {@code TAKEN} a count (2) and one
 *       byte per message: 0 credited or executed, {@link #TO_SUSPENSE}, or the number of the
 *       rejection code with which it was returned
 *   <li>commands: kind byte ({@link #DUPLICATE} bit set when answered from memory), behind {@code
 *       RETURNED} and {@code REJECTED} the code (1), behind {@code REJECTED_WITH_AMOUNTS} the code
 *       (1), amount left (8), reset time (8)
 *   <li>groups appended to outgoing channels: destination (2), first sequence (8), count (2), hash
 *       after (32)
 *   <li>settled: ids (16 bytes) and banks (2) of earlier payments and forwarded orders that an
 *       acknowledgement made final in this batch
 * </ol>
 *
 * Reusable; one instance per thread.
 */
public final class OutcomeWriter {
  static final int SETTLED = 0;
  static final int PENDING = 1;
  static final int CANCELLED = 2;
  static final int RETURNED = 3;
  static final int REJECTED = 4;
  static final int REJECTED_WITH_AMOUNTS = 5;
  static final int DUPLICATE = 0x80;
  static final int SETTLED_BYTES = 18;

  /** Result byte of a delivered message that was booked to suspense. */
  public static final int TO_SUSPENSE = 127;

  private static final int BODY_AT =
      MessageHeaderEncoder.ENCODED_LENGTH + BatchOutcomesEncoder.BLOCK_LENGTH;

  private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(16 * 1024);
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final BatchOutcomesEncoder outcomes = new BatchOutcomesEncoder();
  private int length;
  private int expiredHolds;
  private int acknowledgements;
  private int deliveries;
  private int commands;
  private int groups;
  private int messageCountAt;
  private final ExpandableArrayBuffer settled = new ExpandableArrayBuffer(1024);
  private int settledCount;

  /** Starts an empty record. */
  public OutcomeWriter start() {
    length = BODY_AT;
    expiredHolds = 0;
    acknowledgements = 0;
    deliveries = 0;
    commands = 0;
    groups = 0;
    settledCount = 0;
    return this;
  }

  /** A hold that ended by time. */
  public void expiredHold(CommandId hold, long payer, long amount) {
    requireNone(acknowledgements + deliveries + commands + groups);
    putLong(hold.high());
    putLong(hold.low());
    putLong(payer);
    putLong(amount);
    expiredHolds++;
  }

  /** What became of an acknowledgement. */
  public void acknowledgement(DeliveryAnswer answer) {
    requireNone(deliveries + commands + groups);
    putByte(answer.code());
    acknowledgements++;
  }

  /** What became of a delivery that was not taken. */
  public void delivery(DeliveryAnswer answer) {
    requireNone(commands + groups);
    putByte(answer.code());
    deliveries++;
  }

  /** Starts a delivery that is taken; {@link #message} follows once per message. */
  public void deliveryTaken() {
    delivery(DeliveryAnswer.TAKEN);
    messageCountAt = length;
    buffer.putShort(length, (short) 0, ByteOrder.LITTLE_ENDIAN);
    length += 2;
  }

  /**
   * Result of one message of the taken delivery: 0, {@link #TO_SUSPENSE} or a rejection code's
   * number.
   */
  public void message(int result) {
    putByte(result);
    buffer.putShort(
        messageCountAt,
        (short) (buffer.getShort(messageCountAt, ByteOrder.LITTLE_ENDIAN) + 1),
        ByteOrder.LITTLE_ENDIAN);
  }

  /** Outcome of the next command. */
  public void command(Outcome outcome, boolean duplicate) {
    requireNone(groups);
    length += put(outcome, duplicate, buffer, length);
    commands++;
  }

  /** A group that this batch appended to the channel to {@code destination}. */
  public void group(int destination, long firstSequence, int count, byte[] hashAfter) {
    buffer.putShort(length, (short) destination, ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(length + 2, firstSequence, ByteOrder.LITTLE_ENDIAN);
    buffer.putShort(length + 10, (short) count, ByteOrder.LITTLE_ENDIAN);
    buffer.putBytes(length + 12, hashAfter, 0, 32);
    length += 44;
    groups++;
  }

  /**
   * A bank's earlier payment, or a forwarded order (bank 0), is final. May come at any time; stands
   * last in the record.
   */
  public void settled(CommandId id, int bank) {
    int at = settledCount * SETTLED_BYTES;
    settled.putLong(at, id.high(), ByteOrder.LITTLE_ENDIAN);
    settled.putLong(at + 8, id.low(), ByteOrder.LITTLE_ENDIAN);
    settled.putShort(at + 16, (short) bank, ByteOrder.LITTLE_ENDIAN);
    settledCount++;
  }

  /** Ends the record and returns its bytes. */
  public byte[] finish(long timeMillis) {
    outcomes
        .wrapAndApplyHeader(buffer, 0, header)
        .timeMillis(timeMillis)
        .expiredHolds(expiredHolds)
        .acknowledgements(acknowledgements)
        .deliveries(deliveries)
        .groups(groups)
        .commands(commands)
        .settled(settledCount);
    buffer.putBytes(length, settled, 0, settledCount * SETTLED_BYTES);
    length += settledCount * SETTLED_BYTES;
    byte[] bytes = new byte[length];
    buffer.getBytes(0, bytes);
    return bytes;
  }

  /**
   * Writes one outcome record, also used in answers to clients; returns its length, at most 18
   * bytes.
   */
  public static int put(
      Outcome outcome, boolean duplicate, org.agrona.MutableDirectBuffer buffer, int at) {
    int flag = duplicate ? DUPLICATE : 0;
    return switch (outcome) {
      case Outcome.Settled ignored -> putKind(buffer, at, flag | SETTLED);
      case Outcome.Pending ignored -> putKind(buffer, at, flag | PENDING);
      case Outcome.Cancelled ignored -> putKind(buffer, at, flag | CANCELLED);
      case Outcome.Returned r -> {
        putKind(buffer, at, flag | RETURNED);
        buffer.putByte(at + 1, (byte) r.code().number());
        yield 2;
      }
      case Outcome.Rejected r -> {
        boolean amounts = r.amountLeft() != 0 || r.resetsAtMillis() != 0;
        putKind(buffer, at, flag | (amounts ? REJECTED_WITH_AMOUNTS : REJECTED));
        buffer.putByte(at + 1, (byte) r.code().number());
        if (amounts) {
          buffer.putLong(at + 2, r.amountLeft(), ByteOrder.LITTLE_ENDIAN);
          buffer.putLong(at + 10, r.resetsAtMillis(), ByteOrder.LITTLE_ENDIAN);
        }
        yield amounts ? 18 : 2;
      }
    };
  }

  private static int putKind(org.agrona.MutableDirectBuffer buffer, int at, int kind) {
    buffer.putByte(at, (byte) kind);
    return 1;
  }

  private void putLong(long value) {
    buffer.putLong(length, value, ByteOrder.LITTLE_ENDIAN);
    length += 8;
  }

  private void putByte(int value) {
    buffer.putByte(length, (byte) value);
    length++;
  }

  private static void requireNone(int later) {
    if (later != 0) {
      throw new IllegalStateException("parts of an outcome record come in a fixed order");
    }
  }
}
