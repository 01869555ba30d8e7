package cbdc.simulator.bench;

import cbdc.simulator.console.CommandFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./cbdc bench …}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measure the ledger core or whole nodes, and print conditions and results.",
    subcommands = {BenchCommand.Ledger.class, BenchCommand.Node.class},
    footerHeading = "%nExamples:%n",
    footer = {"  ./cbdc bench ledger", "  ./cbdc bench node --nodes 3 --rounds 5"})
public final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** {@code ./cbdc bench ledger}. */
  @Command(
      name = "ledger",
      mixinStandardHelpOptions = true,
      description =
          "The ledger core alone, on one thread: payments decided and applied per second.")
  static final class Ledger implements Callable<Integer> {
    @Parameters(
        arity = "0..*",
        paramLabel = "ACCOUNTS",
        description = "Numbers of accounts to measure with (default 10000 and 10000000).")
    private int[] accounts = {10_000, 10_000_000};

    @Option(
        names = "--rounds",
        paramLabel = "N",
        defaultValue = "9",
        description = "Measured rounds (default 9).")
    private int rounds;

    @Override
    public Integer call() {
      LedgerBenchmark.run(accounts, rounds, System.out);
      return 0;
    }
  }

  /** {@code ./cbdc bench node}. */
  @Command(
      name = "node",
      mixinStandardHelpOptions = true,
      description = {
        "Settled payments per second through the client, each commit synced to disk by a majority.",
        "",
        "Random payments between wallets of all shards, so nearly all cross from one shard to another. Client and nodes share this process."
      })
  static final class Node implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
        names = "--nodes",
        paramLabel = "N",
        defaultValue = "1",
        description = "Nodes (default 1).")
    private int nodes;

    @Option(
        names = "--shards",
        paramLabel = "S",
        defaultValue = "16",
        description = "Shards (default 16).")
    private int shards;

    @Option(
        names = "--wallets",
        paramLabel = "W",
        defaultValue = "10000",
        description = "Wallets (default 10000).")
    private int wallets;

    @Option(
        names = "--window",
        paramLabel = "P",
        defaultValue = "60000",
        description = "Most payments under way (default 60000).")
    private int window;

    @Option(
        names = "--rate",
        paramLabel = "R",
        defaultValue = "0",
        description =
            "Payments begun per second, open model; 0 (default) for as many as the window lets through.")
    private long rate;

    @Option(
        names = "--rounds",
        paramLabel = "N",
        defaultValue = "5",
        description = "Measured rounds (default 5).")
    private int rounds;

    @Option(
        names = "--seconds",
        paramLabel = "T",
        defaultValue = "10",
        description = "Seconds a round (default 10).")
    private int seconds;

    @Option(
        names = "--data",
        paramLabel = "DIR",
        description = "Where the nodes' data goes (default: a temporary folder, deleted).")
    private Path data;

    @Override
    public Integer call() throws Exception {
      if (nodes != 1 && nodes < 3) {
        throw CommandFailure.usage("--nodes: a cluster has 1 node, or 3 and more");
      }
      Path dir = data == null ? Files.createTempDirectory("cbdc-bench") : data;
      PrintWriter out = spec.commandLine().getOut();
      try {
        new NodeBenchmark(
                dir,
                new NodeBenchmark.Conditions(nodes, shards, wallets, window, rate, rounds, seconds),
                out)
            .run();
      } finally {
        if (data == null) {
          delete(dir);
        }
      }
      return 0;
    }

    private static void delete(Path dir) throws IOException {
      try (Stream<Path> files = Files.walk(dir)) {
        files.sorted(Comparator.reverseOrder()).forEach(Node::deleteOne);
      }
    }

    private static void deleteOne(Path file) {
      try {
        Files.delete(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
