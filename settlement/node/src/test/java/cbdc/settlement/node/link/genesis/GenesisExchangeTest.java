package cbdc.settlement.node.link.genesis;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.settlement.node.core.GenesisRecord;
import cbdc.settlement.node.core.GenesisState;
import cbdc.settlement.node.link.LinkIdentity;
import cbdc.settlement.node.link.RequestHandler;
import cbdc.testkit.Await;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Genesis among processes that die at any durable step, over a network in memory. */
@Timeout(60)
class GenesisExchangeTest {

  private static final List<String> NODES = List.of("n1", "n2", "n3");
  private static final GenesisPlan.Charter CHARTER =
      new GenesisPlan.Charter(new UUID(3, 4), "ledger".getBytes(StandardCharsets.UTF_8));
  private static final List<List<String>> ORDERS =
      List.of(
          List.of("n1", "n2", "n3"),
          List.of("n1", "n3", "n2"),
          List.of("n2", "n1", "n3"),
          List.of("n2", "n3", "n1"),
          List.of("n3", "n1", "n2"),
          List.of("n3", "n2", "n1"));

  private final Map<String, MemoryGenesisStore> disks = new TreeMap<>();
  private final Map<String, RequestHandler> network = new ConcurrentHashMap<>();
  private final Map<String, NodeLife> processes = new ConcurrentHashMap<>();
  private final List<String> completedTooEarly = new ArrayList<>();

  private static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @AfterEach
  void stopAll() throws InterruptedException {
    for (NodeLife process : processes.values()) {
      process.thread.interrupt();
      process.thread.join();
    }
  }

  /** One life of one node. */
  private final class NodeLife implements GenesisTransport {
    final String id;
    final GenesisExchange exchange;
    final Thread thread;
    volatile boolean dead;
    volatile GenesisRecord result;
    volatile LinkIdentity identity;

    NodeLife(GenesisPlan plan) {
      id = plan.self();
      exchange = new GenesisExchange(plan, disks.get(id), this, 1);
      thread = new Thread(this::live, "genesis-" + id);
    }

    NodeLife start() {
      processes.put(id, this);
      exchange.answerPeers();
      thread.start();
      return this;
    }

