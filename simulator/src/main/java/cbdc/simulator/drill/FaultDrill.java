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
import cbdc.simulator.drill.fault.Scene;
import cbdc.simulator.drill.load.DrillBank;
import cbdc.simulator.drill.load.DrillLoad;
import cbdc.simulator.drill.load.Recorder;
import cbdc.simulator.drill.load.Service;
import cbdc.simulator.verify.Verification;
import cbdc.simulator.verify.VerifyReport;
import java.io.PrintWriter;
import java.nio.file.Path;
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
  private static final long HISTORY_LIMIT_SECONDS = 60;
  private static final int FINDINGS_SHOWN = 20;
  private static final int VERIFY_THREADS = 2;

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
    long began = System.nanoTime();
    List<Path> lostBefore = cluster.lostData();
    Service service = new Service(settings.shards());
    DrillLoad load =
        new DrillLoad(
            bank, wallets, recorder, service, settings.shards(), settings.ratePerSecond(), seed);
    List<String> findings = new ArrayList<>();
    double[] gaps = new double[settings.shards()];
    try {
      gaps = underLoad(fault, service, findings);
    } catch (CommandFailure e) {
      // The fault has shown something. What was acknowledged is compared all the same.
      findings.add("SERVICE " + e.getMessage());
      cluster.network().healAll();
      gaps = service.gapsSeconds();
    } finally {
      load.abandon();
    }
    load.stop();
    if (recorder.acknowledged() < settings.paymentsPerFault()) {
      findings.add(
          "TOO FEW payments acknowledged: %,d of the %,d asked for"
              .formatted(recorder.acknowledged(), settings.paymentsPerFault()));
    }
    long resolved = resolveUnknown();
    if (!awaitWholeHistories()) {
      findings.add("HISTORY of a node still has a gap after " + HISTORY_LIMIT_SECONDS + " s");
    }
    cluster.stopAll();
    cluster.takeOwnEnds().forEach(end -> findings.add("ENDED BY ITSELF: " + end));
    boolean isNodeLost = !cluster.lostData().equals(lostBefore);
    return check(fault, gaps, resolved, isNodeLost, findings, began);
  }

  private double[] underLoad(Fault fault, Service service, List<String> findings)
      throws InterruptedException {
    Scene scene = new Scene(cluster, bank, recorder);
    awaitCalm(service);
    fault.arrange(scene);
    say("load runs; now: " + fault.description());
    service.restart();
    fault.inflict(scene);
    cluster.awaitAllReady();
    awaitCalm(service);
    double[] gaps = service.gapsSeconds();
    say("service is back; longest gap " + Arrays.toString(gaps) + " s by shard");
    findings.addAll(fault.conclude(scene));
    awaitPayments();
    return gaps;
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
    // Some times what the rate needs: a machine that is too slow ends with too few, not never.
    long seconds = 10 + 4 * settings.paymentsPerFault() / settings.ratePerSecond();
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

  /**
   * Acknowledgements between shards ride on the next entry, or come alone a moment later. A node
   * that came back by a snapshot fetches the history behind it.
   */
  private boolean awaitWholeHistories() throws InterruptedException {
    TimeUnit.SECONDS.sleep(1);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(HISTORY_LIMIT_SECONDS);
    while (System.nanoTime() < end) {
      if (cluster.hasWholeHistories()) {
        return true;
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    return false;
  }

  private DrillReport.Row check(
      Fault fault,
      double[] gaps,
      long resolved,
      boolean isNodeLost,
      List<String> findings,
      long began)
      throws InterruptedException {
    double longest = Arrays.stream(gaps).max().orElse(0);
    if (fault.isSingle() && longest > settings.limitSeconds()) {
      findings.add(
          "NO SERVICE for %.1f s; the limit is %.0f s".formatted(longest, settings.limitSeconds()));
    }
    RecordedHistory history = recorder.takeRound();
    say(
        "nodes are stopped; checking %,d submissions, %,d answers, %,d reads"
            .formatted(
                history.submissions().size(), history.replies().size(), history.balances().size()));
    StoppedNodes journal = new StoppedNodes(cluster.presentData(), settings.shards());
    HistoryCheck.Result result = HistoryCheck.of(model, history, journal::forEach);
    result.findings().stream()
        .limit(FINDINGS_SHOWN)
        .forEach(finding -> findings.add(finding.kind() + " " + finding.text()));
    VerifyReport verified = verify(cluster.presentData(), findings);
    if (isNodeLost) {
      // What a lost node had executed is the beginning of what the others have.
      List<Path> all = new ArrayList<>(cluster.presentData());
      all.addAll(cluster.lostData());
      verify(all, findings);
    }
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
        fault.isSingle() ? settings.limitSeconds() : null,
        (System.nanoTime() - began) / 1e9,
        verified.records(),
        findings);
  }

  private static VerifyReport verify(List<Path> directories, List<String> findings)
      throws InterruptedException {
    VerifyReport verified = Verification.of(directories, VERIFY_THREADS);
    verified.faults().stream()
        .limit(FINDINGS_SHOWN)
        .forEach(found -> findings.add("VERIFY " + found.describe()));
    return verified;
  }

  private void say(String line) {
    out.println("  " + line);
    out.flush();
  }
}
