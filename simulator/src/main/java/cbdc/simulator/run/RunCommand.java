package cbdc.simulator.run;

import cbdc.issuer.store.PolicyFiles;
import cbdc.kit.ServiceProcess;
import cbdc.kit.StartException;
import cbdc.protocol.Amount;
import cbdc.protocol.ClientBatchCodec;
import cbdc.protocol.LedgerGenesis;
import cbdc.settlement.client.CommandIds;
import cbdc.settlement.node.app.LocalCluster;
import cbdc.settlement.node.app.SettlementNode;
import cbdc.simulator.console.CommandFailure;
import cbdc.simulator.console.QuietLogs;
import cbdc.simulator.http.ApiClient;
import cbdc.simulator.http.Repetition;
import cbdc.simulator.http.WalletClient;
import cbdc.simulator.system.LocalSystem;
import cbdc.simulator.system.SystemPlan;
import cbdc.simulator.system.SystemPorts;
import cbdc.simulator.system.SystemPurpose;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./cbdc run}: everything in one process, until Ctrl-C. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Start a whole two-tier system in one process and run until Ctrl-C.",
      "",
      "One issuer, a settlement node, three banks whose vaults are filled by signed orders, a few hundred wallets of all classes, some"
          + " merchants, and gentle live traffic. Addresses, tokens and a payment to copy and paste are printed, and written to run.json in"
          + " the data directory. Ended in whatever way and started again, it goes on where it was."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./cbdc run",
      "  ./cbdc run --nodes 3 --traffic 50 --data data/three",
      "  ./cbdc run --observe",
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:stopped as asked, by the end of its input (--stop-with-input)",
      "  1:could not start, or a fault of the machine",
      "  2:wrong usage",
      " 70:a node halted, because going on could have lost or invented money; the log says why",
      "130:stopped as asked, by Ctrl-C",
      "143:stopped as asked, by SIGTERM",
    })
