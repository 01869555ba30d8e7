package cbdc.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** A collector of spans on a free port: takes OTLP over HTTP and keeps what came. */
public final class OtlpCollector implements AutoCloseable {
  /** The path that spans are sent to. */
  public static final String PATH = "/v1/traces";

  /** A span of a server, as OTLP numbers it. */
  public static final long SERVER = 2;

  /** A span of who asks a server. */
  public static final long CLIENT = 3;

  /**
   * A span as it came.
   *
   * @param parentId empty where it begins a trace
   * @param kind {@link #SERVER} or {@link #CLIENT}
   * @param tags texts and whole numbers
   */
  public record Received(
      String traceId,
      String spanId,
      String parentId,
      String name,
      long kind,
      Map<String, String> tags) {}

  private final List<Received> spans = new CopyOnWriteArrayList<>();
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  /** Listens. */
  public OtlpCollector() throws IOException {
    this(0);
  }

  /** Listens at a port where one was before. */
  public OtlpCollector(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext(PATH, this::take);
    server.start();
  }

  /** Its port. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Where spans are to be sent. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port() + PATH);
  }

  /** What came so far. */
  public List<Received> spans() {
    return List.copyOf(spans);
  }

  /** What came so far as it came, one character per byte: to look for what must not be there. */
  public String raw() {
    return String.join("\n", bodies);
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      bodies.add(new String(body, StandardCharsets.ISO_8859_1));
      fields(
          body,
          (ofRequest, resourceSpans) ->
              fields(
                  resourceSpans,
                  (ofResource, scopeSpans) -> {
                    if (ofResource == 2) {
                      fields(scopeSpans, this::span);
                    }
                  }));
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private void span(int ofScope, byte[] bytes) {
    if (ofScope != 2) {
      return;
    }
    Map<Integer, byte[]> found = new TreeMap<>();
    Map<String, String> tags = new TreeMap<>();
    fields(
        bytes,
        (field, value) -> {
          if (field == 9) {
            tag(value, tags);
          } else {
            found.put(field, value);
          }
        });
    byte[] none = new byte[0];
    spans.add(
        new Received(
            HexFormat.of().formatHex(found.get(1)),
            HexFormat.of().formatHex(found.get(2)),
            HexFormat.of().formatHex(found.getOrDefault(4, none)),
            new String(found.get(5), StandardCharsets.UTF_8),
            number(found.get(6)),
            tags));
  }

  private static void tag(byte[] bytes, Map<String, String> tags) {
    Map<Integer, byte[]> pair = new TreeMap<>();
    fields(bytes, pair::put);
    fields(
        pair.get(2),
        (form, value) ->
            tags.put(
                new String(pair.get(1), StandardCharsets.UTF_8),
                form == 1
                    ? new String(value, StandardCharsets.UTF_8)
                    : Long.toString(number(value))));
  }

  /** Goes through a protobuf message; numbers come as 8 bytes. */
  private static void fields(byte[] message, BiConsumer<Integer, byte[]> each) {
    ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      long key = varint(in);
      byte[] value =
          switch ((int) key & 7) {
            case 0 -> bytes(varint(in));
            case 1 -> bytes(in.getLong());
            case 2 -> new byte[(int) varint(in)];
            case 5 -> bytes(in.getInt());
            default -> throw new IllegalArgumentException("no protobuf");
          };
      if ((key & 7) == 2) {
        in.get(value);
      }
      each.accept((int) (key >>> 3), value);
    }
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.get();
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  private static byte[] bytes(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  private static long number(byte[] bytes) {
    return ByteBuffer.wrap(bytes).getLong();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
