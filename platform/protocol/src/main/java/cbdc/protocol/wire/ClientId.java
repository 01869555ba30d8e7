package cbdc.protocol.wire;

/**
 * One running client: 16 random bytes, new at each start. It names the client's completion stream,
 * and whoever knows it can read that stream, so it comes from a secure source and is never logged
 * in full.
 *
 * @param high first half
 * @param low second half
 */
public record ClientId(long high, long low) {
  static ClientId read(WireReader in) {
    return new ClientId(in.getLong(), in.getLong());
  }

  void write(WireWriter out) {
    out.putLong(high).putLong(low);
  }

  /** The first four bytes, enough to tell clients apart in a log. */
  @Override
  public String toString() {
    return "client-" + Integer.toHexString((int) (high >>> 32));
  }
}