    private void live() {
      try {
        result = exchange.run();
      } catch (Crash e) {
        die();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    void die() {
      dead = true;
      network.remove(id);
      thread.interrupt();
    }

    @Override
    public CompletionStage<byte[]> request(String peer, byte[] payload, long timeoutMillis) {
      RequestHandler handler = network.get(peer);
      if (dead || handler == null) {
        return CompletableFuture.failedFuture(
            new IllegalStateException("node " + peer + " is down"));
      }
      try {
        return handler.onRequest(id, payload);
      } catch (Crash e) {
        processes.get(peer).die();
        return CompletableFuture.failedFuture(new IllegalStateException("node " + peer + " died"));
      }
    }

    @Override
    public void onRequest(RequestHandler handler) {
      network.put(id, handler);
    }

    @Override
    public void become(LinkIdentity next) {
      identity = next;
    }
  }

  private static GenesisPlan plan(String id) {
    return GenesisPlan.of(
        id, NODES, 3, 16, id.equals("n1") ? Optional.of(CHARTER) : Optional.empty());
  }

  private void emptyDisks() {
    NODES.forEach(id -> disks.put(id, new MemoryGenesisStore()));
  }

  private NodeLife start(String id) {
    return new NodeLife(plan(id)).start();
  }

  private boolean complete(String id) {
    return disks.get(id).read().map(GenesisState::complete).orElse(false);
  }

  static Stream<List<String>> startOrders() {
    return ORDERS.stream();
  }

  @ParameterizedTest
  @MethodSource("startOrders")
  void shouldCompleteInAnyOrderOfStart(List<String> order) {
    emptyDisks();
    order.forEach(this::start);
    Await.until("all complete", () -> NODES.stream().allMatch(this::complete));
    GenesisRecord record = disks.get("n1").read().orElseThrow().record();
    assertThat(record.clusterId()).isEqualTo(CHARTER.clusterId());
    assertThat(record.shardCount()).isEqualTo(16);
    assertThat(record.ledgerGenesis()).isEqualTo(CHARTER.ledgerGenesis());
    NODES.forEach(id -> assertThat(record.journals()).containsEntry(id, disks.get(id).journalId()));
    Await.until(
        "every run returns the record",
        () -> processes.values().stream().allMatch(process -> record.equals(process.result)));
    assertThat(processes.get("n3").identity.stage()).isEqualTo(LinkIdentity.Stage.COMPLETE);
  }

  record CrashPoint(List<String> order, String node, String step) {}

  static Stream<CrashPoint> crashPoints() {
    return ORDERS.stream()
        .flatMap(
            order ->
                NODES.stream()
                    .flatMap(
                        node ->
                            Stream.of(
                                    "before prepare",
                                    "after prepare",
                                    "before complete",
                                    "after complete")
                                .map(step -> new CrashPoint(order, node, step))));
  }

  @ParameterizedTest
  @MethodSource("crashPoints")
  void shouldResumeAfterACrashAtAnyDurableStep(CrashPoint point) {
    boolean[] crashed = new boolean[1];
    for (String id : NODES) {
      disks.put(
          id,
          new MemoryGenesisStore(
              step -> {
                if (step.equals("before complete")) {
                  checkAllPrepared(id);
                }
                if (id.equals(point.node) && step.equals(point.step) && !crashed[0]) {
                  crashed[0] = true;
                  throw new Crash();
                }
              }));
    }
    point.order.forEach(this::start);
    Await.until("the crash", () -> crashed[0] && processes.get(point.node).dead);
    start(point.node);
    Await.until("all complete", () -> NODES.stream().allMatch(this::complete));
    GenesisRecord record = disks.get("n1").read().orElseThrow().record();
    NODES.forEach(id -> assertThat(disks.get(id).read().orElseThrow().record()).isEqualTo(record));
    assertThat(completedTooEarly).isEmpty();
  }

  private void checkAllPrepared(String completing) {
    String digest = disks.get(completing).read().orElseThrow().record().digest();
    for (String id : NODES) {
      if (!disks
          .get(id)
          .read()
          .map(state -> state.record().digest().equals(digest))
          .orElse(false)) {
        completedTooEarly.add(completing + " completes before " + id + " has prepared");
      }
    }
  }

  @Test
  void shouldBeginAnewWhenANodeThatHadOnlyPreparedIsWiped() {
    emptyDisks();
    start("n1");
    start("n2");
    NodeLife third = new NodeLife(GenesisPlan.of("n3", NODES, 3, 8, Optional.empty())).start();
    Await.until(
        "n2 has prepared, n3 refuses",
        () ->
            processes.get("n1").exchange.problem().contains("n3 refuses")
                && disks.get("n2").read().isPresent());
    processes.get("n2").die();
    third.die();
    disks.put("n2", new MemoryGenesisStore());
    start("n2");
    start("n3");
    Await.until("all complete", () -> NODES.stream().allMatch(this::complete));
    assertThat(disks.get("n1").read().orElseThrow().record().journals())
        .containsEntry("n2", disks.get("n2").journalId());
  }

  @Test
  void shouldReplaceARecordThatTheInitiatorHasLost() {
    emptyDisks();
    GenesisRecord lost =
        new GenesisRecord(
            new UUID(9, 9),
            Map.of(
                "n1",
                new UUID(1, 1),
                "n2",
                disks.get("n2").journalId(),
                "n3",
                disks.get("n3").journalId()),
            3,
            ShardPlacement.members(NODES, 3, 16),
            new byte[1]);
    disks.get("n2").prepare(lost);
    disks.get("n3").prepare(lost);
    NODES.forEach(this::start);
    Await.until("all complete", () -> NODES.stream().allMatch(this::complete));
    assertThat(disks.get("n3").read().orElseThrow().record().clusterId())
        .isEqualTo(CHARTER.clusterId());
  }

  @Test
  void shouldNotTakeInAWipedNode() {
    emptyDisks();
    NODES.forEach(this::start);
    Await.until("all complete", () -> NODES.stream().allMatch(this::complete));
    GenesisRecord before = disks.get("n1").read().orElseThrow().record();
    for (String wiped : List.of("n3", "n1")) {
      processes.get(wiped).die();
      disks.put(wiped, new MemoryGenesisStore());
      NodeLife process = start(wiped);
      Await.until(
          "refused",
          () -> process.exchange.problem().contains("a new cluster needs empty nodes only"));
      assertThat(disks.get(wiped).read()).isEmpty();
      assertThat(disks.get("n2").read().orElseThrow().record()).isEqualTo(before);
    }
  }

  @Test
  void shouldSayWhichSettingOfAParticipantDiffers() {
    emptyDisks();
    start("n1");
    start("n2");
    NodeLife third = new NodeLife(GenesisPlan.of("n3", NODES, 3, 8, Optional.empty())).start();
    Await.until(
        "n1 is told",
        () ->
            processes
                .get("n1")
                .exchange
                .problem()
                .equals(
                    "node n3 refuses the genesis record: shard count 16 is proposed, but this node has 8"));
    assertThat(complete("n1")).isFalse();
    third.die();
    start("n3");
    Await.until("all complete", () -> NODES.stream().allMatch(this::complete));
  }

  @Test
  void shouldSayForWhomItWaits() {
    emptyDisks();
    start("n1");
    start("n2");

    for (String waiting : List.of("n1", "n2")) {
      Await.until(
          waiting + " says so",
          () ->
              processes
                  .get(waiting)
                  .exchange
                  .problem()
                  .startsWith("genesis waits for every configured node to answer; not yet: n3 ("));
    }
    start("n3");
    Await.until("all complete", () -> NODES.stream().allMatch(this::complete));
  }

  @Test
  void shouldSayThatTheInitiatorLacksTheLedgerGenesis() {
    emptyDisks();
    new NodeLife(GenesisPlan.of("n1", NODES, 3, 16, Optional.empty())).start();
    start("n2");
    start("n3");
    Await.until(
        "n1 says so",
        () ->
            processes
                .get("n1")
                .exchange
                .problem()
                .contains("ledger genesis, which is not configured"));
  }

  @Test
  void shouldCreateAClusterOfOneNodeAlone() {
    disks.put("n1", new MemoryGenesisStore());
    NodeLife alone =
        new NodeLife(GenesisPlan.of("n1", List.of("n1"), 1, 16, Optional.of(CHARTER))).start();
    Await.until("complete", () -> alone.result != null);
    assertThat(alone.result.shardMembers())
        .hasSize(16)
        .allMatch(members -> members.equals(List.of("n1")));
  }
}
