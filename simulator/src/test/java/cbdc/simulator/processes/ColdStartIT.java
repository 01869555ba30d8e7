package cbdc.simulator.processes;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.Command;
import cbdc.protocol.Outcome;
import cbdc.simulator.processes.BankOfNodes.Submitted;
import cbdc.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * All nodes are killed at once under load, what lies on their disks is damaged, and they start
 * again in some order: every payment is there as its payer was told, and a node says for whom it
 * waits and what it cut.
 */
@Timeout(240)
class ColdStartIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int REFUSED_TO_START = 1;
  private static final long ISSUED = 1_000_000;
  private static final long WALLET_FUNDS = 10_000;
  private static final int WALLETS = 8;
  private static final int PAYMENTS = 3_000;
  private static final int ANSWERED_BEFORE_THE_KILL = 600;

  @TempDir java.nio.file.Path folder;

  private final Map<Long, Long> told = new HashMap<>();
  private ThreeProcesses processes;
  private BankOfNodes bank;
  private List<Long> wallets;

  @BeforeEach
  void startAndFund() throws Exception {
    processes = new ThreeProcesses(folder);
    processes.startAndAwait(1, 2, 3);
    bank = processes.bank();
    bank.admit(ISSUED);
    wallets = bank.openWallets(WALLETS);
    bank.payAll(List.of(bank.vault()), wallets, WALLET_FUNDS);
    wallets.forEach(wallet -> told.put(wallet, WALLET_FUNDS));
  }

  @AfterEach
  void leaveNoProcessBehind() throws InterruptedException {
    if (bank != null) {
      bank.close();
    }
    processes.destroy();
  }

  @Test
  void shouldFindEveryPaymentAfterAllWereKilledAndTheLastWritesWereTorn() throws Exception {
    List<Submitted> underWay = killAllUnderLoad();
    DamagedTail.TORN.in(processes.node(2).data());
    DamagedTail.ZEROS.in(processes.node(3).data());

    processes.node(3).start();
    processes.node(3).awaitNotReady("has no quorum: of ");
    processes.startAndAwait(2);
    processes.node(3).awaitReady();
    assertAsTold(underWay);
    assertThat(processes.node(2).output())
        .contains("was incomplete, and its 207 bytes are cut")
        .doesNotContain("HALT");
    assertThat(processes.node(3).output()).doesNotContain("was incomplete");

    processes.startAndAwait(1);
    payOnAndVerify();
  }

  @Test
  void shouldGoOnWithoutAMinorityWhoseDiskIsDamaged() throws Exception {
    List<Submitted> underWay = killAllUnderLoad();
    DamagedTail.FLIPPED.in(processes.node(1).data());

    processes.node(1).start();
    assertRefusesItsDirectory(1);
    processes.startAndAwait(3, 2);

    assertAsTold(underWay);
    bank.payAll(wallets, wallets, 1);
  }

  @Test
  void shouldServeNobodyWhereAMajorityOfTheDisksIsDamaged() throws Exception {
    bank.payAll(wallets, wallets, 1);
    killAll();
    DamagedTail.FLIPPED.in(processes.node(1).data());
    DamagedTail.FLIPPED.in(processes.node(3).data());

    for (int number = 1; number <= 3; number++) {
      processes.node(number).start();
    }

    assertRefusesItsDirectory(1);
    assertRefusesItsDirectory(3);
    processes.node(2).awaitNotReady("only [node-2] can be reached");
  }

  @Test
  void shouldCatchUpWhatADiskOfAMinorityForgot() throws Exception {
    bank.payAll(wallets, wallets, 1);
    killAll();
    DamagedTail.FORGOTTEN.in(processes.node(1).data());

    // A majority that remembers everything comes first: who forgot may not decide.
    processes.startAndAwait(2, 3);
    processes.startAndAwait(1);

    assertThat(processes.node(1).output()).contains("was incomplete, and its ");
    assertAsTold(List.of());
    payOnAndVerify();
  }

  /** Kills all three at a moment when many payments are answered and many are not. */
  private List<Submitted> killAllUnderLoad() throws InterruptedException {
    List<Submitted> underWay = bank.submit(wallets, wallets, 1, PAYMENTS);
    Await.until(
        "some payments are answered",
        LIMIT,
        () -> underWay.stream().filter(Submitted::isAnswered).count() >= ANSWERED_BEFORE_THE_KILL);
    killAll();
    return underWay;
  }

  private void killAll() throws InterruptedException {
    for (NodeProcess node : processes.nodes()) {
      node.kill();
    }
  }

  /** Balances follow from what was told, before the kill or when asked afterwards. */
  private void assertAsTold(List<Submitted> submitted) {
    for (Submitted one : submitted) {
      if (bank.outcome(one) instanceof Outcome.Settled) {
        Command.Pay payment = one.payment();
        told.merge(payment.payer(), -payment.amount(), Long::sum);
        told.merge(payment.payee(), payment.amount(), Long::sum);
      }
    }
    Map<Long, Long> found = new HashMap<>();
    wallets.forEach(wallet -> found.put(wallet, bank.balance(wallet)));
    assertThat(found).isEqualTo(told);
    assertThat(bank.balance(bank.vault())).isEqualTo(ISSUED - WALLETS * WALLET_FUNDS);
  }

  private void assertRefusesItsDirectory(int number) throws InterruptedException {
    NodeProcess node = processes.node(number);
    assertThat(node.awaitExit()).as(node::output).isEqualTo(REFUSED_TO_START);
    assertThat(node.output())
        .contains("is damaged: ")
        .contains("Only an incomplete last write is forgiven; replace this node");
  }

  private void payOnAndVerify() throws InterruptedException {
    bank.payAll(wallets, wallets, 1);
    List<Object> words = new ArrayList<>(List.of("verify"));
    for (NodeProcess node : processes.nodes()) {
      node.terminate();
      words.add(node.data());
    }
    for (NodeProcess node : processes.nodes()) {
      assertThat(node.awaitExit()).as(node::output).isEqualTo(143);
    }
    ThreeProcesses.cbdc(words.toArray());
  }
}
