package cbdc.simulator.drill;

import cbdc.protocol.Outcome;
import cbdc.simulator.console.CommandFailure;
import cbdc.simulator.drill.check.Finding;
import cbdc.simulator.drill.check.HistoryCheck;
import cbdc.simulator.drill.check.LedgerModel;
import cbdc.simulator.drill.check.RecordedHistory;
import cbdc.simulator.drill.check.StoppedNodes;
import cbdc.simulator.drill.check.Submission;
import cbdc.simulator.drill.cluster.DrillCluster;
import cbdc.simulator.drill.fault.Fault;
import cbdc.simulator.drill.load.DrillBank;
import cbdc.simulator.drill.load.DrillLoad;
import cbdc.simulator.drill.load.Recorder;
import cbdc.simulator.drill.load.Service;
import cbdc.simulator.verify.Verification;
import cbdc.simulator.verify.VerifyReport;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One fault: load before, during and after, then the check of everything. */
final class FaultDrill {
  /** A shard is calm when it acknowledged something in the last moment, and that for a while. */
  private static final long ACKNOWLEDGED_WITHIN_MILLIS = 500;

  private static final long CALM_SECONDS = 3;
  private static final long CALM_LIMIT_SECONDS = 120;
  private static final long POLL_MILLIS = 50;
  private static final long ASK_LIMIT_SECONDS = 60;
  private static final int FINDINGS_SHOWN = 20;

  private final DrillSettings settings;
  private final DrillCluster cluster;
  private final DrillBank bank;
  private final Recorder recorder;
  private final List<Long> wallets;
  private final LedgerModel model;
  private final PrintWriter out;

  FaultDrill(
      DrillSettings settings,
      DrillCluster cluster,
      DrillBank bank,
      Recorder recorder,
      List<Long> wallets,
      LedgerModel model,
      PrintWriter out) {
    this.settings = settings;
    this.cluster = cluster;
    this.bank = bank;
    this.recorder = recorder;
    this.wallets = wallets;
    this.model = model;
    this.out = out;
  }

  /** Runs it with nodes that are up, and leaves them stopped. */
  DrillReport.Row run(Fault fault, long seed) throws InterruptedException {
    Service service = new Service(settings.shards());
    DrillLoad load =
        new DrillLoad(
            bank, wallets, recorder, service, settings.shards(), settings.ratePerSecond(), seed);
    double[] gaps;
    try {
      awaitCalm(service);
      say("load runs; now: " + fault.description());
      service.restart();
      fault.inflict(cluster);
      for (String node : DrillCluster.NODES) {
        cluster.awaitReady(node);
      }
      awaitCalm(service);
      gaps = service.gapsSeconds();
      say("service is back; longest gap " + Arrays.toString(gaps) + " s by shard");
      awaitPayments();
      load.stop();
    } finally {
      load.abandon();
    }
    long resolved = resolveUnknown();
    awaitCalmChannels();
    cluster.stopAll();
    return check(fault, gaps, resolved);
  }

  private void awaitCalm(Service service) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(CALM_LIMIT_SECONDS);
    long calmSince = System.nanoTime();
    while (System.nanoTime() - calmSince < TimeUnit.SECONDS.toNanos(CALM_SECONDS)) {
      if (!service.isEverywhere(ACKNOWLEDGED_WITHIN_MILLIS)) {
        calmSince = System.nanoTime();
      }
      if (System.nanoTime() > end) {
        throw CommandFailure.refused(
            "no service within %d s: seconds since a shard acknowledged anything: %s"
                .formatted(CALM_LIMIT_SECONDS, Arrays.toString(service.gapsSeconds())));
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  private void awaitPayments() throws InterruptedException {
    // Twice the time that the rate needs: a slow machine ends with fewer payments, not never.
    long seconds = 10 + 2 * settings.paymentsPerFault() / settings.ratePerSecond();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (recorder.acknowledged() < settings.paymentsPerFault() && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  /** Asks for every outcome that did not come in time. */
  private long resolveUnknown() throws InterruptedException {
    List<Submission> unknown = recorder.takeUnknown();
    if (!unknown.isEmpty()) {
      say("asking for " + unknown.size() + " outcomes that did not come in time");
    }
    List<CompletableFuture<Outcome>> asked = new ArrayList<>();
    for (Submission submission : unknown) {
      asked.add(bank.client().ask(submission.command()).toCompletableFuture());
    }
    long resolved = 0;
    for (int i = 0; i < unknown.size(); i++) {
      try {
        recorder.resolved(unknown.get(i), asked.get(i).get(ASK_LIMIT_SECONDS, TimeUnit.SECONDS));
        resolved++;
      } catch (ExecutionException | TimeoutException e) {
        // Stays unknown, which the check reports.
        recorder.ended(unknown.get(i));
      }
    }
    return resolved;
  }

  /** Acknowledgements between shards ride on the next entry, or come alone a moment later. */
  private static void awaitCalmChannels() throws InterruptedException {
    TimeUnit.SECONDS.sleep(1);
  }

  private DrillReport.Row check(Fault fault, double[] gaps, long resolved)
      throws InterruptedException {
    RecordedHistory history = recorder.takeRound();
    say(
        "nodes are stopped; checking %,d submissions, %,d answers, %,d reads"
            .formatted(
                history.submissions().size(), history.replies().size(), history.balances().size()));
    StoppedNodes journal = new StoppedNodes(cluster.allData(), settings.shards());
    HistoryCheck.Result result = HistoryCheck.of(model, history, journal::forEach);
    VerifyReport verified = Verification.of(cluster.allData(), 2);
    List<String> findings = new ArrayList<>();
    result.findings().stream()
        .limit(FINDINGS_SHOWN)
        .forEach(finding -> findings.add(finding.kind() + " " + finding.text()));
    verified.faults().stream()
        .limit(FINDINGS_SHOWN)
        .forEach(found -> findings.add("VERIFY " + found.describe()));
    double longest = Arrays.stream(gaps).max().orElse(0);
    return new DrillReport.Row(
        fault.name(),
        fault.description(),
        null,
        result.acknowledged(),
        result.refused(),
        resolved,
        result.lost(),
        result.doubled(),
        result.findings().stream().filter(f -> f.kind() == Finding.Kind.DISAGREES).count(),
        longest,
        Arrays.stream(gaps).boxed().toList(),
        fault.isSingle(),
        verified.records(),
        findings);
  }

  private void say(String line) {
    out.println("  " + line);
    out.flush();
  }
}
