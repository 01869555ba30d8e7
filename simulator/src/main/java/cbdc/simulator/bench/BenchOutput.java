package cbdc.simulator.bench;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Options that benchmarks of nodes share. */
final class BenchOutput {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Where the nodes' data, configurations and logs go, an empty or a new directory (default: a temporary one, deleted unless the benchmark fails).")
  Path data;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write conditions and results as JSON; - for standard output.")
  String json;
}
