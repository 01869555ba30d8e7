package cbdc.simulator.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A wallet service that answers payments as a test says, byte by byte if it wants. */
final class StubService implements AutoCloseable {
  /** A request as it arrived. */
  record Request(String head, String body) {
    String header(String name) {
      return head.lines()
          .filter(line -> line.startsWith(name + ": "))
          .map(line -> line.substring(name.length() + 2))
          .findFirst()
          .orElseThrow();
    }
  }

  /** What to do with a request. */
  interface Answer {
    void send(Socket socket, OutputStream out) throws IOException;
  }

  private final ServerSocket server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final Function<Request, Answer> answers;

  StubService(Function<Request, Answer> answers) {
    this.answers = answers;
    try {
      server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  /** A reply of one piece. */
  static Answer reply(int status, String body) {
    return (socket, out) -> out.write(bytes(status, body, ""));
  }

  static Answer settled() {
    return reply(201, "{\"id\":\"x\",\"status\":\"settled\"}");
  }

  static byte[] bytes(int status, String body, String headers) {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    return ("HTTP/1.1 "
            + status
            + " Any\r\ncontent-type: application/json\r\n"
            + headers
            + "content-length: "
            + length
            + "\r\n\r\n"
            + body)
        .getBytes(StandardCharsets.UTF_8);
  }

  HttpTarget target() {
    return new HttpTarget(
        List.of(
            new HttpTarget.Bank(
                1,
                new InetSocketAddress(server.getInetAddress(), server.getLocalPort()),
                List.of(
                    new HttpTarget.Wallet("DC15000100000001000001", "token-a"),
                    new HttpTarget.Wallet("DC15000100000001000002", "token-b")))),
        List.of("DC15000200000001000003", "DC15000200000001000004"));
  }

  int port() {
    return server.getLocalPort();
  }

  Queue<Request> requests() {
    return requests;
  }

  int connectionsMade() {
    return sockets.size();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        sockets.add(socket);
        threads.execute(() -> serve(socket));
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (Request request = read(in); request != null; request = read(in)) {
        requests.add(request);
        answers.apply(request).send(socket, socket.getOutputStream());
      }
    } catch (IOException e) {
      // The other side has gone, or the test is over.
    }
  }

  private static Request read(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
      int b = in.read();
      if (b < 0) {
        return null;
      }
      head.write(b);
    }
    Request request = new Request(head.toString(StandardCharsets.US_ASCII), "");
    byte[] body = in.readNBytes(Integer.parseInt(request.header("Content-Length")));
    return new Request(request.head(), new String(body, StandardCharsets.US_ASCII));
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }
}
