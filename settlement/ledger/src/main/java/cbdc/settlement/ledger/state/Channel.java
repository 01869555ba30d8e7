package cbdc.settlement.ledger.state;

import cbdc.protocol.ChannelStop;
import java.util.Arrays;
import org.agrona.ExpandableArrayBuffer;

/** Both directions between this shard and one peer. */
final class Channel {
  final int peer;
  ChannelStop stop = ChannelStop.NONE;

  // Outgoing.
  byte[] outgoingHash;
  long sealedMark;
  long acknowledgedMark;
  long trimmedMark;
  long sent;
  int outboxTransfers;

  // Incoming.
  byte[] incomingHash;
  long incomingMark;
  long received;

  // The current batch's messages, empty between batches.
  final ExpandableArrayBuffer openMessages = new ExpandableArrayBuffer(256);
  int openLength;
  int openCount;
  long[] openRows = new long[8 * OutboxGroup.ROW_WORDS];

  // Kept groups: a ring whose length is a power of two.
  private OutboxGroup[] groups = new OutboxGroup[8];
  private int first;
  private int groupCount;
  private OutboxGroup lastFound;

  Channel(int peer, byte[] outgoingHash, byte[] incomingHash) {
    this.peer = peer;
    this.outgoingHash = outgoingHash;
    this.incomingHash = incomingHash;
  }

  int groupCount() {
    return groupCount;
  }

  /** The i-th oldest kept group. */
  OutboxGroup group(int i) {
    return groups[first + i & groups.length - 1];
  }

  /** Last sequence of the kept groups; when there is none, what was trimmed last. */
  long lastKeptSequence() {
    return groupCount == 0 ? trimmedMark : group(groupCount - 1).group.lastSequence();
  }

  void addGroup(OutboxGroup group) {
    if (groupCount == groups.length) {
      OutboxGroup[] larger = new OutboxGroup[2 * groupCount];
      for (int i = 0; i < groupCount; i++) {
        larger[i] = group(i);
      }
      groups = larger;
      first = 0;
    }
    groups[first + groupCount & groups.length - 1] = group;
    groupCount++;
  }

  OutboxGroup removeFirstGroup() {
    OutboxGroup group = groups[first];
    groups[first] = null;
    first = first + 1 & groups.length - 1;
    groupCount--;
    lastFound = lastFound == group ? null : lastFound;
    return group;
  }

  /** The kept group of a sealed sequence. Most calls are for the group of the call before. */
  OutboxGroup groupOf(long sequence) {
    OutboxGroup found = lastFound;
    if (found == null
        || sequence < found.group.firstSequence()
        || sequence > found.group.lastSequence()) {
      if (sequence <= trimmedMark || sequence > sealedMark) {
        throw new IllegalArgumentException(
            "message " + sequence + " of the channel to shard " + peer + " is not kept");
      }
      found = group(placeOf(sequence));
      lastFound = found;
    }
    return found;
  }

  /** Place of the kept group that holds a sequence, or of the first one behind it. */
  int placeOf(long sequence) {
    int low = 0;
    int high = groupCount;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (group(middle).group.lastSequence() < sequence) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Adds the row of a message that was encoded behind the open ones. */
  void addOpen(
      int encodedLength,
      long idHigh,
      long idLow,
      long amount,
      int payerSlot,
      int day,
      int year,
      OutgoingKind kind) {
    int at = openCount * OutboxGroup.ROW_WORDS;
    if (at == openRows.length) {
      openRows = Arrays.copyOf(openRows, 2 * at);
    }
    openRows[at + OutboxGroup.ID_HIGH] = idHigh;
    openRows[at + OutboxGroup.ID_LOW] = idLow;
    openRows[at + OutboxGroup.AMOUNT] = amount;
    openRows[at + OutboxGroup.PAYER_AND_DAY] = (payerSlot & 0xFFFF_FFFFL) | (long) day << 32;
    openRows[at + OutboxGroup.YEAR_AND_KIND] = (year & 0xFFFF_FFFFL) | (long) kind.code() << 32;
    openCount++;
    openLength += encodedLength;
  }

  void writeHead(FieldWriter to) {
    to.putByte(stop.code())
        .putFixed(outgoingHash)
        .putLong(sealedMark)
        .putLong(acknowledgedMark)
        .putLong(trimmedMark);
    to.putLong(sent)
        .putInt(outboxTransfers)
        .putFixed(incomingHash)
        .putLong(incomingMark)
        .putLong(received);
  }

  void readHead(FieldReader from) {
    stop = ChannelStop.ofCode(from.getByte());
    PageLayout.require(stop != null, "a known reason why a channel is stopped");
    outgoingHash = from.getFixed(32);
    sealedMark = from.getLong();
    acknowledgedMark = from.getLong();
    trimmedMark = from.getLong();
    sent = from.getLong();
    outboxTransfers = from.getInt();
    incomingHash = from.getFixed(32);
    incomingMark = from.getLong();
    received = from.getLong();
  }
}
