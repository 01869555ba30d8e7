package cbdc.simulator.drill;

import cbdc.protocol.LedgerGenesis;
import cbdc.simulator.drill.check.LedgerModel;
import cbdc.simulator.drill.cluster.DrillCluster;
import cbdc.simulator.drill.fault.Fault;
import cbdc.simulator.drill.fault.Faults;
import cbdc.simulator.drill.load.DrillBank;
import cbdc.simulator.drill.load.Recorder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One fault after the other on one cluster, which is restarted on its directories in between. */
final class Drill {
  private final DrillSettings settings;
  private final Path dir;
  private final PrintWriter out;

  /**
   * A drill that has not begun.
   *
   * @param dir gets all that the nodes keep
   * @param out where progress goes
   */
  Drill(DrillSettings settings, Path dir, PrintWriter out) {
    this.settings = settings;
    this.dir = dir;
    this.out = out;
  }

  DrillReport run() throws IOException, InterruptedException {
    LedgerGenesis genesis = DrillBank.genesis(settings.shards());
    LedgerModel model = new LedgerModel(settings.shards(), genesis.idWindowMillis());
    Recorder recorder = new Recorder();
    List<DrillReport.Row> rows = new ArrayList<>();
    try (DrillCluster cluster = new DrillCluster(dir, genesis, settings.heapMib())) {
      say("starting three nodes in " + dir);
      cluster.startAll();
      List<Long> wallets;
      try (DrillBank bank = new DrillBank(cluster.clients(), recorder)) {
        bank.found(genesis);
        wallets = bank.openWallets(settings.wallets());
      }
      cluster.stopAll();
      // Of the preparation only the journal counts.
      recorder.takeRound();
      List<Fault> faults =
          Faults.all().stream().filter(fault -> settings.faults().contains(fault.name())).toList();
      for (Fault fault : faults) {
        say("%s, %d of %d".formatted(fault.name(), rows.size() + 1, faults.size()));
        DrillReport.Row row = one(fault, cluster, recorder, wallets, model);
        rows.add(row);
        say("%s after %.0f s: %s".formatted(row.verdict(), row.seconds(), DrillTable.line(row)));
        row.findings().forEach(this::say);
      }
    }
    return DrillReport.of(settings.seed(), rows);
  }

  private DrillReport.Row one(
      Fault fault, DrillCluster cluster, Recorder recorder, List<Long> wallets, LedgerModel model)
      throws InterruptedException {
    Optional<String> reason = fault.reasonToSkip();
    if (reason.isPresent()) {
      return DrillReport.Row.skipped(fault.name(), fault.description(), reason.get());
    }
    fault.prepare(cluster);
    try {
      cluster.startAll();
      try (DrillBank bank = new DrillBank(cluster.clients(), recorder)) {
        return new FaultDrill(settings, cluster, bank, recorder, wallets, model, out)
            .run(fault, settings.seed());
      }
    } finally {
      cluster.stopAll();
      fault.restore(cluster);
    }
  }

  private void say(String line) {
    out.println("drill: " + line);
    out.flush();
  }
}
