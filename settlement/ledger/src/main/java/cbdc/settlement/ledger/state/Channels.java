package cbdc.settlement.ledger.state;

import cbdc.protocol.ChannelCodec;
import cbdc.protocol.ChannelGroup;
import cbdc.protocol.ChannelMessage;
import cbdc.protocol.ChannelStop;
import cbdc.protocol.LedgerGenesis;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The channels between this shard and each peer (DESIGN section 4). Messages that a batch appends
 * are collected and sealed into one group per channel at its end, so that the running hash advances
 * once per batch.
 */
public final class Channels implements ChannelsView {
  /** Most messages of one group: what its count in outcome and delivery records can hold. */
  public static final int GROUP_MESSAGES_MAX = 0xFFFF;

  private static final byte[] INITIAL_HASH_LABEL =
      "cbdc.channel.v1".getBytes(StandardCharsets.US_ASCII);

  private final OutboxPages pages;
  private final int outboxTransfersMax;
  private final Channel[] channels;
  private final ChannelCodec codec = new ChannelCodec();
  private final Sha256 sha256 = new Sha256();
  private long totalSent;
  private long totalReceived;

  Channels(Generations generations, LedgerGenesis genesis, int shard, int outboxTransfersMax) {
    this.pages = new OutboxPages(generations);
    this.outboxTransfersMax = outboxTransfersMax;
    this.channels = new Channel[genesis.shardCount()];
    for (int peer = 0; peer < channels.length; peer++) {
      channels[peer] =
          new Channel(peer, initialHash(genesis, shard, peer), initialHash(genesis, peer, shard));
    }
  }

  /**
   * Hash of the empty channel from one shard to another: SHA-256 of label, cluster id, source and
   * destination.
   */
  public static byte[] initialHash(LedgerGenesis genesis, int source, int destination) {
    ByteBuffer identity =
        ByteBuffer.allocate(24)
            .putLong(genesis.clusterHigh())
            .putLong(genesis.clusterLow())
            .putInt(source)
            .putInt(destination);
    return new Sha256().of(INITIAL_HASH_LABEL, identity.array());
  }

  /** The running hash behind a group: SHA-256 of the hash before and the group's messages. */
  public byte[] hashAfter(byte[] hashBefore, byte[] messages) {
    return sha256.of(hashBefore, messages);
  }

  @Override
  public int shardCount() {
    return channels.length;
  }

  @Override
  public ChannelStop stop(int peer) {
    return channels[peer].stop;
  }

  @Override
  public long lastSequence(int peer) {
    return channels[peer].sealedMark + channels[peer].openCount;
  }

  @Override
  public long sealedMark(int peer) {
    return channels[peer].sealedMark;
  }

  @Override
  public byte[] outgoingHash(int peer) {
    return channels[peer].outgoingHash;
  }

  @Override
  public long acknowledgedMark(int peer) {
    return channels[peer].acknowledgedMark;
  }

  @Override
  public long trimmedMark(int peer) {
    return channels[peer].trimmedMark;
  }

  @Override
  public long sent(int peer) {
    return channels[peer].sent;
  }

  @Override
  public long totalSent() {
    return totalSent;
  }

  @Override
  public int outboxTransfers(int peer) {
    return channels[peer].outboxTransfers;
  }

  @Override
  public boolean isOutboxFull(int peer) {
    return channels[peer].outboxTransfers >= outboxTransfersMax;
  }

  @Override
  public boolean isKept(int peer, long sequence) {
    return sequence > channels[peer].trimmedMark && sequence <= channels[peer].sealedMark;
  }

  @Override
  public OutgoingKind outgoingKind(int peer, long sequence) {
    return OutboxGroup.kind(word(peer, sequence, OutboxGroup.YEAR_AND_KIND));
  }

  @Override
  public long outgoingIdHigh(int peer, long sequence) {
    return word(peer, sequence, OutboxGroup.ID_HIGH);
  }

  @Override
  public long outgoingIdLow(int peer, long sequence) {
    return word(peer, sequence, OutboxGroup.ID_LOW);
  }

  @Override
  public int outgoingPayerSlot(int peer, long sequence) {
    return (int) word(peer, sequence, OutboxGroup.PAYER_AND_DAY);
  }

  @Override
  public long outgoingAmount(int peer, long sequence) {
    return word(peer, sequence, OutboxGroup.AMOUNT);
  }

