package cbdc.simulator.bench;

import cbdc.simulator.console.ExitCode;
import cbdc.simulator.program.SeparateProgram;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code ./cbdc bench jmh}. */
@Command(
    name = "jmh",
    description = {
      "Measure the ledger core with JMH: payments inside a shard and between shards, with 10 thousand and 1 million accounts.",
      "",
      "Arguments are JMH's own; -h lists them."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./cbdc bench jmh",
      "  ./cbdc bench jmh withinShard -p accounts=10000 -f 1 -rf json -rff jmh.json",
    })
final class BenchJmhCommand implements Callable<Integer> {
  @Unmatched private final List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws InterruptedException {
    SeparateProgram jmh = SeparateProgram.inFolder("jmh", "org.openjdk.jmh.Main");
    // Without it a benchmark that fails is a line of the log, and the exit code 0.
    List<String> all = new ArrayList<>(List.of("-foe", "true"));
    all.addAll(arguments);
    return jmh.run(List.of("-Xmx2g"), all) == 0 ? ExitCode.OK : ExitCode.FAILED;
  }

  /** JMH's own, as they were given. */
  List<String> arguments() {
    return arguments;
  }
}
