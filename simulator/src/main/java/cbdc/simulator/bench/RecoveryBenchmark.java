package cbdc.simulator.bench;

import cbdc.protocol.LedgerGenesis;
import cbdc.simulator.console.CommandFailure;
import cbdc.simulator.console.DirectoryRun;
import cbdc.simulator.machine.Machine;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures how long a node takes from the start of its process until every shard answers a read
 * from its leader, after a graceful stop and after a kill. Payments before each end see to it that
 * the log behind the snapshots is not empty.
 */
final class RecoveryBenchmark {
  private static final int SEED = 43;
  private static final int WINDOW = 20_000;

  /** Balances that are read before and after, as a check that the node came back with its state. */
  private static final int SAMPLES = 64;

  private final DirectoryRun run;
  private final Settings settings;
  private final PrintWriter out;

  /**
   * What to measure.
   *
   * @param accounts funded wallets
   * @param shards shards
   * @param heapMib heap of the node's process, MiB
   * @param rounds how many stops and how many kills
   * @param loadSeconds how long payments run before each
   */
  record Settings(int accounts, int shards, long heapMib, int rounds, int loadSeconds) {}

  RecoveryBenchmark(DirectoryRun run, Settings settings, PrintWriter out) {
    this.run = run;
    this.settings = settings;
    this.out = out;
  }

  /** Runs all, printing conditions and results as they come. */
  RecoveryReport measure() throws IOException, InterruptedException {
    Machine machine = Machine.look(run.dir());
    machine.print(out);
    LedgerGenesis genesis = BenchBank.genesis(settings.shards());
    List<RecoveryReport.Recovery> recoveries = new ArrayList<>();
    try (NodeProcesses node =
        NodeProcesses.start(run.dir(), 1, genesis, settings.heapMib(), run::fail)) {
      printConditions(node.layout());
      long[] accounts = open(node, genesis);
      for (int i = 0; i < 2 * settings.rounds(); i++) {
        recoveries.add(recover(node, accounts, i % 2 == 1));
        print(recoveries.getLast());
      }
      return new RecoveryReport(
          machine,
          node.layout(),
          NodeReport.PLAIN_LOOPBACK,
          settings.shards(),
          settings.accounts(),
          recoveries);
    }
  }

  private long[] open(NodeProcesses node, LedgerGenesis genesis) throws InterruptedException {
    try (BenchBank bank = new BenchBank(node.clients())) {
      return bank.prepare(genesis, settings.accounts()).accounts();
    }
  }

  private RecoveryReport.Recovery recover(NodeProcesses node, long[] accounts, boolean kill)
      throws IOException, InterruptedException {
    long payments;
    long[] balances;
    try (BenchBank bank = new BenchBank(node.clients())) {
      payments = pay(bank, accounts);
      balances = sample(bank, accounts);
    }
    if (kill) {
      node.killAll();
    } else {
      node.stopAll();
    }
    long began = System.nanoTime();
    node.startAll();
    double up = (System.nanoTime() - began) / 1e9;
    try (BenchBank bank = new BenchBank(node.clients())) {
      bank.readEveryShard(settings.shards());
      double answering = (System.nanoTime() - began) / 1e9;
      requireSame(balances, sample(bank, accounts));
      return new RecoveryReport.Recovery(kill, payments, up, answering);
    }
  }

  private long pay(BenchBank bank, long[] accounts) throws InterruptedException {
    RandomPayments payments = new RandomPayments(bank.client(), accounts, SEED);
    try (ClosedLoad load = new ClosedLoad(payments::begin, WINDOW)) {
      ClosedLoad.Round round = load.round(settings.loadSeconds());
      load.finish();
      return Math.round(round.paymentsPerSecond() * settings.loadSeconds());
    }
  }

  private static long[] sample(BenchBank bank, long[] accounts) throws InterruptedException {
    long[] balances = new long[Math.min(SAMPLES, accounts.length)];
    for (int i = 0; i < balances.length; i++) {
      balances[i] = bank.balance(accounts[(int) ((long) i * accounts.length / balances.length)]);
    }
    return balances;
  }

  private static void requireSame(long[] before, long[] after) {
    for (int i = 0; i < before.length; i++) {
      if (before[i] != after[i]) {
        throw CommandFailure.refused(
            "a balance was " + before[i] + " before the restart and is " + after[i] + " after it");
      }
    }
  }

  private void printConditions(BenchCluster.Layout layout) {
    out.printf(
        Locale.ROOT,
        "One node in a process of its own, heap up to %,d MiB (%s); %s; %d shards, %,d accounts.%n",
        layout.heapMibPerNode(),
        String.join(" ", layout.jvmOptions()),
        NodeReport.PLAIN_LOOPBACK,
        settings.shards(),
        settings.accounts());
    out.flush();
  }

  private void print(RecoveryReport.Recovery recovery) {
    out.printf(
        Locale.ROOT,
        "%s after %,d payments: up in %.2f s, every shard led and answering in %.2f s%n",
        recovery.isAfterKill() ? "killed " : "stopped",
        recovery.paymentsSinceLast(),
        recovery.upSeconds(),
        recovery.answeringSeconds());
    out.flush();
  }
}
