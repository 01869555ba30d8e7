package cbdc.protocol.wire;

import cbdc.protocol.RejectionCode;

/** The answer to a {@link ReadRequest}. */
public sealed interface ReadAnswer {
  /**
   * Read from committed state.
   *
   * @param shard which shard
   * @param term Raft term at that index
   * @param index Raft index at which the state was read
   * @param payload what was asked for
   */
  record Ok(int shard, int term, long index, ReadPayload payload) implements ReadAnswer {}

  /**
   * Not read.
   *
   * @param code {@code NO_LEADER} with a leader's node id when that node should be asked instead;
   *     {@code ID_EXPIRED} or {@code ID_IN_FUTURE} when the timestamp is too far from the node's
   *     clock; {@code BATCH_SIGNATURE_INVALID}, {@code BANK_KEY_UNKNOWN}, {@code FOREIGN_ACCOUNT},
   *     {@code ACCOUNT_UNKNOWN}, {@code BANK_UNKNOWN} or {@code WRONG_SHARD} as their rules say;
   *     {@code OVERLOADED} to try again
   * @param leader node id of the leader as far as known, or empty
   */
  record Refused(RejectionCode code, String leader) implements ReadAnswer {}

  /** The message's bytes. */
  default byte[] encode() {
    WireWriter out = new WireWriter(256);
    switch (this) {
      case Ok a -> {
        out.putByte(1).putShort(a.shard).putInt(a.term).putLong(a.index);
        PayloadCodec.write(a.payload, out);
      }
      case Refused a -> out.putByte(2).putByte(a.code.number()).putNodeId(a.leader);
    }
    return out.finish();
  }

  /**
   * Reads the message.
   *
   * @throws cbdc.protocol.MalformedException when the bytes are none
   */
  static ReadAnswer decode(byte[] bytes) {
    WireReader in = new WireReader(bytes);
    int kind = in.getByte();
    ReadAnswer answer =
        switch (kind) {
          case 1 -> new Ok(in.getShort(), in.getInt(), in.getLong(), PayloadCodec.read(in));
          case 2 -> new Refused(in.getCode(), in.getNodeId());
          default -> throw in.unknown("read answer", kind);
        };
    in.end();
    return answer;
  }
}
