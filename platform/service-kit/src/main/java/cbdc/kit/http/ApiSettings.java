package cbdc.kit.http;

import java.time.Duration;

/**
 * Limits and address of an API server; what is at a limit is refused.
 *
 * @param host the address to listen on; loopback unless the operator wants otherwise
 * @param port 0 lets the system choose
 * @param eventLoops how many threads share the connections, at least 1
 * @param bodyBytesMax largest request body
 * @param jsonDepthMax how deeply a JSON body may be nested
 * @param openRequestsMax requests in work at a time; more are refused as OVERLOADED
 * @param connectionsMax connections at a time; more are closed at once
 * @param requestLimit how long a request may take, from its header to the reply
 * @param drainLimit how long a stop waits for the requests in work
 */
public record ApiSettings(
    String host,
    int port,
    int eventLoops,
    int bodyBytesMax,
    int jsonDepthMax,
    int openRequestsMax,
    int connectionsMax,
    Duration requestLimit,
    Duration drainLimit) {

  /** Checks what has no meaning. */
  public ApiSettings {
    if (eventLoops < 1 || bodyBytesMax < 1 || jsonDepthMax < 1) {
      throw new IllegalArgumentException("event loops, body bytes and depth are at least 1");
    }
    if (openRequestsMax < 1 || connectionsMax < 1) {
      throw new IllegalArgumentException("open requests and connections are at least 1");
    }
  }

  /** Loopback, any port, two event loops, bodies of 64 KiB, 8 deep, 4,096 at a time, 10 s each. */
  public static ApiSettings defaults() {
    return new ApiSettings(
        "127.0.0.1",
        0,
        2,
        64 * 1024,
        8,
        4_096,
        10_000,
        Duration.ofSeconds(10),
        Duration.ofSeconds(15));
  }

  /** The same at another address. */
  public ApiSettings at(String otherHost, int otherPort) {
    return new ApiSettings(
        otherHost,
        otherPort,
        eventLoops,
        bodyBytesMax,
        jsonDepthMax,
        openRequestsMax,
        connectionsMax,
        requestLimit,
        drainLimit);
  }
}
