package cbdc.settlement.node.cluster;

import cbdc.kit.config.HostPort;
import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.Member;
import com.hazelcast.config.TcpIpConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The addresses that Hazelcast may dial: those behind which somebody answers.
 *
 * <p>A process that stands still, or a machine that is suspended, has its connections accepted by
 * the kernel and never says a word. While Hazelcast (5.7.0, {@code UnifiedProtocolEncoder} and
 * {@code NioOutboundPipeline.postProcessClean}) waits for that word on a connection with something
 * to send, its sending thread turns in a circle and sends little or nothing to anybody else,
 * answers to commands included: one standing node would silence a living one. So each address is
 * greeted here first, as a member would, and only who returns the greeting is shown to Hazelcast.
 *
 * <p>Before this member has joined, those that refuse are shown as well: who founds a cluster waits
 * for all that are configured. Safe for use by several threads.
 */
final class JoinAddresses extends TcpIpConfig implements AutoCloseable {
  private static final byte[] GREETING = "HZC".getBytes(StandardCharsets.US_ASCII);
  private static final int ANSWER_MILLIS = 1_000;
  private static final long ROUND_MILLIS = 1_000;

  /** What came of greeting an address. */
  enum Greeting {
    ANSWERED,
    REFUSED,
    SILENT
  }

  private final Set<String> known;
  private final ScheduledExecutorService rounds;
  private volatile List<String> shown;

  /**
   * Greets the configured members once; call {@link #follow} when this member has joined.
   *
   * @param configured other members, each {@code host:port}
   * @param nodeId names the thread
   */
  JoinAddresses(Collection<String> configured, String nodeId) {
    known = new LinkedHashSet<>(configured);
    rounds =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("join-addresses-" + nodeId).factory());
    shown = known.stream().filter(address -> greet(address) != Greeting.SILENT).toList();
  }

  /** From now on looks again every second, and shows only who answers. */
  void follow(Cluster cluster) {
    ScheduledFuture<?> unused =
        rounds.scheduleWithFixedDelay(
            () -> look(members(cluster)), ROUND_MILLIS, ROUND_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Members are not greeted: they are connected. */
  void look(Collection<String> members) {
    known.addAll(members);
    Set<InetSocketAddress> connected =
        members.stream().map(JoinAddresses::resolved).collect(Collectors.toSet());
    List<String> next = new ArrayList<>();
    for (String address : known) {
      if (connected.contains(resolved(address)) || greet(address) == Greeting.ANSWERED) {
        next.add(address);
      }
    }
    shown = List.copyOf(next);
  }

  /** What Hazelcast reads each time before it dials. */
  @Override
  public List<String> getMembers() {
    return shown;
  }

  /** Greets an address as a member does, and waits a moment for the answer. */
  static Greeting greet(String address) {
    try (Socket socket = new Socket()) {
      socket.connect(resolved(address), ANSWER_MILLIS);
      return answer(socket);
    } catch (IOException nobodyThere) {
      return Greeting.REFUSED;
    }
  }

  private static Greeting answer(Socket socket) throws IOException {
    socket.setSoTimeout(ANSWER_MILLIS);
    socket.getOutputStream().write(GREETING);
    try {
      byte[] answer = socket.getInputStream().readNBytes(GREETING.length);
      return Arrays.equals(answer, GREETING) ? Greeting.ANSWERED : Greeting.REFUSED;
    } catch (SocketTimeoutException nothingSaid) {
      return Greeting.SILENT;
    }
  }

  private static InetSocketAddress resolved(String address) {
    HostPort parsed = HostPort.parse(address);
    return new InetSocketAddress(parsed.host(), parsed.port());
  }

  private static Set<String> members(Cluster cluster) {
    return cluster.getMembers().stream()
        .map(Member::getAddress)
        .map(address -> new HostPort(address.getHost(), address.getPort()).toString())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  @Override
  public void close() {
    rounds.shutdownNow();
  }
}
