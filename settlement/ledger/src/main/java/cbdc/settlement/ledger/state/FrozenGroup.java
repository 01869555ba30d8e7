package cbdc.settlement.ledger.state;

import cbdc.protocol.ChannelGroup;
import cbdc.settlement.ledger.state.FrozenPages.FrozenPage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * An outbox group as it was at a freeze, cut into pieces that fit a page. The content that is cut:
 * first sequence (8), count (4), length of the messages (4), hash after (32), rows, messages. Piece
 * p of a group lies under the page number of its message p, so that numbers never collide.
 */
final class FrozenGroup {
  /** A multiple of 8, so that no word of a row is cut. */
  static final int PIECE_BYTES = 60 * 1024;

  private static final int SEQUENCE_BITS = 48;
  private static final int FIXED_BYTES = 48;

  private final int peer;
  private final ChannelGroup group;
  private final long[] rows;

  FrozenGroup(OutboxGroup group) {
    this(group.peer, group.group, group.rows);
  }

  private FrozenGroup(int peer, ChannelGroup group, long[] rows) {
    this.peer = peer;
    this.group = group;
    this.rows = rows;
  }

  /** Page number of a piece. */
  static long page(int peer, long firstSequence, int piece) {
    return (long) peer << SEQUENCE_BITS | (firstSequence + piece);
  }

  static int peerOfPage(long page) {
    return (int) (page >>> SEQUENCE_BITS);
  }

  static long sequenceOfPage(long page) {
    return page & (1L << SEQUENCE_BITS) - 1;
  }

  /** Number of pages that a group takes. */
  static int pieces(ChannelGroup group) {
    return (contentBytes(group) + PIECE_BYTES - 1) / PIECE_BYTES;
  }

  List<FrozenPage> pages() {
    List<FrozenPage> pages = new ArrayList<>();
    for (int piece = 0; piece < pieces(group); piece++) {
      pages.add(new Piece(this, piece));
    }
    return pages;
  }

  private static int contentBytes(ChannelGroup group) {
    return FIXED_BYTES
        + group.count() * OutboxGroup.ROW_WORDS * Long.BYTES
        + group.messages().length;
  }

  private byte[] bytes(int piece) {
    int from = piece * PIECE_BYTES;
    int to = Math.min(contentBytes(group), from + PIECE_BYTES);
    byte[] bytes = new byte[PageLayout.HEADER_BYTES + to - from];
    ByteBuffer page = PageLayout.start(bytes, 0, piece, pieces(group));
    if (from == 0) {
      page.putLong(group.firstSequence())
          .putInt(group.count())
          .putInt(group.messages().length)
          .put(group.hashAfter());
    }
    int firstWord = Math.max(0, from - FIXED_BYTES) / Long.BYTES;
    int endWord = Math.min(rows.length, (to - FIXED_BYTES) / Long.BYTES);
    if (firstWord < endWord) {
      PageLayout.putLongs(page, rows, firstWord, endWord - firstWord);
    }
    int messagesAt = FIXED_BYTES + rows.length * Long.BYTES;
    int firstByte = Math.max(0, from - messagesAt);
    if (to > messagesAt) {
      page.put(group.messages(), firstByte, to - messagesAt - firstByte);
    }
    return bytes;
  }

  private record Piece(FrozenGroup group, int piece) implements FrozenPage {
    @Override
    public long page() {
      return FrozenGroup.page(group.peer, group.group.firstSequence(), piece);
    }

    @Override
    public byte[] bytes() {
      return group.bytes(piece);
    }
  }

  /** Puts groups together again from pieces in ascending order. */
  static final class Assembly {
    private byte[] content = new byte[0];
    private int pieces;
    private int next;
    private int peer;

    /** Takes the next page and returns the group when it was its last piece, else null. */
    OutboxGroup add(long page, byte[] bytes) {
      ByteBuffer from = PageLayout.open(bytes);
      int piece = PageLayout.number(from);
      PageLayout.require(
          piece == next && (piece == 0 || PageLayout.rows(from) == pieces), "piece " + next);
      if (piece == 0) {
        pieces = PageLayout.rows(from);
        peer = peerOfPage(page);
        PageLayout.require(pieces > 0 && from.remaining() >= FIXED_BYTES, "a group's beginning");
        content =
            new byte
                [Math.multiplyExact(pieces - 1, PIECE_BYTES)
                    + (pieces == 1 ? from.remaining() : PIECE_BYTES)];
      }
      int length = from.remaining();
      PageLayout.require(
          piece == pieces - 1 ? length <= PIECE_BYTES : length == PIECE_BYTES, "a full piece");
      from.get(content, piece * PIECE_BYTES, length);
      next = piece + 1;
      if (next < pieces) {
        return null;
      }
      next = 0;
      return read(
          ByteBuffer.wrap(content, 0, piece * PIECE_BYTES + length).order(ByteOrder.LITTLE_ENDIAN),
          page - piece);
    }

    boolean isComplete() {
      return next == 0;
    }

    private OutboxGroup read(ByteBuffer from, long firstPage) {
      long firstSequence = from.getLong();
      int count = from.getInt();
      int messagesLength = from.getInt();
      PageLayout.require(
          count > 0
              && messagesLength >= 0
              && firstSequence == sequenceOfPage(firstPage)
              && from.limit()
                  == FIXED_BYTES
                      + (long) count * OutboxGroup.ROW_WORDS * Long.BYTES
                      + messagesLength,
          "a whole group");
      byte[] hash = new byte[32];
      from.get(hash);
      long[] rows = new long[count * OutboxGroup.ROW_WORDS];
      PageLayout.getLongs(from, rows, 0, rows.length);
      byte[] messages = new byte[messagesLength];
      from.get(messages);
      OutboxGroup group =
          new OutboxGroup(
              peer,
              new ChannelGroup(firstSequence, count, hash, messages),
              rows,
              Generations.RESTORED);
      group.isPersisted = true;
      return group;
    }
  }
}
