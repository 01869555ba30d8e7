package cbdc.simulator.replay;

import cbdc.kit.ServiceProcess;
import cbdc.protocol.ClientBatchCodec;
import cbdc.protocol.LedgerGenesis;
import cbdc.simulator.console.ExitCode;
import cbdc.simulator.console.JsonOutput;
import cbdc.simulator.console.QuietLogs;
import cbdc.simulator.system.LocalSystem;
import cbdc.simulator.system.SystemDirectory;
import cbdc.simulator.system.SystemPlan;
import cbdc.simulator.system.SystemPorts;
import cbdc.simulator.system.SystemPurpose;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./cbdc replay FILE…}. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Replay a bank's history on a settlement ledger of its own.",
      "",
      "Every account is a wallet, every partner a wallet at its bank; currency is issued by signed orders, rows of one account settle in file"
          + " order, different accounts side by side. Several files are one history, in order. Interrupted at any point and started again"
          + " with the same --data, it goes on where it was."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./cbdc replay docs/sample/history.asc --data data/first",
      "  ./cbdc replay 1993.asc 1994.asc --nodes 3",
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:replayed, and the books are right",
      " 1:failed, or a line cannot be read: what came before it stays replayed",
      " 2:wrong usage",
      " 3:the books do not add up",
      "70:a node halted, because going on could have lost or invented money; the log says why"
    })
public final class ReplayCommand implements Callable<Integer> {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "History: semicolons, Latin-1, with the header trans_id;account_id;date;type;operation;amount;balance;k_symbol;bank;account.")
  private List<Path> files;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Where nodes and keys keep their data; an interrupted replay goes on there. Default: a new folder in data/.")
  private Path data;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description = "Settlement nodes: 1, 3, 5 … (default 1).")
  private Integer nodes;

  @Option(
      names = "--http",
      description =
          "Send everything through the wallet services of all banks over HTTP, instead of the client library.")
  private boolean http;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the results as JSON; - for standard output.")
  private String json;

  @Option(
      names = "--clock-accept-after",
      paramLabel = "TIME",
      description =
          "Confirms this machine's clock: the last stamp that the node named when it refused to start.")
  private Instant acceptedStamp;

  @Override
  public Integer call() throws InterruptedException {
    if (nodes != null && (nodes < 1 || nodes > 9 || nodes % 2 == 0)) {
      throw new ParameterException(
          spec.commandLine(), "--nodes: expected 1, 3, 5, 7 or 9 but got " + nodes);
    }
    QuietLogs.untilToldOtherwise();
    JsonOutput output = JsonOutput.to(json, spec.commandLine().getOut());
    PrintWriter err = spec.commandLine().getErr();
    BankHistory history = HistoryReader.read(files);
    if (history.rows().isEmpty() && history.broken().isPresent()) {
      err.println(history.broken().get());
      return ExitCode.FAILED;
    }
    Path directory =
        data != null
            ? data
            : Path.of("data", "replay-" + LocalDateTime.now(ZoneId.systemDefault()).format(STAMP));
    ReplayReport report = replay(directory, history, err);
    output.write(report);
    new ReplaySummary(output.forPeople(err)).print(report);
    if (history.broken().isPresent()) {
      err.println(history.broken().get());
      err.println(
          "The "
              + report.rows()
              + " rows before it are replayed. Mend the line and start again with --data "
              + directory);
      return ExitCode.FAILED;
    }
    return report.conservation().equals(Figures.OK) ? ExitCode.OK : ExitCode.REFUSED;
  }

  private ReplayReport replay(Path directory, BankHistory history, PrintWriter err)
      throws InterruptedException {
    SystemDirectory run =
        SystemDirectory.open(
            directory,
            Optional.ofNullable(nodes),
            http ? SystemPurpose.REPLAY_HTTP : SystemPurpose.REPLAY);
    err.println(
        (run.isNew() ? "starting " : "going on with ")
            + run.nodes()
            + (run.nodes() == 1 ? " node" : " nodes")
            + (http ? " and a wallet service for each bank" : "")
            + " in "
            + run.path());
    err.flush();
    return http ? overHttp(run, history, err) : overClient(run, history, err);
  }

  private ReplayReport overClient(SystemDirectory run, BankHistory history, PrintWriter err)
      throws InterruptedException {
    // The keys are made or opened while the nodes start.
    Thread keys =
        Thread.ofPlatform()
            .name("keys")
            .daemon()
            .start(
                () -> ReplayPlan.of(history.rows()).bankLetters().keySet().forEach(run::bankKey));
    try (SettlementCluster cluster =
            EmbeddedCluster.start(
                run.path(),
                run.nodes(),
                run.genesis(ReplayAccounts.POLICY),
                Optional.ofNullable(acceptedStamp));
        ClusterLedger ledger = new ClusterLedger(cluster, run)) {
      keys.join();
      return new Replay(ledger, run, err).run(history);
    }
  }

  private ReplayReport overHttp(SystemDirectory run, BankHistory history, PrintWriter err)
      throws InterruptedException {
    SystemPlan plan =
        new SystemPlan(
            run.path(),
            Optional.of(run.nodes()),
            run.purpose(),
            ReplayPlan.of(history.rows()).vaults(),
            ReplayAccounts.POLICY,
            LedgerGenesis.DEFAULT_SHARD_COUNT,
            SystemPorts.FREE,
            HttpLedger.CALLER_RATE,
            ClientBatchCodec.MAX_COMMANDS,
            Optional.ofNullable(acceptedStamp));
    try (LocalSystem system =
        LocalSystem.prepare(
            plan,
            line -> {
              err.println(line);
              err.flush();
            })) {
      ServiceProcess.closing("replay", system);
      system.start();
      try (HttpLedger ledger = new HttpLedger(system, plan.banks())) {
        return new Replay(ledger, run, err).run(history);
      }
    }
  }
}
