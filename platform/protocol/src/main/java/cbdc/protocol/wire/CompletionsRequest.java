package cbdc.protocol.wire;

import cbdc.protocol.MalformedException;

/**
 * Asks a node for what it has finished for a client since the last answer; the node waits a while
 * when there is nothing yet.
 *
 * @param client whose stream
 * @param incarnation of the stream as the last answer named it, 0 at first
 * @param lastSequence last entry received; the node may forget all up to it
 * @param maxWaitMillis how long the node may wait for a first entry, 0 to {@link #MAX_WAIT_MILLIS};
 *     a node to which many wait answers at once
 */
public record CompletionsRequest(
    ClientId client, long incarnation, long lastSequence, int maxWaitMillis) {
  /** Longest time that a node waits. */
  public static final int MAX_WAIT_MILLIS = 60_000;

  /** The message's bytes. */
  public byte[] encode() {
    WireWriter out = new WireWriter(48);
    client.write(out);
    return out.putLong(incarnation).putLong(lastSequence).putInt(maxWaitMillis).finish();
  }

  /**
   * Reads the message.
   *
   * @throws MalformedException when the bytes are none
   */
  public static CompletionsRequest decode(byte[] bytes) {
    WireReader in = new WireReader(bytes);
    CompletionsRequest request =
        new CompletionsRequest(ClientId.read(in), in.getLong(), in.getLong(), in.getInt());
    in.end();
    if (request.maxWaitMillis < 0 || request.maxWaitMillis > MAX_WAIT_MILLIS) {
      throw new MalformedException(
          "a wait of " + request.maxWaitMillis + " ms, expected 0 to " + MAX_WAIT_MILLIS);
    }
    return request;
  }
}
