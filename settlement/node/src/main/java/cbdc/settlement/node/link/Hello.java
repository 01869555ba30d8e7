package cbdc.settlement.node.link;

import cbdc.settlement.node.link.LinkIdentity.Stage;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/**
 * The first frame of each side of a connection. The magic number and the version come first and
 * never move, so that any two versions can tell each other that they differ.
 *
 * @param version of the link protocol
 * @param nodeId who speaks
 * @param wanted whom the speaker believes to speak to
 * @param channel 0 or 1
 * @param incarnation drawn when the speaker's process started
 * @param stage how far the speaker is in genesis
 * @param clusterId its cluster, zero when none
 * @param genesisDigest of its genesis record, zeros when none
 * @param journalId of its store
 */
record Hello(
    int version,
    String nodeId,
    String wanted,
    int channel,
    UUID incarnation,
    Stage stage,
    UUID clusterId,
    String genesisDigest,
    UUID journalId) {

  static final int VERSION = 1;

  /** Longest hello frame; nothing longer is read before the handshake is done. */
  static final int BYTES_MAX = 1_024;

  private static final int MAGIC = 0x43424443;
  private static final int DIGEST_BYTES = 32;

  byte[] encode() {
    byte[] node = nodeId.getBytes(StandardCharsets.UTF_8);
    byte[] want = wanted.getBytes(StandardCharsets.UTF_8);
    ByteBuffer out =
        ByteBuffer.allocate(
            4 + 2 + 1 + node.length + 1 + want.length + 2 + 16 + 16 + DIGEST_BYTES + 16);
    out.putInt(MAGIC).putShort((short) version);
    out.put((byte) node.length).put(node).put((byte) want.length).put(want);
    out.put((byte) channel);
    put(out, incarnation);
    out.put(stage.wire());
    put(out, clusterId);
    out.put(HexFormat.of().parseHex(genesisDigest));
    put(out, journalId);
    return out.array();
  }

  /**
   * Reads a hello; of another version only the version is filled in. Empty if these bytes are none.
   */
  static Optional<Hello> decode(byte[] bytes) {
    try {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      if (in.getInt() != MAGIC) {
        return Optional.empty();
      }
      int version = in.getShort() & 0xffff;
      if (version != VERSION) {
        UUID none = new UUID(0, 0);
        return Optional.of(new Hello(version, "", "", 0, none, Stage.EMPTY, none, "", none));
      }
      String node = text(in);
      String wanted = text(in);
      int channel = in.get();
      UUID incarnation = uuid(in);
      Optional<Stage> stage = Stage.ofWire(in.get());
      UUID cluster = uuid(in);
      byte[] digest = new byte[DIGEST_BYTES];
      in.get(digest);
      UUID journal = uuid(in);
      boolean sound = stage.isPresent() && (channel == 0 || channel == 1) && !in.hasRemaining();
      return sound
          ? Optional.of(
              new Hello(
                  version,
                  node,
                  wanted,
                  channel,
                  incarnation,
                  stage.get(),
                  cluster,
                  HexFormat.of().formatHex(digest),
                  journal))
          : Optional.empty();
    } catch (BufferUnderflowException e) {
      return Optional.empty();
    }
  }

  private static String text(ByteBuffer in) {
    byte[] bytes = new byte[in.get() & 0xff];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static UUID uuid(ByteBuffer in) {
    return new UUID(in.getLong(), in.getLong());
  }

  private static void put(ByteBuffer out, UUID id) {
    out.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
  }
}
