package cbdc.settlement.node.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.kit.StartException;
import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.wire.Query;
import cbdc.protocol.wire.ReadPayload;
import cbdc.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whole nodes whose wall clocks are wrong. */
@Timeout(180)
class ClockIT {
  private static final int SHARDS = 4;
  private static final Duration FORTY_DAYS = Duration.ofDays(40);

  @TempDir Path dir;

  private final Map<String, Duration> wrongBy = new ConcurrentHashMap<>();
  private final AtomicReference<String> halted = new AtomicReference<>();
  private final LedgerGenesis genesis = TestBank.genesis(SHARDS);
  private final TestBank issuer = new TestBank(genesis, 0);
  private LocalCluster cluster;

  @AfterEach
  void stop() {
    if (cluster != null) {
      cluster.close();
    }
    assertThat(halted.get()).isNull();
  }

  @Test
  void shouldAskTheOperatorOfALoneNodeWhoseClockIsFarAhead() throws Exception {
    start(1, Optional.empty());
    issuer.admit(cluster, 7, 1_000);
    cluster.close();

    wrongBy.put("node-1", FORTY_DAYS);
    AtomicReference<String> question = new AtomicReference<>();
    assertThatThrownBy(() -> start(1, Optional.empty()))
        .isInstanceOf(StartException.class)
        .satisfies(refusal -> question.set(refusal.getMessage()));
    assertThat(question.get()).contains("days ahead of the ledger's last batch");

    Matcher answer = Pattern.compile("clock\\.accept\\.after=(\\S+)$").matcher(question.get());
    assertThat(answer.find()).isTrue();
    start(1, Optional.of(Instant.parse(answer.group(1))));
    assertThat(cluster.node("node-1").shards().shards()).hasSize(SHARDS);
  }

  @Test
  void shouldLeadNothingWhileItsClockIsInDoubt() throws Exception {
    start(3, Optional.empty());
    issuer.admit(cluster, 7, 1_000);
    String wrong = leaderOf(0);
    wrongBy.put(wrong, Duration.ofHours(1));
    Await.until(
        wrong + " leads nothing, the others everything",
        () -> leads(wrong) == 0 && othersLead(wrong) == SHARDS);
    issuer.admit(cluster, 8, 1_000);
    for (int shard = 0; shard < SHARDS; shard++) {
      ReadPayload.ShardStatus status =
          (ReadPayload.ShardStatus) issuer.read(cluster, new Query.OfShard(shard)).payload();
      assertThat(Instant.ofEpochMilli(status.timeMillis()))
          .as("ledger time of shard " + shard)
          .isBefore(Instant.now().plusSeconds(60));
    }
  }

  private void start(int nodes, Optional<Instant> acceptedStamp) {
    cluster =
        LocalCluster.start(
            dir,
            nodes,
            genesis,
            NodeSettings.Tuning.small(),
            acceptedStamp,
            LocalCluster.Ports.FREE,
            (reason, cause) -> halted.compareAndSet(null, reason + " " + cause),
            this::wallClock);
  }

  private LongSupplier wallClock(String nodeId) {
    return () ->
        System.currentTimeMillis() + wrongBy.getOrDefault(nodeId, Duration.ZERO).toMillis();
  }

  private String leaderOf(int shard) {
    return cluster.nodeIds().stream()
        .filter(node -> cluster.node(node).shards().leading().contains(shard))
        .findFirst()
        .orElseThrow();
  }

  private int leads(String nodeId) {
    return cluster.node(nodeId).shards().leading().size();
  }

  private int othersLead(String wrong) {
    return cluster.nodeIds().stream()
        .filter(node -> !node.equals(wrong))
        .mapToInt(this::leads)
        .sum();
  }
}