public final class RunCommand implements Callable<Integer> {
  private static final List<Integer> BANKS = List.of(1, 2, 3);
  private static final long VAULT_UNITS = 10_000_000;
  private static final int CALLER_RATE = 1_000;

  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where everything is kept (default ${DEFAULT-VALUE}).",
      defaultValue = "data/run")
  private Path data;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description = "Settlement nodes: 1 or 3 (default 1, or as the directory was made with).")
  private Integer nodes;

  @Option(
      names = "--traffic",
      paramLabel = "N",
      description =
          "Payments a second that the demo people make, 0 for none (default ${DEFAULT-VALUE}).",
      defaultValue = "5")
  private int traffic;

  @Option(
      names = "--free-ports",
      description = "Take free ports instead of the usual ones; run.json names them.")
  private boolean freePorts;

  @Option(
      names = "--observe",
      description =
          "Start a Prometheus, where one is installed, that scrapes the run and evaluates the alerts: at port 9090 of loopback.")
  private boolean observes;

  @Option(
      names = "--clock-accept-after",
      paramLabel = "TIME",
      description =
          "Confirms this machine's clock: the last stamp that the node named when it refused to start.")
  private Instant acceptedStamp;

  @Option(
      names = "--stop-with-input",
      description =
          "Stop when standard input ends, so that the system never outlives the process that started it.")
  private boolean stopsWithInput;

  /** Null until the demo people are there. */
  private volatile Traffic live;

  /** Null where nobody observes. */
  private volatile LocalPrometheus prometheus;

  @Override
  public Integer call() throws Exception {
    requireOptions();
    QuietLogs.untilToldOtherwise();
    if (stopsWithInput) {
      ServiceProcess.stopWithInput();
    }
    PrintWriter err = spec.commandLine().getErr();
    ExecutorService executor =
        Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("demo-", 0).factory());
    LocalSystem system = LocalSystem.prepare(plan(), line -> say(err, line));
    ServiceProcess process = ServiceProcess.closing("run", () -> stop(system, err));
    try (ApiClient http = new ApiClient(executor)) {
      start(system);
      populate(system, http, new Repetition(executor), err);
      process.awaitStop();
    } catch (IOException | RuntimeException | InterruptedException failed) {
      // Half a system is no use to anybody, and its database server would outlive it.
      system.close();
      if (!process.isStopping()) {
        throw failed;
      }
      process.awaitStop();
    }
    return 0;
  }

  private void start(LocalSystem system) throws InterruptedException {
    try {
      system.start();
    } catch (CommandFailure failed) {
      boolean isPortTaken =
          failed.getCause() instanceof StartException refused
              && refused.getCause() instanceof BindException;
      throw isPortTaken && !freePorts
          ? CommandFailure.failed(failed.getMessage() + "; or use --free-ports", failed.getCause())
          : failed;
    }
  }

  /** Brings the people in, tells the user, and lets traffic begin. */
  private void populate(LocalSystem system, ApiClient http, Repetition repetition, PrintWriter err)
      throws IOException, InterruptedException {
    Running running = people(system, http, repetition);
    running.file().write(data);
    say(err, "demo people are there");
    live = new Traffic(running.file().banks(), running.clients(), new CommandIds()::next);
    if (traffic > 0) {
      live.start(traffic);
    }
    new RunSummary(spec.commandLine().getOut()).print(running.file(), data);
    if (observes) {
      observe(running.file(), err);
    }
  }

  private void observe(RunFile file, PrintWriter err) throws IOException, InterruptedException {
    Optional<Path> program =
        LocalPrometheus.program(Optional.ofNullable(System.getenv("PATH")).orElse(""));
    if (program.isEmpty()) {
      say(err, LocalPrometheus.HINT);
      return;
    }
    prometheus = LocalPrometheus.start(program.get(), data.resolve("prometheus"), file, freePorts);
    say(err, "Prometheus watches at " + prometheus.url() + "; alerts are at /alerts");
  }

  private void requireOptions() {
    if (nodes != null && nodes != 1 && nodes != 3) {
      throw new ParameterException(spec.commandLine(), "--nodes: expected 1 or 3 but got " + nodes);
    }
    if (traffic < 0 || traffic > 10_000) {
      throw new ParameterException(
          spec.commandLine(), "--traffic: expected 0 to 10000 but got " + traffic);
    }
  }

  private SystemPlan plan() {
    Map<Integer, Long> vaults = new TreeMap<>();
    BANKS.forEach(bank -> vaults.put(bank, VAULT_UNITS * Amount.MINOR_PER_UNIT));
    return new SystemPlan(
        data,
        Optional.ofNullable(nodes),
        SystemPurpose.RUN,
        vaults,
        PolicyFiles.preset("ecny-2021").policy(),
        LedgerGenesis.DEFAULT_SHARD_COUNT,
        freePorts ? SystemPorts.FREE : SystemPorts.FIXED,
        CALLER_RATE,
        ClientBatchCodec.MAX_COMMANDS,
        Optional.ofNullable(acceptedStamp));
  }

  private record Running(RunFile file, Map<Integer, WalletClient> clients) {}

  private Running people(LocalSystem system, ApiClient http, Repetition repetition)
      throws InterruptedException {
    Optional<RunFile> before = RunFile.read(data);
    Map<Integer, WalletClient> clients = new TreeMap<>();
    List<RunFile.Bank> banks = new ArrayList<>();
    for (int bank : BANKS) {
      String token = system.directory().operatorToken(bank);
      WalletClient client = new WalletClient(http, system.walletUrl(bank), token);
      clients.put(bank, client);
      RunFile.Bank empty =
          new RunFile.Bank(
              bank,
              system.walletUrl(bank),
              url(system.wallets().get(bank).managementPort()),
              token,
              List.of(),
              List.of());
      banks.add(new DemoPeople(bank, client, repetition).open(empty, merchantsOf(before, bank)));
    }
    return new Running(file(system, banks), clients);
  }

  private static List<RunFile.Merchant> merchantsOf(Optional<RunFile> before, int bank) {
    return before.stream()
        .flatMap(file -> file.banks().stream())
        .filter(known -> known.bank() == bank)
        .flatMap(known -> known.merchants().stream())
        .toList();
  }

  private RunFile file(LocalSystem system, List<RunFile.Bank> banks) {
    LocalCluster cluster = system.cluster();
    List<RunFile.Node> nodeList = new ArrayList<>();
    for (String id : cluster.nodeIds()) {
      SettlementNode node = cluster.node(id);
      nodeList.add(new RunFile.Node(id, node.servicesAddress(), url(node.managementPort())));
    }
    return new RunFile(
        RunFile.FORMAT,
        system.directory().cluster().toString(),
        "XDU",
        new RunFile.Issuer(
            url(system.issuer().port()),
            url(system.issuer().managementPort()),
            system.people().tokens()),
        nodeList,
        banks,
        new RunFile.Traffic(traffic),
        RunSummary.curl(banks));
  }

  private static String url(int port) {
    return "http://127.0.0.1:" + port;
  }

  private void stop(LocalSystem system, PrintWriter err) {
    LocalPrometheus observer = prometheus;
    if (observer != null) {
      observer.close();
    }
    Traffic payments = live;
    if (payments == null) {
      system.close();
      return;
    }
    payments.close();
    say(err, "stopping; " + payments.figures());
    system.close();
    say(err, "stopped: everything is in its data directory");
  }

  private static void say(PrintWriter err, String line) {
    err.println(line);
    err.flush();
  }
}
