package cbdc.simulator.bench;

import java.nio.charset.StandardCharsets;

/**
 * Reads one reply of HTTP/1.1 out of bytes as they arrive: status, length, and where the body lies.
 * It knows what a service that is measured sends, a body of stated length, and refuses the rest.
 * Reusable; allocates nothing.
 */
final class HttpReply {
  private static final byte[] VERSION = ascii("HTTP/1.1 ");
  private static final byte[] CONTENT_LENGTH = ascii("content-length:");
  private static final byte[] CONNECTION_CLOSE = ascii("connection: close");
  private static final byte[] TRANSFER_ENCODING = ascii("transfer-encoding:");
  private static final int STATUS_DIGITS = 3;
  private static final int NO_CONTENT = 204;
  private static final int UNSTATED = -1;

  private int headEnd;
  private int status;
  private int contentLength;
  private boolean closes;

  /** Forgets the reply before. */
  void reset() {
    headEnd = 0;
  }

  /**
   * True when the bytes from 0 to {@code length} hold the whole reply.
   *
   * @throws UnreadableReplyException when they begin no reply that can be read
   */
  boolean isWhole(byte[] bytes, int length) throws UnreadableReplyException {
    if (headEnd == 0) {
      int end = endOfHead(bytes, length);
      if (end < 0) {
        return false;
      }
      readHead(bytes, end);
      headEnd = end;
    }
    return length >= headEnd + contentLength;
  }

  int status() {
    return status;
  }

  int bodyFrom() {
    return headEnd;
  }

  /** Where the body, and with it the reply, ends. */
  int end() {
    return headEnd + contentLength;
  }

  /** True when the service closes the connection behind this reply. */
  boolean closes() {
    return closes;
  }

  private static int endOfHead(byte[] bytes, int length) {
    for (int i = 3; i < length; i++) {
      if (bytes[i] == '\n'
          && bytes[i - 1] == '\r'
          && bytes[i - 2] == '\n'
          && bytes[i - 3] == '\r') {
        return i + 1;
      }
    }
    return -1;
  }

  private void readHead(byte[] bytes, int end) throws UnreadableReplyException {
    if (!matches(bytes, 0, end, VERSION) || end < VERSION.length + STATUS_DIGITS) {
      throw unreadable("not a reply of HTTP/1.1", bytes, end);
    }
    status = number(bytes, VERSION.length, VERSION.length + STATUS_DIGITS, end);
    contentLength = status == NO_CONTENT ? 0 : UNSTATED;
    closes = false;
    int line = nextLine(bytes, 0, end);
    while (line < end) {
      int next = nextLine(bytes, line, end);
      readHeader(bytes, line, next, end);
      line = next;
    }
    if (contentLength == UNSTATED) {
      throw unreadable("a reply without Content-Length", bytes, end);
    }
  }

  private void readHeader(byte[] bytes, int line, int next, int end)
      throws UnreadableReplyException {
    // First letters tell most headers apart.
    switch (bytes[line] | 0x20) {
      case 'c' -> {
        if (matches(bytes, line, next, CONTENT_LENGTH)) {
          contentLength = number(bytes, line + CONTENT_LENGTH.length, next - 2, end);
        } else if (matches(bytes, line, next, CONNECTION_CLOSE)) {
          closes = true;
        }
      }
      case 't' -> {
        if (matches(bytes, line, next, TRANSFER_ENCODING)) {
          throw unreadable("a reply in pieces", bytes, end);
        }
      }
      default -> {
        // Says nothing about the reply's form.
      }
    }
  }

  private static int nextLine(byte[] bytes, int from, int end) {
    int at = from;
    while (at < end && bytes[at] != '\n') {
      at++;
    }
    return at + 1;
  }

  /** Case counts for nothing in what is compared: {@code text} is in lower case. */
  private static boolean matches(byte[] bytes, int from, int end, byte[] text) {
    if (from + text.length > end) {
      return false;
    }
    for (int i = 0; i < text.length; i++) {
      byte b = bytes[from + i];
      if (b != text[i] && (b < 'A' || b > 'Z' || b + 32 != text[i])) {
        return false;
      }
    }
    return true;
  }

  private static int number(byte[] bytes, int from, int to, int end)
      throws UnreadableReplyException {
    int value = 0;
    int digits = 0;
    for (int i = from; i < to; i++) {
      if (bytes[i] == ' ' && digits == 0) {
        continue;
      }
      if (bytes[i] < '0' || bytes[i] > '9' || digits == 8) {
        throw unreadable("a number that is none", bytes, end);
      }
      value = value * 10 + bytes[i] - '0';
      digits++;
    }
    return value;
  }

  private static UnreadableReplyException unreadable(String what, byte[] bytes, int end) {
    return new UnreadableReplyException(
        what
            + ": "
            + new String(bytes, 0, Math.min(end, 200), StandardCharsets.ISO_8859_1).strip());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
