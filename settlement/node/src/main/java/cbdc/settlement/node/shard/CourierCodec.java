package cbdc.settlement.node.shard;

import cbdc.protocol.ChannelGroup;
import cbdc.protocol.MalformedException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Bytes of shipments and receipts between two nodes: a version, a count, then that many,
 * little-endian. Used by one thread.
 */
final class CourierCodec {
  private static final byte VERSION = 1;
  private static final int MAX_CHANNELS = 4096;

  /** Most groups of one channel in a shipment, and of one receipt. */
  static final int MAX_GROUPS = 16_384;

  /** Bytes that a group takes beside its messages. */
  static final int GROUP_BYTES = 46;

  private final ExpandableArrayBuffer out = new ExpandableArrayBuffer(64 * 1024);
  private int at;

  byte[] encodeShipments(List<Shipment> shipments) {
    start(shipments.size());
    for (Shipment shipment : shipments) {
      putShort(shipment.source());
      putShort(shipment.destination());
      putInt(shipment.groups().size());
      for (ChannelGroup group : shipment.groups()) {
        putLong(group.firstSequence());
        putShort(group.count());
        putBytes(group.hashAfter());
        putInt(group.messages().length);
        putBytes(group.messages());
      }
    }
    return finish();
  }

  static List<Shipment> decodeShipments(byte[] bytes) {
    Reader in = new Reader(bytes);
    int count = in.count(MAX_CHANNELS);
    List<Shipment> shipments = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int source = in.getShort();
      int destination = in.getShort();
      int groupCount = in.bounded(in.getInt(), MAX_GROUPS);
      List<ChannelGroup> groups = new ArrayList<>(groupCount);
      for (int g = 0; g < groupCount; g++) {
        long first = in.getLong();
        int messages = in.getShort();
        byte[] hash = in.getBytes(32);
        groups.add(new ChannelGroup(first, messages, hash, in.getBytes(in.getInt())));
      }
      shipments.add(new Shipment(source, destination, groups));
    }
    in.requireEnd();
    return shipments;
  }

  byte[] encodeReceipts(List<Receipt> receipts) {
    start(receipts.size());
    for (Receipt receipt : receipts) {
      putShort(receipt.source());
      putShort(receipt.destination());
      out.putByte(at++, (byte) receipt.status().code());
      byte[] hint = receipt.leaderHint().getBytes(StandardCharsets.UTF_8);
      putShort(hint.length);
      putBytes(hint);
      putLong(receipt.mark());
      putLong(receipt.sentBack());
      putInt(receipt.groups().size());
      for (Receipt.GroupResult group : receipt.groups()) {
        putLong(group.firstSequence());
        putShort(group.results().length);
        putBytes(group.results());
      }
    }
    return finish();
  }

  static List<Receipt> decodeReceipts(byte[] bytes) {
    Reader in = new Reader(bytes);
    int count = in.count(MAX_CHANNELS);
    List<Receipt> receipts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int source = in.getShort();
      int destination = in.getShort();
      Receipt.Status status = Receipt.Status.ofCode(in.getByte());
      String hint = new String(in.getBytes(in.getShort()), StandardCharsets.UTF_8);
      long mark = in.getLong();
      long sentBack = in.getLong();
      if (mark < 0 || sentBack < 0) {
        throw new MalformedException("a receipt with the mark " + mark + " and " + sentBack);
      }
      int groupCount = in.bounded(in.getInt(), MAX_GROUPS);
      List<Receipt.GroupResult> groups = new ArrayList<>(groupCount);
      for (int g = 0; g < groupCount; g++) {
        long first = in.getLong();
        groups.add(new Receipt.GroupResult(first, in.getBytes(in.getShort())));
      }
      receipts.add(new Receipt(source, destination, status, hint, mark, sentBack, groups));
    }
    in.requireEnd();
    return receipts;
  }

  private void start(int count) {
    out.putByte(0, VERSION);
    at = 1;
    putInt(count);
  }

  private byte[] finish() {
    byte[] bytes = new byte[at];
    out.getBytes(0, bytes);
    return bytes;
  }

  private void putShort(int value) {
    out.putShort(at, (short) value, ByteOrder.LITTLE_ENDIAN);
    at += 2;
  }

  private void putInt(int value) {
    out.putInt(at, value, ByteOrder.LITTLE_ENDIAN);
    at += 4;
  }

  private void putLong(long value) {
    out.putLong(at, value, ByteOrder.LITTLE_ENDIAN);
    at += 8;
  }

  private void putBytes(byte[] value) {
    out.putBytes(at, value);
    at += value.length;
  }

  private static final class Reader {
    private final UnsafeBuffer in;
    private int at;

    Reader(byte[] bytes) {
      in = new UnsafeBuffer(bytes);
    }

    int count(int max) {
      if (getByte() != VERSION) {
        throw new MalformedException("expected courier format " + VERSION);
      }
      return bounded(getInt(), max);
    }

    int bounded(int value, int max) {
      if (value < 0 || value > max) {
        throw new MalformedException(
            "a count of " + value + " where at most " + max + " is allowed");
      }
      return value;
    }

    int getByte() {
      int value = in.getByte(checked(1));
      at += 1;
      return value;
    }

    int getShort() {
      int value = Short.toUnsignedInt(in.getShort(checked(2), ByteOrder.LITTLE_ENDIAN));
      at += 2;
      return value;
    }

    int getInt() {
      int value = in.getInt(checked(4), ByteOrder.LITTLE_ENDIAN);
      at += 4;
      return value;
    }

    long getLong() {
      long value = in.getLong(checked(8), ByteOrder.LITTLE_ENDIAN);
      at += 8;
      return value;
    }

    byte[] getBytes(int length) {
      if (length < 0) {
        throw new MalformedException("a length of " + length);
      }
      int from = checked(length);
      byte[] bytes = new byte[length];
      in.getBytes(from, bytes);
      at += length;
      return bytes;
    }

    void requireEnd() {
      if (at != in.capacity()) {
        throw new MalformedException("bytes behind the last part");
      }
    }

    private int checked(int length) {
      if (length > in.capacity() - at) {
        throw new MalformedException("courier message is cut at byte " + at);
      }
      return at;
    }
  }
}
