package cbdc.simulator.load;

import cbdc.load.scenario.Scenario;
import cbdc.simulator.http.ApiClient;
import cbdc.simulator.http.Repetition;
import cbdc.simulator.run.RunFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Starts a run's own system with its people in it. */
final class LoadSystems {
  private LoadSystems() {}

  /**
   * Starts it.
   *
   * @param heapMib largest heap of each process, where there are several
   * @param whenFailed told when a part ends by itself later on, and what became of it
   */
  static OwnSystem start(
      Path data,
      Scenario scenario,
      long heapMib,
      Consumer<String> steps,
      Consumer<String> whenFailed)
      throws InterruptedException {
    return switch (scenario.topology().processes()) {
      case ONE -> OneProcess.start(data, scenario, steps);
      case SEPARATE -> SeparateProcesses.start(data, scenario, heapMib, steps, whenFailed);
    };
  }

  /** Opens a scenario's people; returns the file that tells an injector about them. */
  static Path populate(OwnSystem system, Scenario scenario, Path data)
      throws IOException, InterruptedException {
    return populate(
        new LoadTarget.Services(system.cluster(), system.banks()), scenario, "load", data);
  }

  /** As the other, at services that run. */
  static Path populate(LoadTarget.Services at, Scenario scenario, String names, Path data)
      throws IOException, InterruptedException {
    ExecutorService executor =
        Executors.newFixedThreadPool(2, Thread.ofPlatform().daemon().factory());
    try (ApiClient http = new ApiClient(executor)) {
      List<RunFile.Bank> banks =
          new LoadPeople(scenario.population(), names, new Repetition(executor))
              .open(at.banks(), http);
      RunFile.ofBanks(at.cluster(), banks).write(data);
      return data.resolve(RunFile.NAME);
    } finally {
      executor.shutdownNow();
    }
  }

  /** Removes what a stopped system kept. */
  static void delete(Path data) throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