  @Override
  public int outgoingDay(int peer, long sequence) {
    return (int) (word(peer, sequence, OutboxGroup.PAYER_AND_DAY) >>> 32);
  }

  @Override
  public int outgoingYear(int peer, long sequence) {
    return (int) word(peer, sequence, OutboxGroup.YEAR_AND_KIND);
  }

  @Override
  public boolean isReturned(int peer, long sequence) {
    return (word(peer, sequence, OutboxGroup.YEAR_AND_KIND) & OutboxGroup.RETURNED) != 0;
  }

  @Override
  public long incomingMark(int peer) {
    return channels[peer].incomingMark;
  }

  @Override
  public byte[] incomingHash(int peer) {
    return channels[peer].incomingHash;
  }

  @Override
  public long received(int peer) {
    return channels[peer].received;
  }

  @Override
  public long totalReceived() {
    return totalReceived;
  }

  @Override
  public List<ChannelGroup> groupsFrom(int peer, long sequence, int bytesMax) {
    Channel channel = channels[peer];
    List<ChannelGroup> groups = new ArrayList<>();
    long bytes = 0;
    for (int i = channel.placeOf(sequence); i < channel.groupCount(); i++) {
      ChannelGroup group = channel.group(i).group;
      bytes += group.messages().length;
      if (bytes > bytesMax && !groups.isEmpty()) {
        break;
      }
      groups.add(group);
    }
    return groups;
  }

  /**
   * Appends a message to the channel's open group and returns its sequence.
   *
   * @param payerSlot whose pending message it is, or -1
   * @param amount value that leaves this shard, 0 for orders and refusals
   * @param day epoch day on which the amount was counted against limits
   * @param year year in which the amount was counted against limits
   */
  public long append(
      int peer,
      ChannelMessage message,
      OutgoingKind kind,
      int payerSlot,
      long amount,
      int day,
      int year) {
    Channel channel = channels[peer];
    if (amount < 0 || channel.openCount == GROUP_MESSAGES_MAX) {
      throw new IllegalStateException(
          "message over " + amount + " cannot be appended behind " + channel.openCount);
    }
    int length = codec.encode(message, channel.openMessages, channel.openLength);
    channel.addOpen(
        length, message.id().high(), message.id().low(), amount, payerSlot, day, year, kind);
    channel.sent += amount;
    totalSent += amount;
    channel.outboxTransfers += kind.isLimited() ? 1 : 0;
    return channel.sealedMark + channel.openCount;
  }

  /** Takes what {@link #sealGroups} sealed. */
  public interface SealedGroups {
    /** A group that the batch appended to the channel to {@code destination}. */
    void group(int destination, ChannelGroup group);
  }

  /** Ends the batch: seals each channel's open messages into one group, in order of destination. */
  public void sealGroups(SealedGroups sealed) {
    for (Channel channel : channels) {
      if (channel.openCount > 0) {
        sealed.group(channel.peer, seal(channel));
      }
    }
  }

  /** Notes the peer's acknowledgement; {@link #trimTo} follows, now or in later batches. */
  public void acknowledge(int peer, long mark) {
    Channel channel = channels[peer];
    if (mark < channel.acknowledgedMark || mark > channel.sealedMark) {
      throw new IllegalStateException(
          "mark " + mark + " is not between " + channel.acknowledgedMark + " and what was sent");
    }
    channel.acknowledgedMark = mark;
  }

  /**
   * Drops acknowledged messages up to a mark, at most so many, and returns the trimmed mark
   * reached.
   */
  public long trimTo(int peer, long mark, int messagesMax) {
    Channel channel = channels[peer];
    if (mark > channel.acknowledgedMark) {
      throw new IllegalStateException(
          "mark " + mark + " is above what shard " + peer + " acknowledged");
    }
    long end = Math.min(mark, channel.trimmedMark + messagesMax);
    while (channel.trimmedMark < end) {
      OutboxGroup group = channel.group(0);
      channel.trimmedMark++;
      OutgoingKind kind =
          OutboxGroup.kind(group.word(channel.trimmedMark, OutboxGroup.YEAR_AND_KIND));
      channel.outboxTransfers -= kind.isLimited() ? 1 : 0;
      if (channel.trimmedMark == group.group.lastSequence()) {
        pages.drop(channel.removeFirstGroup());
      }
    }
    return channel.trimmedMark;
  }

