package cbdc.protocol.wire;

/** Asks any node where the shards are led. Public: needs no signature. */
public record HintsRequest() {
  /** The message's bytes. */
  public byte[] encode() {
    return new WireWriter(1).finish();
  }

  /**
   * Reads the message.
   *
   * @throws cbdc.protocol.MalformedException when the bytes are none
   */
  public static HintsRequest decode(byte[] bytes) {
    new WireReader(bytes).end();
    return new HintsRequest();
  }
}
