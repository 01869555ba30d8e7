package cbdc.settlement.node.link.genesis;

import cbdc.settlement.node.core.GenesisState;
import cbdc.settlement.node.link.LinkIdentity.Stage;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/** Bytes of the three questions of genesis and of their answers. */
final class GenesisMessages {

  /** How far are you? Answered by a {@link PeerState}. */
  static final byte ASK_STATE = 1;

  /** Put this record on disk as prepared. Answered by an empty text, or the reason against it. */
  static final byte PREPARE = 2;

  /** Every node has prepared the record of this digest: complete it. Answered like PREPARE. */
  static final byte COMPLETE = 3;

  private static final int DIGEST_BYTES = 32;

  private GenesisMessages() {}

  /**
   * How far a peer is.
   *
   * @param stage of its genesis
   * @param journalId of its store
   * @param digest of its record, 64 zeros when it has none
   */
  record PeerState(Stage stage, UUID journalId, String digest) {

    static PeerState of(UUID journalId, Optional<GenesisState> state) {
      return new PeerState(
          state.map(s -> s.complete() ? Stage.COMPLETE : Stage.PREPARED).orElse(Stage.EMPTY),
          journalId,
          state.map(s -> s.record().digest()).orElse("0".repeat(2 * DIGEST_BYTES)));
    }

    byte[] encode() {
      return ByteBuffer.allocate(1 + 16 + DIGEST_BYTES)
          .put(stage.wire())
          .putLong(journalId.getMostSignificantBits())
          .putLong(journalId.getLeastSignificantBits())
          .put(HexFormat.of().parseHex(digest))
          .array();
    }

    static Optional<PeerState> decode(byte[] bytes) {
      try {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        Optional<Stage> stage = Stage.ofWire(in.get());
        UUID journal = new UUID(in.getLong(), in.getLong());
        byte[] digest = new byte[DIGEST_BYTES];
        in.get(digest);
        return stage.map(known -> new PeerState(known, journal, HexFormat.of().formatHex(digest)));
      } catch (BufferUnderflowException e) {
        return Optional.empty();
      }
    }
  }

  static byte[] question(byte what, byte[] body) {
    return ByteBuffer.allocate(1 + body.length).put(what).put(body).array();
  }

  static byte[] body(byte[] question) {
    return Arrays.copyOfRange(question, 1, question.length);
  }

  static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", " ");
  }
}
