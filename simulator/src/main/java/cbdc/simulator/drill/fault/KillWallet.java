package cbdc.simulator.drill.fault;

import cbdc.protocol.ClientBatchCodec;
import cbdc.settlement.client.transport.TransportConfig;
import cbdc.simulator.child.ChildProcess;
import cbdc.simulator.child.JvmOptions;
import cbdc.simulator.child.WalletProcess;
import cbdc.simulator.console.CommandFailure;
import cbdc.simulator.drill.check.ServicePayment;
import cbdc.simulator.drill.cluster.DrillCluster;
import cbdc.simulator.drill.load.DrillBank;
import cbdc.simulator.drill.wallet.Statements;
import cbdc.simulator.drill.wallet.WalletPayments;
import cbdc.simulator.drill.wallet.WalletPeople;
import cbdc.simulator.http.ApiClient;
import cbdc.simulator.http.Repetition;
import cbdc.simulator.http.WalletClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * People pay through a bank's wallet service over HTTP while a node is killed, and then the service
 * itself ({@code kill -9} each). What was cut off is repeated under its key, as the contract asks
 * of callers.
 */
final class KillWallet implements Fault {
  private static final Duration START_LIMIT = Duration.ofMinutes(3);
  private static final Duration BEFORE_AND_AFTER = Duration.ofSeconds(5);
  private static final int PEOPLE = 24;
  private static final long HEAP_MIB = 512;
  private static final long SETTLED_MIN = 100;
  private static final int STOPPED = 0;
  private static final int KILLED = 137;
  private static final long SEED = 11;

  private final Duration away;
  private ExecutorService executor;
  private ApiClient http;
  private WalletProcess service;
  private ChildProcess running;
  private List<WalletPeople> people;
  private WalletPayments payments;

  KillWallet(Duration away) {
    this.away = away;
  }

  @Override
  public String name() {
    return "wallet";
  }

  @Override
  public String description() {
    return "kill -9 of the node that leads most shards, restarted after "
        + away.toSeconds()
        + " s, then kill -9 and restart of the wallet service, while people pay over HTTP";
  }

  @Override
  public boolean isSingle() {
    return true;
  }

  @Override
  public void arrange(Scene scene) throws InterruptedException {
    executor = Executors.newFixedThreadPool(2);
    http = new ApiClient(executor);
    TransportConfig nodes = scene.cluster().clients();
    UUID cluster =
        new UUID(scene.cluster().genesis().clusterHigh(), scene.cluster().genesis().clusterLow());
    try {
      service =
          WalletProcess.prepare(
              scene.cluster().dir(),
              new WalletProcess.Bank(
                  DrillBank.OTHER_BANK,
                  DrillBank.key(),
                  cluster,
                  nodes.clusterName(),
                  nodes.members(),
                  ClientBatchCodec.MAX_COMMANDS),
              JvmOptions.ofThisProcess().forProcessWithHeap(HEAP_MIB));
    } catch (IOException e) {
      throw CommandFailure.failed("the wallet service cannot be prepared: " + e.getMessage(), e);
    }
    start();
    people = WalletPeople.open(client(), repetition(), PEOPLE);
    payments = new WalletPayments(client(), people, SEED);
    TimeUnit.MILLISECONDS.sleep(BEFORE_AND_AFTER.toMillis());
  }

  private void start() throws InterruptedException {
    try {
      running = service.start();
    } catch (IOException e) {
      throw CommandFailure.failed("the wallet service cannot be started: " + e.getMessage(), e);
    }
    running.awaitUp(START_LIMIT);
  }

  private WalletClient client() {
    return new WalletClient(http, WalletProcess.url(running), service.operatorToken());
  }

  private Repetition repetition() {
    return new Repetition(executor);
  }

  @Override
  public void inflict(Scene scene) throws InterruptedException {
    DrillCluster cluster = scene.cluster();
    String node = cluster.busiest();
    cluster.kill(node);
    TimeUnit.MILLISECONDS.sleep(away.toMillis());
    cluster.start(node);
    cluster.awaitReady(node);
    running.kill();
    cluster.ended(running, KILLED);
    start();
    payments.moveTo(client());
    TimeUnit.MILLISECONDS.sleep(BEFORE_AND_AFTER.toMillis());
  }

  @Override
  public List<String> conclude(Scene scene) throws InterruptedException {
    int repeated = payments.finish(repetition());
    List<String> findings = new ArrayList<>();
    payments
        .unanswered()
        .forEach(key -> findings.add("HTTP nobody could tell what became of key " + key));
    if (payments.settled() < SETTLED_MIN || repeated == 0) {
      findings.add(
          "TOO FEW payments over HTTP: %d settled, %d cut off and repeated"
              .formatted(payments.settled(), repeated));
    }
    List<ServicePayment> told = payments.told();
    told.forEach(scene.recorder()::answered);
    findings.addAll(Statements.check(client(), repetition(), people, told));
    running.askToStop();
    running.awaitEnd();
    scene.cluster().ended(running, STOPPED);
    return findings;
  }

  @Override
  public void restore(DrillCluster cluster) {
    if (payments != null) {
      payments.abandon();
    }
    if (running != null && running.isAlive()) {
      running.askToStop();
      running.awaitEnd();
    }
    if (http != null) {
      http.close();
      executor.shutdownNow();
    }
  }
}
