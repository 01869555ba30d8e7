package cbdc.settlement.node.link;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.settlement.node.core.GenesisRecord;
import cbdc.settlement.node.link.genesis.GenesisExchange;
import cbdc.settlement.node.link.genesis.GenesisPlan;
import cbdc.settlement.node.link.genesis.GenesisTransport;
import cbdc.settlement.node.link.genesis.MemoryGenesisStore;
import cbdc.testkit.Await;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Genesis over real links: the handshakes let empty nodes talk, and lock a wiped one out. */
@Timeout(60)
class LinkedGenesisTest {

  private static final List<String> NODES = List.of("n1", "n2", "n3");

  private final LinkCluster cluster = new LinkCluster();
  private final ExecutorService runs = Executors.newCachedThreadPool();
  private final Map<String, MemoryGenesisStore> disks = new HashMap<>();
  private final Map<String, GenesisExchange> exchanges = new HashMap<>();

  @AfterEach
  void stop() {
    runs.shutdownNow();
    cluster.close();
  }

  private CompletableFuture<GenesisRecord> start(String id) {
    MemoryGenesisStore store = disks.computeIfAbsent(id, node -> new MemoryGenesisStore());
    NodeLink link =
        cluster.make(id, GenesisExchange.identity(store), Optional.empty(), LinkCluster.LIMITS);
    GenesisPlan plan =
        GenesisPlan.of(
            id,
            NODES,
            3,
            16,
            id.equals("n1")
                ? Optional.of(new GenesisPlan.Charter(new UUID(1, 2), new byte[5]))
                : Optional.empty());
    GenesisExchange exchange = new GenesisExchange(plan, store, GenesisTransport.over(link), 5);
    exchanges.put(id, exchange);
    exchange.answerPeers();
    cluster.start(id, link);
    cluster.connectAll();
    CompletableFuture<GenesisRecord> result = new CompletableFuture<>();
    runs.execute(
        () -> {
          try {
            result.complete(exchange.run());
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    return result;
  }

  private boolean allReachable() {
    return cluster.links.values().stream()
        .allMatch(link -> link.peers().stream().allMatch(PeerStatus::reachable));
  }

  @Test
  void shouldLinkThreeEmptyNodesThenRestartOneAndLockOutAWipedOne() {
    CompletableFuture<GenesisRecord> third = start("n3");
    CompletableFuture<GenesisRecord> second = start("n2");
    CompletableFuture<GenesisRecord> first = start("n1");
    GenesisRecord record = first.join();
    assertThat(second.join()).isEqualTo(record);
    assertThat(third.join()).isEqualTo(record);
    Await.until("all are linked as members", this::allReachable);

    cluster.stop("n2");
    assertThat(start("n2").join()).isEqualTo(record);
    Await.until("n2 is back", this::allReachable);

    cluster.stop("n3");
    disks.remove("n3");
    CompletableFuture<GenesisRecord> wiped = start("n3");
    Await.until(
        "n3 is refused by both",
        () ->
            LinkCluster.refusal(cluster.links.get("n3"), "n1")
                    .equals(Optional.of(RefusalCode.WIPED_NODE))
                && LinkCluster.refusal(cluster.links.get("n3"), "n2")
                    .equals(Optional.of(RefusalCode.WIPED_NODE)));
    assertThat(wiped).isNotDone();
    assertThat(disks.get("n3").read()).isEmpty();
    assertThat(cluster.links.get("n1").isReachable("n2")).isTrue();
  }
}
