package cbdc.simulator.load;

import cbdc.issuer.client.SettlementConnection;
import cbdc.load.scenario.Scenario;
import cbdc.load.scenario.Scenario.FaultKind;
import cbdc.protocol.LedgerGenesis;
import cbdc.simulator.bench.NodeProcesses;
import cbdc.simulator.child.ChildProcess;
import cbdc.simulator.child.JvmOptions;
import cbdc.simulator.child.WalletProcess;
import cbdc.simulator.console.CommandFailure;
import cbdc.simulator.system.Founding;
import cbdc.simulator.system.SystemDirectory;
import cbdc.simulator.system.SystemPurpose;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Each node and each wallet service by itself, as banks run them; the issuer's part is done once.
 */
final class SeparateProcesses implements OwnSystem {
  private static final Duration START_LIMIT = Duration.ofMinutes(5);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path dir;
  private final Scenario scenario;
  private final long heapMib;
  private final SystemDirectory keys;
  private final LedgerGenesis genesis;
  private final Map<Integer, ChildProcess> wallets = new TreeMap<>();
  private final Map<Integer, Access> banks = new TreeMap<>();
  private NodeProcesses nodes;
  private String struck;

  private SeparateProcesses(Path dir, Scenario scenario, long heapMib) throws IOException {
    this.dir = dir;
    this.scenario = scenario;
    this.heapMib = heapMib;
    this.keys =
        SystemDirectory.open(
            dir.resolve("central-bank"),
            Optional.of(scenario.topology().nodes()),
            SystemPurpose.LOAD);
    this.genesis = keys.genesis(LoadPeople.policy(), scenario.topology().shards());
  }

  /**
   * Starts everything.
   *
   * @param heapMib largest heap of each process
   * @param whenFailed told when a part ends by itself later on, and what became of it
   */
  static SeparateProcesses start(
      Path dir,
      Scenario scenario,
      long heapMib,
      Consumer<String> steps,
      Consumer<String> whenFailed)
      throws InterruptedException {
    try {
      Files.createDirectories(dir);
      SeparateProcesses system = new SeparateProcesses(dir, scenario, heapMib);
      try {
        system.startAll(steps, whenFailed);
        return system;
      } catch (IOException | RuntimeException | InterruptedException e) {
        system.close();
        throw e;
      }
    } catch (IOException e) {
      throw CommandFailure.failed("the system cannot be started: " + e.getMessage(), e);
    }
  }

  private void startAll(Consumer<String> steps, Consumer<String> whenFailed)
      throws IOException, InterruptedException {
    Path ledger = Files.createDirectory(dir.resolve("ledger"));
    nodes = NodeProcesses.start(ledger, scenario.topology().nodes(), genesis, heapMib, whenFailed);
    steps.accept(scenario.topology().nodes() + " settlement node(s) are up");
    found();
    steps.accept("banks are admitted, their vaults filled by signed orders");
    Map<Integer, WalletProcess> prepared = new TreeMap<>();
    for (int bank : LoadPeople.vaults(scenario).keySet()) {
      prepared.put(bank, prepare(bank));
      wallets.put(bank, prepared.get(bank).start());
    }
    for (Map.Entry<Integer, ChildProcess> wallet : wallets.entrySet()) {
      wallet.getValue().awaitUp(START_LIMIT);
      wallet.getValue().whenFailed(whenFailed);
      banks.put(
          wallet.getKey(),
          new Access(
              WalletProcess.url(wallet.getValue()), prepared.get(wallet.getKey()).operatorToken()));
    }
    steps.accept(wallets.size() + " wallet service(s) are up");
  }

  private void found() throws InterruptedException {
    try (SettlementConnection connection =
        SettlementConnection.open(
            nodes.clients(), keys.clusterId(), keys.issuerKeys().getFirst(), PATIENCE)) {
      new Founding(connection.ledger(), keys).run(LoadPeople.vaults(scenario));
    } catch (TimeoutException silent) {
      throw CommandFailure.failed(silent.getMessage(), silent);
    }
  }

  private WalletProcess prepare(int bank) throws IOException {
    return WalletProcess.prepare(
        Files.createDirectory(dir.resolve("bank-" + bank)),
        new WalletProcess.Bank(
            bank,
            keys.bankKey(bank),
            keys.cluster(),
            nodes.clusterName(),
            nodes.addresses(),
            scenario.topology().batch()),
        JvmOptions.ofThisProcess().forProcessWithHeap(heapMib));
  }

  @Override
  public String describe() {
    return scenario.topology().nodes()
        + " node(s) and "
        + wallets.size()
        + " wallet service(s), each a process of its own with a heap up to "
        + heapMib
        + " MiB; "
        + shards()
        + " shards";
  }

  @Override
  public Map<Integer, Access> banks() {
    return Map.copyOf(banks);
  }

  @Override
  public String cluster() {
    return keys.cluster().toString();
  }

  @Override
  public String inflict(FaultKind kind) throws InterruptedException {
    struck = nodes.busiest();
    switch (kind) {
      case KILL_LEADER -> nodes.kill(struck);
      case PAUSE_LEADER -> nodes.signal(struck, "STOP");
    }
    return switch (kind) {
      case KILL_LEADER -> struck + ", which leads most shards, is killed (SIGKILL)";
      case PAUSE_LEADER -> struck + ", which leads most shards, stands still (SIGSTOP)";
    };
  }

  @Override
  public String mend(FaultKind kind) throws InterruptedException {
    switch (kind) {
      case KILL_LEADER -> nodes.restart();
      case PAUSE_LEADER -> nodes.signal(struck, "CONT");
    }
    return switch (kind) {
      case KILL_LEADER -> struck + " is back";
      case PAUSE_LEADER -> struck + " goes on (SIGCONT)";
    };
  }

  @Override
  public void requireAlive() {
    wallets.values().forEach(ChildProcess::requireAlive);
    if (nodes != null) {
      nodes.requireAlive();
    }
  }

  @Override
  public Map<String, Long> processes() {
    Map<String, Long> processes = new TreeMap<>(nodes.pids());
    wallets.forEach((bank, wallet) -> processes.put("wallet-" + bank, wallet.pid()));
    return processes;
  }

  @Override
  public List<Path> journals() {
    return nodes.journals();
  }

  @Override
  public int shards() {
    return genesis.shardCount();
  }

  @Override
  public void close() {
    wallets.values().forEach(ChildProcess::askToStop);
    wallets.values().forEach(ChildProcess::awaitEnd);
    if (nodes != null) {
      nodes.close();
    }
  }
}
