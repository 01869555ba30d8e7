package cbdc.settlement.node.link;

import io.vertx.core.buffer.Buffer;

/**
 * Cuts a connection's byte stream into frames: length of the payload (u32, big-endian), type (u8),
 * payload.
 */
final class FrameDecoder {

  /** Bytes before the payload. */
  static final int HEADER_BYTES = 5;

  private final byte[] header = new byte[HEADER_BYTES];
  private int headerFilled;
  private byte[] payload;
  private int payloadFilled;
  private int payloadBytesMax;

  FrameDecoder(int payloadBytesMax) {
    this.payloadBytesMax = payloadBytesMax;
  }

  /** Takes whole frames; may change the limit for the next frame. */
  interface Sink {
    /** Returns false to have the rest of the stream ignored. */
    boolean onFrame(int type, byte[] payload);
  }

  void limit(int bytesMax) {
    this.payloadBytesMax = bytesMax;
  }

  /**
   * Takes the next bytes of the stream.
   *
   * @return the length of a frame that is too long, after which nothing more can be read; else -1
   */
  long feed(Buffer chunk, Sink sink) {
    int at = 0;
    int end = chunk.length();
    while (at < end) {
      if (payload == null) {
        int take = Math.min(HEADER_BYTES - headerFilled, end - at);
        chunk.getBytes(at, at + take, header, headerFilled);
        headerFilled += take;
        at += take;
        if (headerFilled < HEADER_BYTES) {
          return -1;
        }
        long length = length(header);
        if (length > payloadBytesMax) {
          return length;
        }
        payload = new byte[(int) length];
        payloadFilled = 0;
      }
      int take = Math.min(payload.length - payloadFilled, end - at);
      chunk.getBytes(at, at + take, payload, payloadFilled);
      payloadFilled += take;
      at += take;
      if (payloadFilled == payload.length) {
        byte[] whole = payload;
        payload = null;
        headerFilled = 0;
        if (!sink.onFrame(header[4] & 0xff, whole)) {
          return -1;
        }
      }
    }
    return -1;
  }

  private static long length(byte[] header) {
    return (header[0] & 0xffL) << 24
        | (header[1] & 0xffL) << 16
        | (header[2] & 0xffL) << 8
        | (header[3] & 0xffL);
  }
}
