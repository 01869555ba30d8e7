package cbdc.simulator.load;

import cbdc.load.scenario.Scenario;
import cbdc.load.scenario.Scenario.FaultKind;
import cbdc.simulator.system.LocalSystem;
import cbdc.simulator.system.SystemPlan;
import cbdc.simulator.system.SystemPorts;
import cbdc.simulator.system.SystemPurpose;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** All in this process: quick to start, and nothing of it can be killed. */
final class OneProcess implements OwnSystem {
  private static final int CALLER_RATE = 1_000_000;

  private final LocalSystem system;
  private final int shards;

  private OneProcess(LocalSystem system, int shards) {
    this.system = system;
    this.shards = shards;
  }

  static OneProcess start(Path dir, Scenario scenario, Consumer<String> steps)
      throws InterruptedException {
    return new OneProcess(
        LocalSystem.start(
            new SystemPlan(
                dir,
                Optional.of(scenario.topology().nodes()),
                SystemPurpose.LOAD,
                LoadPeople.vaults(scenario),
                LoadPeople.policy(),
                scenario.topology().shards(),
                SystemPorts.FREE,
                CALLER_RATE,
                scenario.topology().batch(),
                Optional.empty()),
            steps),
        scenario.topology().shards());
  }

  @Override
  public String describe() {
    return system.directory().nodes()
        + " node(s), issuer and wallet services in one process; "
        + shards
        + " shards";
  }

  @Override
  public Map<Integer, Access> banks() {
    Map<Integer, Access> banks = new TreeMap<>();
    system
        .wallets()
        .keySet()
        .forEach(
            bank ->
                banks.put(
                    bank,
                    new Access(system.walletUrl(bank), system.directory().operatorToken(bank))));
    return banks;
  }

  @Override
  public String cluster() {
    return system.directory().cluster().toString();
  }

  @Override
  public String inflict(FaultKind kind) {
    throw new IllegalStateException("nothing here can fail: the scenario was to be refused");
  }

  @Override
  public String mend(FaultKind kind) {
    throw new IllegalStateException("nothing here has failed");
  }

  @Override
  public void requireAlive() {
    // It is this process.
  }

  @Override
  public Map<String, Long> processes() {
    return Map.of("system", ProcessHandle.current().pid());
  }

  @Override
  public List<Path> journals() {
    return system.cluster().nodeIds().stream()
        .map(id -> system.directory().path().resolve(id))
        .toList();
  }

  @Override
  public int shards() {
    return shards;
  }

  @Override
  public void close() {
    system.close();
  }
}