  /** Notes that the peer sent a kept message back, or refused its order. */
  public void markReturned(int peer, long sequence) {
    OutboxGroup group = channels[peer].groupOf(sequence);
    pages.claim(group);
    group
            .rows[
            (int) (sequence - group.group.firstSequence()) * OutboxGroup.ROW_WORDS
                + OutboxGroup.YEAR_AND_KIND] |=
        OutboxGroup.RETURNED;
  }

  /** Moves the incoming mark behind a taken group. */
  public void take(int peer, ChannelGroup group) {
    Channel channel = channels[peer];
    if (group.firstSequence() != channel.incomingMark + 1) {
      throw new IllegalStateException(
          "group " + group + " does not continue the mark " + channel.incomingMark);
    }
    channel.incomingMark = group.lastSequence();
    channel.incomingHash = group.hashAfter();
  }

  /** Counts value received, whether it was then credited, returned or booked to suspense. */
  public void addReceived(int peer, long amount) {
    if (amount < 0) {
      throw new IllegalArgumentException("received " + amount);
    }
    channels[peer].received += amount;
    totalReceived += amount;
  }

  /**
   * Stops the channels from and to a peer: what it sent contradicts what came before. Of channels
   * that are stopped already the first reason stands, for nothing was believed since.
   */
  public void stop(int peer, ChannelStop why) {
    if (!isStopped(peer)) {
      channels[peer].stop = why;
    }
  }

  /** Lets the stopped channels from and to a peer go on; marks and hashes are where they were. */
  public void resume(int peer) {
    channels[peer].stop = ChannelStop.NONE;
  }

  /** Bytes of heap held by the kept groups. */
  public long heapBytes() {
    long bytes = 0;
    for (Channel channel : channels) {
      for (int i = 0; i < channel.groupCount(); i++) {
        bytes += channel.group(i).heapBytes();
      }
    }
    return bytes;
  }

  /** The pages of the kept groups. */
  OutboxPages pages() {
    return pages;
  }

  /** All groups as they are now, in ascending order, for reading before the next write. */
  FrozenPages all() {
    List<FrozenPages.FrozenPage> frozen = new ArrayList<>();
    for (Channel channel : channels) {
      for (int i = 0; i < channel.groupCount(); i++) {
        frozen.addAll(new FrozenGroup(channel.group(i)).pages());
      }
    }
    return FrozenPages.of(PageLayout.SECTION_OUTBOX, frozen);
  }

  Channel channel(int peer) {
    return channels[peer];
  }

  /** True between batches. */
  boolean isSealed() {
    for (Channel channel : channels) {
      if (channel.openCount > 0) {
        return false;
      }
    }
    return true;
  }

  /** Sums up after all channel heads were restored. */
  void restoreTotals() {
    for (Channel channel : channels) {
      totalSent += channel.sent;
      totalReceived += channel.received;
    }
  }

  /** Appends a group of a snapshot to its channel, whose head is restored already. */
  void restore(OutboxGroup group) {
    PageLayout.require(group.peer < channels.length, "a peer below " + channels.length);
    Channel channel = channels[group.peer];
    long expected =
        channel.groupCount() == 0 ? channel.trimmedMark + 1 : channel.lastKeptSequence() + 1;
    PageLayout.require(
        group.group.lastSequence() <= channel.sealedMark
            && (channel.groupCount() == 0
                ? group.group.firstSequence() <= expected && group.group.lastSequence() >= expected
                : group.group.firstSequence() == expected),
        "the group of message " + expected);
    channel.addGroup(group);
    pages.restored(group);
  }

  /** Checks that all kept groups were restored. */
  void finishRestore() {
    for (Channel channel : channels) {
      PageLayout.require(
          channel.lastKeptSequence() == channel.sealedMark, "groups up to " + channel.sealedMark);
    }
  }

  private long word(int peer, long sequence, int word) {
    return channels[peer].groupOf(sequence).word(sequence, word);
  }

  private ChannelGroup seal(Channel channel) {
    byte[] messages = new byte[channel.openLength];
    channel.openMessages.getBytes(0, messages);
    byte[] hash = hashAfter(channel.outgoingHash, messages);
    ChannelGroup group =
        new ChannelGroup(channel.sealedMark + 1, channel.openCount, hash, messages);
    long[] rows = Arrays.copyOf(channel.openRows, channel.openCount * OutboxGroup.ROW_WORDS);
    channel.addGroup(pages.add(channel.peer, group, rows));
    channel.outgoingHash = hash;
    channel.sealedMark = group.lastSequence();
    channel.openCount = 0;
    channel.openLength = 0;
    return group;
  }
}
