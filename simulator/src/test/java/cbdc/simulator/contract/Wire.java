package cbdc.simulator.contract;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One connection that is kept alive, and made again when the other side ended it. Sends any bytes,
 * also such as no HTTP client would. Used by one thread.
 */
final class Wire implements AutoCloseable {
  private static final int ANSWER_LIMIT_MILLIS = 40_000;

  private final int port;
  private Socket socket;
  private InputStream in;

  Wire(int port) {
    this.port = port;
  }

  /** What came back; header names in lower case. */
  record Reply(int status, Map<String, String> headers, String body) {
    Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }
  }

  /** Sends a request and waits for its answer. */
  Reply send(Ask ask) {
    try {
      return exchange(ask.wire());
    } catch (IOException broken) {
      throw new AssertionError("no answer to " + ask, broken);
    }
  }

  /**
   * Sends bytes, one character each, and waits for an answer.
   *
   * @throws IOException if the connection ends before there is one
   */
  Reply exchange(String bytes) throws IOException {
    boolean fresh = socket == null;
    try {
      write(bytes);
      return read();
    } catch (EOFException | SocketException ended) {
      close();
      if (fresh) {
        throw ended;
      }
      // The other side may end a kept connection whenever it likes.
      write(bytes);
      return read();
    }
  }

  /** Sends bytes and waits for nothing. */
  void write(String bytes) throws IOException {
    if (socket == null) {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(ANSWER_LIMIT_MILLIS);
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream());
    }
    socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Ends what is sent; the answer can still be read. */
  void endOfRequests() throws IOException {
    socket.shutdownOutput();
  }

  /** Waits for an answer. */
  Reply read() throws IOException {
    String status = line();
    int code = Integer.parseInt(status.split(" ", 3)[1]);
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    if (code == 100) {
      return read();
    }
    byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    if ("close".equalsIgnoreCase(headers.get("connection"))) {
      close();
    }
    return new Reply(code, headers, new String(body, StandardCharsets.UTF_8));
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int each = in.read(); each != '\n'; each = in.read()) {
      if (each < 0) {
        throw new EOFException("the connection ended");
      }
      if (each != '\r') {
        line.write(each);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException closed) {
      // It is gone, which is what was wanted.
    }
    socket = null;
  }
}
