package cbdc.simulator.load;

import cbdc.load.report.Comparison;
import cbdc.load.report.Comparison.Group;
import cbdc.load.report.Comparison.Line;
import cbdc.load.report.ComparisonPage;
import cbdc.simulator.console.CommandFailure;
import cbdc.simulator.console.JsonOutput;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./cbdc compare}: load runs beside each other. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Compare load runs with the first one: throughput, percentiles, errors.",
      "",
      "Each argument is a run's folder, or a folder of repeated runs, of which the medians count. From eight runs in two groups on, a difference"
          + " that ranks may well have by chance (Mann and Whitney, above 0.05) is not called one."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./cbdc compare data/load/before data/load/after",
      "  ./cbdc compare data/load/main data/load/change --tolerance 5 --out comparison.html",
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:nothing is worse than in the first",
      "  1:failed, for example a folder holds no run",
      "  2:wrong usage, or runs that cannot be compared",
      "  3:something is worse",
    })
public final class CompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "2..*",
      paramLabel = "FOLDER",
      description =
          "Runs, or folders of repeated runs; the first is what the others are held against.")
  private List<Path> folders;

  @Option(
      names = "--tolerance",
      paramLabel = "P",
      defaultValue = "10",
      description =
          "A median may be P %% worse and still count as the same (default ${DEFAULT-VALUE}).")
  private double tolerancePercent;

  @Option(
      names = "--unlike",
      description =
          "Compare runs on unlike machines, of other requests, or partial ones, all the same.")
  private boolean isUnlikeAllowed;

  @Option(names = "--out", paramLabel = "FILE", description = "Write a page with charts there.")
  private Path page;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the comparison as JSON; - for standard output.")
  private String json;

  @Override
  public Integer call() throws IOException {
    if (!(tolerancePercent >= 0 && tolerancePercent <= 100)) {
      throw CommandFailure.usage("--tolerance: expected 0 to 100 but got " + tolerancePercent);
    }
    JsonOutput machine = JsonOutput.to(json, spec.commandLine().getOut());
    PrintWriter people = machine.forPeople(spec.commandLine().getErr());
    Comparison comparison = compare();
    print(comparison, people);
    if (page != null) {
      ComparisonPage.write(comparison, page);
      people.println("page: " + page);
    }
    people.flush();
    machine.write(comparison.lines());
    if (comparison.isWorse()) {
      throw CommandFailure.refused("something is worse than in " + folders.getFirst());
    }
    return 0;
  }

  private Comparison compare() {
    try {
      List<Group> groups = new ArrayList<>();
      for (Path folder : folders) {
        groups.add(Group.read(folder));
      }
      Comparison comparison = Comparison.of(groups, tolerancePercent);
      List<String> differences = comparison.differences();
      if (!differences.isEmpty() && !isUnlikeAllowed) {
        throw CommandFailure.usage(
            differences.getFirst()
                + (differences.size() > 1 ? " (and " + (differences.size() - 1) + " more)" : "")
                + ": compare like with like, or say --unlike");
      }
      return comparison;
    } catch (IOException e) {
      throw CommandFailure.failed(e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(e.getMessage());
    }
  }

  private static void print(Comparison comparison, PrintWriter out) {
    comparison.differences().forEach(difference -> out.println("note: " + difference));
    Group base = comparison.groups().getFirst();
    for (Group group : comparison.groups().subList(1, comparison.groups().size())) {
      out.printf(
          Locale.ROOT,
          "%n%s (%d runs) beside %s (%d runs)%n  %-22s %12s %12s %7s %7s%n",
          group.name(),
          group.runs().size(),
          base.name(),
          base.runs().size(),
          "median",
          "base",
          "this",
          "ratio",
          "chance");
      for (Line line : comparison.lines()) {
        if (line.group().equals(group.name())) {
          out.printf(
              Locale.ROOT,
              "  %-22s %,12.2f %,12.2f %7.2f %7.3f  %s%n",
              line.measure().words(),
              line.base(),
              line.other(),
              line.ratio(),
              line.chance(),
              line.judgement().name().toLowerCase(Locale.ROOT));
        }
      }
    }
    if (comparison.isOfFewRuns()) {
      out.println(
          "With fewer than eight runs in two groups ranks cannot tell a difference from chance.");
    }
  }
}
