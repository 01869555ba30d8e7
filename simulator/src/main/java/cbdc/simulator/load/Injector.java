package cbdc.simulator.load;

import cbdc.load.scenario.Overrides;
import cbdc.simulator.console.CommandFailure;
import cbdc.simulator.console.DirectoryRun;
import cbdc.simulator.console.ExitCode;
import cbdc.simulator.machine.Machine;
import cbdc.simulator.program.SeparateProgram;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Gatling with a scenario, in a process of its own.
 *
 * @param source name or path of the scenario
 * @param isOwn whether load may leave this machine
 * @param hasReport whether Gatling writes a report of its own
 */
record Injector(String source, boolean isOwn, boolean hasReport) {
  private static final int OBJECTIVE_MISSED = 2;
  private static final int TERMINATED = 143;

  /** One without Gatling's own report. */
  Injector withoutReport() {
    return new Injector(source, isOwn, false);
  }

  /**
   * Runs it to its end.
   *
   * @param target what {@code ./cbdc run} writes about a system
   * @param folder where the run is written down
   * @param options of its JVM, besides its own
   * @param whole what fails when somebody ends it, unless that was Ctrl-C
   * @throws CommandFailure when it did not come to its end
   * @throws InterruptedException when it, or this thread, was ended early; it has written down what
   *     there was
   */
  void run(Path target, Path folder, Overrides overrides, List<String> options, DirectoryRun whole)
      throws InterruptedException {
    SeparateProgram gatling = SeparateProgram.inFolder("load", "cbdc.load.LoadMain");
    int exit = gatling.run(options(target, folder, overrides, options), List.of());
    if (exit == ExitCode.INTERRUPTED || exit == TERMINATED) {
      whole.fail("the injector was ended by somebody else, with exit code " + exit);
      throw new InterruptedException("the injector was ended");
    }
    if (exit != 0 && exit != OBJECTIVE_MISSED) {
      throw CommandFailure.failed("the injector ended with exit code " + exit + "; see above");
    }
  }

  private List<String> options(Path target, Path folder, Overrides overrides, List<String> besides)
      throws InterruptedException {
    List<String> options = new ArrayList<>(List.of("-Xmx1g"));
    options.addAll(besides);
    options.add("-Dcbdc.run=" + target);
    options.add("-Dcbdc.load.scenario=" + source);
    options.add("-Dcbdc.load.out=" + folder);
    options.add("-Dcbdc.load.own=" + isOwn);
    options.add("-Dcbdc.load.report=" + hasReport);
    options.add("-Dcbdc.load.commit=" + Machine.headCommit());
    overrides
        .values()
        .forEach((field, value) -> options.add("-Dcbdc.load.set." + field + "=" + value));
    return options;
  }
}
