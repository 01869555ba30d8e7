package cbdc.simulator.load;

import cbdc.load.record.Capacity;
import cbdc.load.record.Conditions;
import cbdc.load.record.RunFile;
import cbdc.load.record.Sweep;
import cbdc.load.record.Sweep.Figures;
import cbdc.load.record.Sweep.Row;
import cbdc.load.report.SweepPage;
import cbdc.load.scenario.Scenario.Processes;
import cbdc.load.scenario.SweptField;
import cbdc.load.scenario.SweptField.Value;
import cbdc.simulator.console.DirectoryRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * A run, or a search for the capacity, for each value of a field, each on a new system. What is
 * done stays, however it ends.
 */
final class SweepRun {
  private static final String SHARED =
      "With topology.processes: one the systems ran in one JVM one after the other, and later values found it warm. Set it to separate for"
          + " figures to compare.";

  private final SweptField swept;
  private final Function<Value, LoadRun.Settings> settings;
  private final OptionalInt capacityFrom;
  private final DirectoryRun folder;
  private final PrintWriter out;
  private final List<Row> rows = new ArrayList<>();
  private Conditions conditions;

  /**
   * A sweep.
   *
   * @param settings of a value
   * @param capacityFrom the rate that each search for the capacity begins with; empty for runs
   */
  SweepRun(
      SweptField swept,
      Function<Value, LoadRun.Settings> settings,
      OptionalInt capacityFrom,
      DirectoryRun folder,
      PrintWriter out) {
    this.swept = swept;
    this.settings = settings;
    this.capacityFrom = capacityFrom;
    this.folder = folder;
    this.out = out;
  }

  /** Runs all of it, and writes it down; the table goes to a writer of its own. */
  Sweep run(PrintWriter table) throws IOException, InterruptedException {
    boolean isPartial = true;
    try {
      for (Value value : swept.values()) {
        say(
            String.format(
                "%n%d of %d: %s=%s",
                rows.size() + 1, swept.values().size(), swept.path(), value.text()));
        Path itsFolder = folder.dir().resolve(value.folder());
        rows.add(capacityFrom.isPresent() ? searched(value, itsFolder) : ran(value, itsFolder));
      }
      isPartial = false;
    } finally {
      // Whoever ended it must not keep it from being written down.
      boolean isInterrupted = Thread.interrupted();
      write(result(isPartial), table);
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
    return result(isPartial);
  }

  private Row ran(Value value, Path itsFolder) throws IOException, InterruptedException {
    RunFile run = new LoadRun(settings.apply(value), itsFolder, folder, out).run();
    look(run);
    return new Row(value.text(), value.folder(), null, Figures.of(run), run.audit(), run.verdict());
  }

  private Row searched(Value value, Path itsFolder) throws IOException, InterruptedException {
    Capacity found =
        new CapacityRun(settings.apply(value), itsFolder, folder, out).run(capacityFrom.getAsInt());
    Figures figures = null;
    if (found.confirmed().isPresent()) {
      RunFile run = RunFile.read(itsFolder.resolve(found.confirmed().get().folder()));
      look(run);
      figures = Figures.of(run);
    }
    return new Row(
        value.text(),
        value.folder(),
        found.capacity(),
        figures,
        found.audit(),
        found.audit().isClean() ? RunFile.Verdict.PASSED : RunFile.Verdict.FAILED);
  }

  private void look(RunFile run) {
    if (conditions == null) {
      conditions = run.conditions();
    }
  }

  private Sweep result(boolean isPartial) {
    return new Sweep(
        Sweep.FORMAT,
        swept.values().getFirst().scenario().name(),
        swept.path(),
        swept.values().stream().map(Value::text).toList(),
        capacityFrom.isPresent(),
        isPartial,
        note(),
        conditions,
        rows);
  }

  private String note() {
    boolean isShared =
        swept.values().stream()
            .anyMatch(value -> value.scenario().topology().processes() == Processes.ONE);
    return isShared ? SHARED : null;
  }

  private void write(Sweep sweep, PrintWriter table) {
    try {
      sweep.write(folder.dir());
      SweepPage.write(sweep, folder.dir());
    } catch (IOException e) {
      throw new UncheckedIOException("the sweep cannot be written down", e);
    }
    new SweepTable(table).print(sweep);
    say(
        (sweep.partial() ? "partial; " : "")
            + "the page is "
            + folder.dir().resolve(SweepPage.NAME));
  }

  private void say(String line) {
    out.println(line);
    out.flush();
  }
}
