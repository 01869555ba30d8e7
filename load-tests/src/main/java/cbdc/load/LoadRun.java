package cbdc.load;

import cbdc.load.record.RunFile;
import cbdc.load.scenario.Scenario;
import cbdc.load.scenario.ScenarioFiles;
import io.gatling.app.Gatling$;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** One run of {@link ScenarioSimulation}, and what this process then exits with. */
final class LoadRun {
  private static final int FAILED = 1;

  /** As Gatling has it. */
  private static final int OBJECTIVE_MISSED = 2;

  private static final int SETTING_WRONG = 3;

  private LoadRun() {}

  /** Kept, since nothing else keeps a logger and the level that it was given. */
  private static final Logger PREFERENCES = Logger.getLogger("java.util.prefs");

  /** Runs the simulation that the system properties tell, and ends the process. */
  static void run() {
    LoadSettings settings = LoadSettings.ofSystemProperties();
    requireUsable(settings);
    // Gatling asks a registry for its newest version; with this proxy, at which nobody listens, it
    // does not get out. Payments never go through a proxy.
    System.setProperty("https.proxyHost", "127.0.0.1");
    System.setProperty("https.proxyPort", "1");
    System.setProperty("logback.configurationFile", "cbdc/load/logback.xml");
    String simulation = ScenarioSimulation.class.getName();
    Path reports = settings.folder().resolve("gatling");
    Path console = reports.resolve("console.log");
    try {
      Progress.sendTheRestTo(console);
    } catch (IOException e) {
      throw new UncheckedIOException(reports + " cannot be written to", e);
    }
    // Gatling keeps preferences, which tell all about making their folder.
    PREFERENCES.setLevel(Level.OFF);
    // Not main, which ends the process before the verdict is read.
    List<String> arguments =
        new ArrayList<>(
            List.of("--simulation", simulation, "--results-folder", reports.toString()));
    if (!settings.hasReport()) {
      arguments.add("--no-reports");
    }
    int exit = Gatling$.MODULE$.fromArgs(arguments.toArray(String[]::new));
    if (exit != 0 && exit != OBJECTIVE_MISSED) {
      System.err.println("cbdc load: Gatling failed, and says why in " + console);
      System.exit(FAILED);
    }
    System.exit(verdict(settings));
  }

  private static int verdict(LoadSettings settings) {
    try {
      return RunFile.read(settings.folder()).isPassed() ? 0 : OBJECTIVE_MISSED;
    } catch (IOException e) {
      throw new UncheckedIOException("the run's record cannot be read", e);
    }
  }

  /** Before Gatling starts, which would bury the reason in a stack trace. */
  private static void requireUsable(LoadSettings settings) {
    try {
      Scenario scenario = ScenarioFiles.find(settings.scenario()).read(settings.overrides());
      if (scenario.arrivals().model() == Scenario.Model.CLOSED) {
        System.err.println(
            "cbdc load: the closed model waits for each answer before the next request: a stall of the system hardly shows"
                + " in its percentiles. Compare systems by the open model.");
      }
    } catch (IllegalArgumentException e) {
      end(SETTING_WRONG, e);
    }
    try {
      TargetSystem.read(settings.runFile(), settings.isOwnTarget()).requireLoadable();
    } catch (IllegalArgumentException e) {
      end(FAILED, e);
    }
  }

  private static void end(int exitCode, RuntimeException reason) {
    System.err.println("cbdc load: " + reason.getMessage());
    System.exit(exitCode);
  }
}
