package cbdc.settlement.node.app;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.Command;
import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.Text;
import cbdc.protocol.wire.BatchAnswer;
import cbdc.protocol.wire.Query;
import cbdc.protocol.wire.ReadPayload;
import cbdc.settlement.ledger.ShardLedger;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An order for rules that the nodes do not know must not reach the log, where it would halt all.
 */
@Timeout(120)
class RulesVersionIT {
  @TempDir Path dir;

  private final AtomicReference<String> halted = new AtomicReference<>();
  private final LedgerGenesis genesis = TestBank.genesis(2);
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
  void shouldRefuseAnOrderForUnknownRulesBeforeProposingItAndGoOn() throws Exception {
    cluster =
        LocalCluster.start(
            dir,
            1,
            genesis,
            NodeSettings.Tuning.small(),
            (reason, cause) -> halted.compareAndSet(null, reason + " " + cause));
    issuer.admit(cluster, 7, 1_000);
    SettlementNode node = cluster.node("node-1");
    Command question =
        new Command.Pay(
            TestBank.newId(),
            AccountNumber.vault(7),
            AccountNumber.vault(7),
            1,
            Text.EMPTY,
            Text.EMPTY);
    Command.SubmitOrder order = issuer.raiseRules(ShardLedger.RULES_VERSION_MAX + 1);

    BatchAnswer refused = issuer.flush(node, 0, question, order);

    assertThat(refused)
        .isInstanceOfSatisfying(
            BatchAnswer.Refused.class,
            r -> {
              assertThat(r.code()).isEqualTo(RejectionCode.RULES_VERSION_UNSUPPORTED);
              assertThat(r.positions()).isEqualTo(List.of(1));
            });
    assertThat(issuer.execute(cluster, question)).isInstanceOf(Outcome.Rejected.class);
    ReadPayload.Registry registry =
        (ReadPayload.Registry) issuer.read(cluster, new Query.OfRegistry(0)).payload();
    assertThat(registry.rulesVersion()).isEqualTo(1);
    assertThat(registry.rulesVersionMax()).isEqualTo(ShardLedger.RULES_VERSION_MAX);
    assertThat(registry.nextSystemOrderNumber()).as("the number is not used").isEqualTo(1);
  }
}
