package cbdc.simulator.load;

import cbdc.load.record.Audit;
import cbdc.load.record.RunFile;
import cbdc.load.report.RunPage;
import cbdc.load.scenario.Overrides;
import cbdc.load.scenario.Scenario;
import cbdc.simulator.console.DirectoryRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One run: starts what is needed, lets Gatling load it, asks the ledger, and gives the verdict. */
final class LoadRun {
  private final Settings settings;
  private final DirectoryRun folder;
  private final PrintWriter out;

  /**
   * What to run.
   *
   * @param overrides of the scenario's fields, which the scenario has already
   * @param running what './cbdc run' wrote about a system to load; empty for one of its own
   * @param heapMib largest heap of each process of a system of its own
   * @param keep whether its journals and databases are kept
   */
  record Settings(
      Injector injector,
      Scenario scenario,
      Overrides overrides,
      Optional<Path> running,
      long heapMib,
      boolean keep) {}

  LoadRun(Settings settings, DirectoryRun folder, PrintWriter out) {
    this.settings = settings;
    this.folder = folder;
    this.out = out;
  }

  /** Runs it; the result is in the folder, too. */
  RunFile run() throws IOException, InterruptedException {
    say(settings.scenario().name() + ": " + settings.scenario().about());
    RunFile result =
        settings.running().isPresent() ? ofRunning(settings.running().get()) : ofOwnSystem();
    result.write(folder.dir());
    RunPage.write(folder.dir());
    new LoadSummary(out).print(result, folder.dir());
    return result;
  }

  private RunFile ofRunning(Path target) throws IOException, InterruptedException {
    inject(target);
    return RunFile.read(folder.dir()).with(null, List.of());
  }

  private RunFile ofOwnSystem() throws IOException, InterruptedException {
    Path data = folder.dir().resolve("system");
    List<RunFile.Event> events;
    List<Path> journals;
    int shards;
    try (OwnSystem system =
        LoadSystems.start(data, settings.scenario(), settings.heapMib(), this::say, folder::stop)) {
      journals = system.journals();
      shards = system.shards();
      Path target = LoadSystems.populate(system, settings.scenario(), data);
      say("load begins: " + system.describe());
      try (FaultSchedule faults =
          new FaultSchedule(system, settings.scenario().faults(), folder.dir(), this::say)) {
        inject(target);
        events = faults.events();
      }
      system.requireAlive();
      say("the system stops, then its journals are audited");
    }
    Audit audit = JournalAudit.of(List.of(folder.dir()), journals, shards);
    if (!settings.keep() && audit.isClean()) {
      LoadSystems.delete(data);
    }
    return RunFile.read(folder.dir()).with(audit, events);
  }

  private void inject(Path target) throws InterruptedException {
    settings.injector().run(target, folder.dir(), settings.overrides());
  }

  private void say(String line) {
    out.println(line);
    out.flush();
  }
}
