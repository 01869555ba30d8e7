package cbdc.simulator.load;

import cbdc.load.record.Audit;
import cbdc.load.record.RunFile;
import cbdc.load.report.RunPage;
import cbdc.load.scenario.Overrides;
import cbdc.load.scenario.Scenario;
import cbdc.simulator.console.CommandFailure;
import cbdc.simulator.console.DirectoryRun;
import cbdc.simulator.program.SeparateProgram;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** One run: starts what is needed, lets Gatling load it, asks the ledger, and gives the verdict. */
final class LoadRun {
  /** Statements follow the ledger; after a run at full rate they are behind. */
  private static final Duration LAG_MAX = Duration.ofMinutes(3);

  /** Whoever pressed Ctrl-C does not wait as long. */
  private static final Duration LAG_MAX_EARLY = Duration.ofSeconds(30);

  private final Settings settings;
  private final Path folder;
  private final DirectoryRun whole;
  private final PrintWriter out;

  /** Ctrl-C ended the injector before its time; it has written down what there was. */
  private boolean isEndedEarly;

  /**
   * What to run.
   *
   * @param overrides of the scenario's fields, which the scenario has already
   * @param target what is loaded
   * @param heapMib largest heap of each process of a system of its own
   * @param kept what it leaves besides its record
   * @param yaml the text of the scenario
   */
  record Settings(
      Injector injector,
      Scenario scenario,
      Overrides overrides,
      LoadTarget target,
      long heapMib,
      KeptOptions.Kept kept,
      String yaml) {}

  /**
   * A run.
   *
   * @param folder where it is written down
   * @param whole what Ctrl-C ends, and what fails when a part of its own system ends by itself
   */
  LoadRun(Settings settings, Path folder, DirectoryRun whole, PrintWriter out) {
    this.settings = settings;
    this.folder = folder;
    this.whole = whole;
    this.out = out;
  }

  /**
   * Runs it; the result is in the folder, too.
   *
   * @throws InterruptedException when Ctrl-C ended it; if there was load by then, that is audited
   *     and written down as any other
   */
  RunFile run() throws IOException, InterruptedException {
    say(settings.scenario().name() + ": " + settings.scenario().about());
    RunFile result =
        switch (settings.target()) {
          case LoadTarget.Own own -> ofOwnSystem();
          case LoadTarget.Running running -> ofRunning(running.file());
          case LoadTarget.Services services -> ofServices(services);
        };
    result.write(folder);
    RunPage.write(folder);
    if (settings.kept().parquet() && !isEndedEarly && !whole.isInterrupted()) {
      writeParquet();
    }
    new LoadSummary(out).print(result, folder);
    whole.finished();
    return result;
  }

  private RunFile ofRunning(Path target) throws IOException, InterruptedException {
    cbdc.simulator.run.RunFile people = cbdc.simulator.run.RunFile.of(target);
    inject(target);
    return audited(people);
  }

  private RunFile audited(cbdc.simulator.run.RunFile people)
      throws IOException, InterruptedException {
    RunFile run = RunFile.read(folder);
    say("the statements of those who took part are audited");
    return run.with(
        StatementAudit.of(
            folder,
            people,
            Instant.parse(run.began()),
            isEndedEarly ? LAG_MAX_EARLY : LAG_MAX,
            this::say),
        List.of());
  }

  private RunFile ofServices(LoadTarget.Services services)
      throws IOException, InterruptedException {
    Path kept = Files.createDirectories(folder.resolve("people"));
    cbdc.simulator.run.RunFile people;
    try {
      String names = "load-" + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
      Path target = LoadSystems.populate(services, settings.scenario(), names, kept);
      people = cbdc.simulator.run.RunFile.of(target);
      inject(target);
    } finally {
      // It holds their tokens, and the audit may be cut off.
      if (!settings.kept().system()) {
        LoadSystems.delete(kept);
      }
    }
    return audited(people);
  }

  private RunFile ofOwnSystem() throws IOException, InterruptedException {
    Path data = folder.resolve("system");
    try {
      return ofOwnSystem(data);
    } finally {
      boolean isBeforeLoad = !Files.exists(folder.resolve(RunFile.NAME));
      if (whole.isInterrupted() && isBeforeLoad && !settings.kept().system()) {
        say("ended before there was load: its system is deleted");
        LoadSystems.delete(data);
      }
    }
  }

  private RunFile ofOwnSystem(Path data) throws IOException, InterruptedException {
    List<RunFile.Event> events;
    List<Path> journals;
    int shards;
    try (OwnSystem system =
        LoadSystems.start(data, settings.scenario(), settings.heapMib(), this::say, whole::fail)) {
      journals = system.journals();
      shards = system.shards();
      Path target = LoadSystems.populate(system, settings.scenario(), data);
      say("load begins: " + system.describe());
      try (FaultSchedule faults =
          new FaultSchedule(system, settings.scenario().faults(), folder, this::say)) {
        injectInFlight(system, target);
        events = faults.events();
      }
      system.requireAlive();
      say("the system stops, then its journals are audited");
    }
    Audit audit = JournalAudit.of(List.of(folder), journals, shards);
    RunFile result = RunFile.read(folder).with(audit, events);
    if (settings.kept().bundle()) {
      result.write(folder);
      RunPage.write(folder);
      say("bundle: " + RunBundle.write(folder, settings.yaml(), journals));
    }
    if (!settings.kept().system() && audit.isClean()) {
      LoadSystems.delete(data);
    }
    return result;
  }

  private void injectInFlight(OwnSystem system, Path target)
      throws IOException, InterruptedException {
    if (!settings.kept().flights()) {
      inject(target);
      return;
    }
    Flights flights = Flights.start(system.processes(), folder, this::say);
    inject(target);
    flights.stop();
    say(
        "flight recordings: "
            + folder.resolve(Flights.FOLDER)
            + "; look with 'jfr view hot-methods FILE' or in JDK Mission Control");
  }

  private void inject(Path target) throws IOException, InterruptedException {
    List<String> options =
        settings.kept().flights() ? List.of(Flights.option(folder, "injector")) : List.of();
    try {
      settings.injector().run(target, folder, settings.overrides(), options, whole);
    } catch (InterruptedException ended) {
      if (whole.hasFailed() || !Files.exists(folder.resolve(RunFile.NAME))) {
        throw ended;
      }
      isEndedEarly = true;
    } finally {
      // Its system is to stop in order, whatever comes now.
      whole.finish();
    }
    if (isEndedEarly) {
      // Should there be no time for the audit.
      RunPage.write(folder);
      say("ended early; what there is will be audited");
    }
  }

  private void writeParquet() throws InterruptedException {
    int exit =
        SeparateProgram.inFolder("load", "cbdc.load.parquet.ParquetMain")
            .run(List.of(), List.of(folder.toString()));
    if (exit != 0) {
      throw CommandFailure.failed("the record is there, but not as Parquet; see above");
    }
  }

  private void say(String line) {
    out.println(line);
    out.flush();
  }
}
