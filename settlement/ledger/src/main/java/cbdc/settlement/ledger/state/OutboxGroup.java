package cbdc.settlement.ledger.state;

import cbdc.protocol.ChannelGroup;

/**
 * A sealed group of an outgoing channel, kept until it is trimmed, with what this shard has to know
 * about each message.
 */
final class OutboxGroup {
  /** Words per message. */
  static final int ROW_WORDS = 5;

  static final int ID_HIGH = 0;
  static final int ID_LOW = 1;
  static final int AMOUNT = 2;

  /** Bits 0-31 payer slot, 32-63 epoch day. */
  static final int PAYER_AND_DAY = 3;

  /** Bits 0-31 year, 32-39 kind, 40 returned. */
  static final int YEAR_AND_KIND = 4;

  static final long RETURNED = 1L << 40;

  final int peer;
  final ChannelGroup group;
  long[] rows;

  /** Generation in which the rows were last written. */
  int writtenIn;

  boolean isPersisted;
  boolean isDropped;

  OutboxGroup(int peer, ChannelGroup group, long[] rows, int writtenIn) {
    this.peer = peer;
    this.group = group;
    this.rows = rows;
    this.writtenIn = writtenIn;
  }

  long word(long sequence, int word) {
    return rows[(int) (sequence - group.firstSequence()) * ROW_WORDS + word];
  }

  static OutgoingKind kind(long yearAndKind) {
    return OutgoingKind.ofCode((int) (yearAndKind >>> 32) & 0xFF);
  }

  long heapBytes() {
    return 112 + HeapSize.ofLongs(rows.length) + HeapSize.ofBytes(group.messages().length);
  }
}
