package cbdc.settlement.node.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.settlement.client.derived.BankTotals;
import cbdc.settlement.client.derived.DerivedMap;
import cbdc.settlement.client.derived.DerivedValue;
import cbdc.settlement.client.derived.LeaderHint;
import cbdc.settlement.client.transport.CallResult;
import cbdc.settlement.client.transport.CallResult.Answered;
import cbdc.settlement.client.transport.CallResult.NodeGone;
import cbdc.settlement.client.transport.CallResult.Reason;
import cbdc.settlement.client.transport.CallResult.Refused;
import cbdc.settlement.client.transport.CallResult.TimedOut;
import cbdc.settlement.client.transport.HazelcastTransport;
import cbdc.settlement.client.transport.NodeTransport;
import cbdc.settlement.client.transport.TransportConfig;
import cbdc.settlement.node.core.DerivedSink;
import cbdc.testkit.Await;
import cbdc.testkit.Unique;
import com.hazelcast.map.IMap;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import com.hazelcast.query.Predicates;
import java.io.IOException;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ClusterMemberTest {

  private final String name = Unique.name("cluster");
  private final Map<String, ClusterMember> members = new TreeMap<>();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final ExecutorService callbacks = Executors.newFixedThreadPool(2);

  private final ExecutorService starters = Executors.newFixedThreadPool(3);

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
    members.values().forEach(ClusterMember::kill);
    callbacks.shutdownNow();
    starters.shutdownNow();
  }

  private ClusterMember start(String nodeId) {
    return start(nodeId, 8, 100);
  }

  private ClusterMember start(String nodeId, int threads, int queue) {
    List<String> seeds = members.values().stream().map(ClusterMember::address).toList();
    ClusterMember member =
        ClusterMember.start(
            new ClusterMemberConfig(
                name,
                nodeId,
                ClusterEndpoint.of("127.0.0.1", 0),
                ClusterEndpoint.of("127.0.0.1", 0),
                seeds,
                threads,
                queue));
    members.put(nodeId, member);
    return member;
  }

  private ClusterMemberConfig config(String nodeId, int port, int services, List<String> others) {
    return ClusterMemberConfig.of(
        name,
        nodeId,
        ClusterEndpoint.of("127.0.0.1", port),
        ClusterEndpoint.of("127.0.0.1", services),
        others);
  }

  private void startThree() {
    start("n1");
    start("n2");
    start("n3");
    members.forEach(
        (id, member) ->
            member.serve(
                (kind, request) ->
                    (id + ":" + kind + ":" + new String(request, StandardCharsets.UTF_8))
                        .getBytes(StandardCharsets.UTF_8)));
  }

  private HazelcastTransport client() {
    HazelcastTransport transport =
        new HazelcastTransport(
            new TransportConfig(
                name, "test", List.of(members.values().iterator().next().servicesAddress())),
            callbacks);
    opened.add(transport);
    transport.connected().toCompletableFuture().join();
    Await.until("the client knows all nodes", () -> transport.nodes().equals(members.keySet()));
    return transport;
  }

  private static CallResult call(
      NodeTransport transport, String nodeId, String text, long timeoutMillis) {
    return transport
        .call(nodeId, (byte) 7, text.getBytes(StandardCharsets.UTF_8), timeoutMillis)
        .toCompletableFuture()
        .join();
  }

  private static String answer(NodeTransport transport, String nodeId, String text) {
    CallResult result = call(transport, nodeId, text, 10_000);
    assertThat(result).isInstanceOf(Answered.class);
    return new String(((Answered) result).response(), StandardCharsets.UTF_8);
  }

  @Test
  void shouldServeAClientOfOneMember() {
    ClusterMember alone = start("n1");
    HazelcastTransport client = client();
    assertThat(call(client, "n1", "early", 5_000))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.NOT_READY));
    alone.serve((kind, request) -> request);
    assertThat(answer(client, "n1", "hello")).isEqualTo("hello");
    assertThat(call(client, "n9", "hello", 5_000)).isEqualTo(new NodeGone("n9"));
    alone.serve(
        (kind, request) -> {
          throw new IllegalStateException("bug");
        });
    assertThat(call(client, "n1", "hello", 5_000))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.HANDLER_FAILED));
  }

  @Test
  void shouldFormAClusterOfThreeAndLetAClientCallEach() {
    startThree();
    assertThat(members.get("n1").nodes()).containsExactly("n1", "n2", "n3");
    HazelcastTransport client = client();
    for (String id : members.keySet()) {
      Await.until(
          "the client is connected to " + id, () -> answer(client, id, "a").equals(id + ":7:a"));
    }
  }

  @Test
  void shouldFormOneClusterWhenAllStartAtOnce() {
    List<String> all =
        Stream.generate(Unique::port).limit(3).map(port -> "127.0.0.1:" + port).toList();
    List<CompletableFuture<ClusterMember>> starting = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      String nodeId = "n" + (i + 1);
      int port = Integer.parseInt(all.get(i).substring("127.0.0.1:".length()));
      starting.add(
          CompletableFuture.supplyAsync(
              () -> ClusterMember.start(config(nodeId, port, 0, all)), starters));
    }
    for (int i = 0; i < 3; i++) {
      members.put("n" + (i + 1), starting.get(i).join());
    }
    members.forEach(
        (id, member) ->
            Await.until(id + " sees all", () -> member.nodes().equals(Set.of("n1", "n2", "n3"))));
  }

  @Test
  void shouldTellQuicklyThatANodeIsGone() throws Exception {
    startThree();
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    members
        .get("n3")
        .serve(
            (kind, request) -> {
              asked.countDown();
              never.await();
              return request;
            });
    HazelcastTransport client = client();
    List<String> events = new CopyOnWriteArrayList<>();
    client.listen(
        new NodeTransport.NodeListener() {
          @Override
          public void nodeJoined(String nodeId) {
            events.add("+" + nodeId);
          }

          @Override
          public void nodeLeft(String nodeId) {
            events.add("-" + nodeId);
          }
        });
    CompletableFuture<CallResult> waiting =
        client.call("n3", (byte) 1, new byte[1], 60_000).toCompletableFuture();
    assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
    long killedNanos = System.nanoTime();
    members.remove("n3").kill();
    assertThat(waiting.join()).isEqualTo(new NodeGone("n3"));
    assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - killedNanos))
        .as("millis to notice")
        .isLessThan(5_000);
    Await.until("the listener is told", () -> events.equals(List.of("-n3")));
    assertThat(client.nodes()).isEqualTo(Set.of("n1", "n2"));
    assertThat(answer(client, "n2", "b")).isEqualTo("n2:7:b");
  }

  @Test
  void shouldWaitForAClusterThatStartsLaterAndFindARestartedNode() {
    int port = Unique.port();
    HazelcastTransport early =
        new HazelcastTransport(
            new TransportConfig(name, "early", List.of("127.0.0.1:" + port)), callbacks);
    opened.add(early);
    assertThat(early.nodes()).isEmpty();
    assertThat(call(early, "n1", "a", 1_000)).isEqualTo(new NodeGone("n1"));
    for (String life : List.of("first", "second")) {
      ClusterMember member = ClusterMember.start(config("n1", 0, port, List.of()));
      members.put("n1", member);
      member.serve((kind, request) -> life.getBytes(StandardCharsets.UTF_8));
      Await.until(
          "the " + life + " life answers",
          () ->
              call(early, "n1", "a", 1_000) instanceof Answered answered
                  && new String(answered.response(), StandardCharsets.UTF_8).equals(life));
      member.kill();
    }
    early.close();
    assertThat(call(early, "n1", "a", 1_000))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.CLOSED));
  }

  @Test
  void shouldRefuseWhatItsQueueCannotHoldAndTimeOutWhatIsSlow() throws Exception {
    ClusterMember member = start("n1", 1, 1);
    CountDownLatch gate = new CountDownLatch(1);
    AtomicInteger running = new AtomicInteger();
    member.serve(
        (kind, request) -> {
          running.incrementAndGet();
          gate.await();
          return request;
        });
    HazelcastTransport client = client();
    CompletableFuture<CallResult> first =
        client.call("n1", (byte) 1, new byte[1], 60_000).toCompletableFuture();
    Await.until("the first runs", () -> running.get() == 1);
    // Calls may overtake each other on their way, so which one finds the queue full is not said.
    List<CompletableFuture<CallResult>> others = new CopyOnWriteArrayList<>();
    Await.until(
        "a call is refused",
        () -> {
          others.add(client.call("n1", (byte) 1, new byte[1], 60_000).toCompletableFuture());
          return others.stream().anyMatch(other -> other.getNow(null) instanceof Refused);
        });
    gate.countDown();
    assertThat(first.join()).isInstanceOf(Answered.class);
    assertThat(others).anySatisfy(other -> assertThat(other.join()).isInstanceOf(Answered.class));
    for (CompletableFuture<CallResult> other : others) {
      if (other.join() instanceof Refused refused) {
        assertThat(refused.reason()).isEqualTo(Reason.OVERLOADED);
      }
    }

    CountDownLatch later = new CountDownLatch(1);
    member.serve(
        (kind, request) -> {
          later.await();
          return request;
        });
    assertThat(call(client, "n1", "slow", 100)).isEqualTo(new TimedOut("n1", 100));
    later.countDown();
  }

  @Test
  void shouldPreferTheOwnerOfTheShardsPartition() {
    startThree();
    List<String> voters = List.of("n1", "n2", "n3");
    AtomicInteger changes = new AtomicInteger();
    AtomicLong nanos = new AtomicLong();
    LeaderPlacement placement =
        new LeaderPlacement(members.get("n1"), changes::incrementAndGet, 10_000, nanos::get);
    opened.add(placement);
    List<String> preferred = new ArrayList<>();
    for (int shard = 0; shard < 16; shard++) {
      int number = shard;
      // The partition table travels from the oldest member to the others.
      Await.until(
          "n2 sees the same owner",
          () -> placement.preferred(number, voters).orElseThrow().equals(owner("n2", number)));
      preferred.add(placement.preferred(shard, voters).orElseThrow());
    }
    assertThat(preferred).contains("n1", "n2", "n3");
    assertThat(placement.settled(0, voters)).isEmpty();
    nanos.set(TimeUnit.SECONDS.toNanos(10));
    assertThat(placement.settled(0, voters)).contains(preferred.get(0));

    String gone = preferred.get(0).equals("n1") ? "n2" : preferred.get(0);
    int shard = preferred.indexOf(gone);
    members.remove(gone).kill();
    Await.until(
        "another node is preferred",
        () -> placement.preferred(shard, voters).filter(node -> !node.equals(gone)).isPresent());
    Await.until("the listener is called", () -> changes.get() > 0);
    assertThat(placement.preferred(shard, List.of(gone))).isEqualTo(Optional.empty());
  }

  private String owner(String asked, int partition) {
    return members.get(asked).hazelcast().getPartitionService().getPartitions().stream()
        .filter(p -> p.getPartitionId() == partition)
        .findFirst()
        .orElseThrow()
        .getOwner()
        .getAttribute("cbdc.node-id");
  }

  @Test
  void shouldPublishDerivedValuesAndNeverReplaceNewerByOlder() {
    startThree();
    DerivedMaps first = new DerivedMaps("n1", members.get("n1"), () -> 1_000);
    DerivedMaps second = new DerivedMaps("n2", members.get("n2"), () -> 1_000);
    opened.add(first);
    opened.add(second);
    first.leader(3, 50, 4, "n1");
    second.bankTotals(3, 60, 102, new DerivedSink.BankFigures(10, 2_000, 5, 70, 0));
    first.nodeStatus("READY", 16, 5);
    first.supply(0, 7, new DerivedSink.SupplyFigures(1, 2, 3, 4, 5, "ab"));
    HazelcastTransport client = client();
    IMap<Object, DerivedValue> leaders = client.hazelcast().getMap(DerivedMap.LEADERS.mapName());
    IMap<Object, DerivedValue> totals = client.hazelcast().getMap(DerivedMap.BANK_TOTALS.mapName());
    Await.until("the client reads them", () -> leaders.get(3) != null && totals.size() == 1);
    assertThat(leaders.get(3)).isEqualTo(new LeaderHint(3, 50, 4, "n1"));

    second.leader(3, 40, 3, "n2");
    Await.until("the stale one was tried", () -> second.view().stale() == 1);
    assertThat(leaders.get(3)).isEqualTo(new LeaderHint(3, 50, 4, "n1"));
    second.leader(3, 51, 5, "n2");
    Await.until(
        "the newer one is there", () -> leaders.get(3).equals(new LeaderHint(3, 51, 5, "n2")));

    assertThat(totals.values(Predicates.sql("bank = 102 and availableMinor > 1000")))
        .containsExactly(new BankTotals(3, 60, 102, 10, 2_000, 5, 70, 0));
    assertThat(first.view().lagMillis()).isZero();
    assertThat(first.view().failed()).isZero();
  }

  /**
   * Java serialization of a class of ours, which nobody needs, stands for a foreign class that
   * somebody sends.
   */
  static final class Foreign implements Serializable {
    private static final long serialVersionUID = 1L;
    static final AtomicInteger READ = new AtomicInteger();

    private Object readResolve() {
      READ.incrementAndGet();
      return this;
    }
  }

  /** A class that Hazelcast would write by reflection. */
  static final class Plain {
    final int number = 1;
  }

  @Test
  void shouldRefuseToReadOrWriteForeignClasses() {
    ClusterMember member = start("n1");
    IMap<String, Object> map = member.hazelcast().getMap("any");
    map.put("k", new Foreign());
    assertThatThrownBy(() -> map.get("k"))
        .hasMessageContaining("Resolving class")
        .hasMessageContaining("not allowed");
    assertThat(Foreign.READ.get()).isZero();
    assertThatThrownBy(() -> map.put("p", new Plain()))
        .isInstanceOf(HazelcastSerializationException.class);
  }

  @Test
  void shouldSayThatThePortIsTaken() {
    ClusterMember member = start("n1");
    int port = Integer.parseInt(member.address().substring(member.address().indexOf(':') + 1));
    assertThatThrownBy(() -> ClusterMember.start(config("n2", port, 0, List.of())))
        .isInstanceOf(ClusterStartException.class)
        .hasMessageContaining("" + port);
  }

  /** What a process that stands still does: its kernel takes connections, and it says nothing. */
  @Test
  void shouldNotBeKeptBusyByOneWhoTakesConnectionsAndSaysNothing() throws IOException {
    int port = Unique.port();
    ClusterMember living = ClusterMember.start(config("n1", 0, 0, List.of("127.0.0.1:" + port)));
    members.put("n1", living);
    living.serve((kind, request) -> request);
    HazelcastTransport client = client();
    try (ServerSocket standing = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
      try (Socket dialled = standing.accept()) {
        assertThat(dialled.getInputStream().readNBytes(3)).isEqualTo("HZC".getBytes(UTF_8));
        long start = System.nanoTime();
        long busy = nanosOfSendingThreads();
        for (int i = 0; i < 500; i++) {
          assertThat(answer(client, "n1", "a")).isEqualTo("a");
        }
        assertThat(nanosOfSendingThreads() - busy)
            .as("its sending thread waits most of the time")
            .isLessThan((System.nanoTime() - start) / 2);
      }
    }
  }

  private long nanosOfSendingThreads() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
        .filter(thread -> thread != null && thread.getThreadName().contains(name + "-n1"))
        .filter(thread -> thread.getThreadName().contains("IO.thread-out"))
        .mapToLong(thread -> threads.getThreadCpuTime(thread.getThreadId()))
        .sum();
  }
}
