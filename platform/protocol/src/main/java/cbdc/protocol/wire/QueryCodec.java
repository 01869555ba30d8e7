package cbdc.protocol.wire;

import cbdc.protocol.MalformedException;
import cbdc.protocol.wire.Query.OfAccount;
import cbdc.protocol.wire.Query.OfBalance;
import cbdc.protocol.wire.Query.OfFeed;
import cbdc.protocol.wire.Query.OfFeedStart;
import cbdc.protocol.wire.Query.OfRegistry;
import cbdc.protocol.wire.Query.OfShard;
import cbdc.protocol.wire.Query.OfSupply;

/** The bytes of a {@link Query}. They are signed, so every field is written at one length. */
final class QueryCodec {
  private QueryCodec() {}

  static void write(Query query, WireWriter out) {
    switch (query) {
      case OfBalance q -> out.putByte(1).putLong(q.account());
      case OfAccount q -> out.putByte(2).putLong(q.account());
      case OfSupply q -> out.putByte(3).putShort(q.shard());
      case OfRegistry q -> out.putByte(4).putShort(q.bank());
      case OfShard q -> out.putByte(5).putShort(q.shard());
      case OfFeed q ->
          out.putByte(6).putShort(q.shard()).putLong(q.fromBatch()).putInt(q.maxBytes());
      case OfFeedStart q -> out.putByte(7).putShort(q.shard()).putLong(q.timeMillis());
    }
  }

  static Query read(WireReader in) {
    int kind = in.getByte();
    return switch (kind) {
      case 1 -> new OfBalance(in.getLong());
      case 2 -> new OfAccount(in.getLong());
      case 3 -> new OfSupply(in.getShort());
      case 4 -> new OfRegistry(in.getShort());
      case 5 -> new OfShard(in.getShort());
      case 6 -> feed(in.getShort(), in.getLong(), in.getInt());
      case 7 -> new OfFeedStart(in.getShort(), in.getLong());
      default -> throw in.unknown("query", kind);
    };
  }

  private static Query feed(int shard, long fromBatch, int maxBytes) {
    if (fromBatch < 1 || maxBytes < 1 || maxBytes > OfFeed.MAX_BYTES) {
      throw new MalformedException(
          "a feed from " + fromBatch + " of at most " + maxBytes + " bytes");
    }
    return new OfFeed(shard, fromBatch, maxBytes);
  }
}
