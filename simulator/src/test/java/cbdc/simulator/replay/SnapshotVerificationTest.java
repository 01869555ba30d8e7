package cbdc.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.settlement.node.app.LocalCluster;
import cbdc.settlement.node.app.NodeSettings;
import cbdc.simulator.system.SystemDirectory;
import cbdc.simulator.system.SystemPurpose;
import cbdc.simulator.verify.Verification;
import cbdc.simulator.verify.VerifyReport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster that takes a snapshot every few entries leaves stores whose snapshots are those of the
 * history executed again.
 */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class SnapshotVerificationTest {
  private static final int SNAPSHOT_EVERY_ENTRIES = 25;

  @TempDir private Path folder;

  @Test
  void shouldFindEverySnapshotEqualToTheStateAtItsIndex() throws Exception {
    List<String> lines = SampleHistory.lines(3, 1_500, 40);
    BankHistory history =
        HistoryReader.read(List.of(Files.write(folder.resolve("history.asc"), lines)));
    SystemDirectory run =
        SystemDirectory.open(folder.resolve("data"), Optional.of(1), SystemPurpose.REPLAY);
    try (SettlementCluster cluster = cluster(run);
        ClusterLedger ledger = new ClusterLedger(cluster, run)) {
      ReplayReport report =
          new Replay(ledger, run, new PrintWriter(new StringWriter())).run(history);
      assertThat(report.balancesSha256()).isEqualTo(new Oracle(lines).sha256());
    }
    VerifyReport report = Verification.of(List.of(run.path()), 2);
    assertThat(report.faults()).isEmpty();
    assertThat(report.shards()).anyMatch(shard -> shard.snapshots() > 0);
  }

  private static SettlementCluster cluster(SystemDirectory run) {
    LocalCluster nodes =
        LocalCluster.start(
            run.path(),
            run.nodes(),
            run.genesis(ReplayAccounts.POLICY),
            NodeSettings.Tuning.small().withSnapshotEveryEntries(SNAPSHOT_EVERY_ENTRIES),
            (reason, cause) -> {
              throw new AssertionError(reason, cause);
            });
    return new SettlementCluster() {
      @Override
      public String clusterName() {
        return nodes.clusterName();
      }

      @Override
      public List<String> addresses() {
        return nodes.addresses();
      }

      @Override
      public void close() {
        nodes.close();
      }
    };
  }
}
