package cbdc.simulator.verify;

import cbdc.simulator.console.ExitCode;
import cbdc.simulator.console.JsonOutput;
import cbdc.simulator.console.Numbers;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./cbdc verify DIR…}. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Re-check stopped nodes' stores from genesis, offline.",
      "",
      "Executes every shard's history again and compares outcomes, hashes, signatures, snapshots and every invariant with what is stored,"
          + " and both ends of every channel with each other. Give all nodes of a cluster to check every pair of copies and ends."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./cbdc verify data/first",
      "  ./cbdc verify data/node-1 data/node-2 data/node-3",
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:everything is as it should be",
      " 1:a directory cannot be read",
      " 2:wrong usage",
      " 3:a fault was found"
    })
public final class VerifyCommand implements Callable<Integer> {
  private static final int FAULTS_SHOWN_MAX = 20;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "DIR",
      description = "Data directory of a stopped node, or a folder that holds some.")
  private List<Path> directories;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "2",
      description = "Shards worked on side by side (default 2).")
  private int threads;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the report as JSON; - for standard output.")
  private String json;

  @Override
  public Integer call() throws InterruptedException {
    JsonOutput output = JsonOutput.to(json, spec.commandLine().getOut());
    VerifyReport report = Verification.of(directories, Math.max(1, threads));
    output.write(report);
    print(report, output.forPeople(spec.commandLine().getErr()));
    return report.hasNoFault() ? ExitCode.OK : ExitCode.REFUSED;
  }

  private static void print(VerifyReport report, PrintWriter out) {
    if (report.hasNoFault()) {
      out.printf(
          "ok: %d of %d shards, %s history records executed again in %s%n",
          report.shards().size(),
          report.shardCount(),
          Numbers.grouped(report.records()),
          Numbers.seconds(report.elapsedMillis() * 1_000_000));
    } else {
      out.printf("FAILED: %d fault(s)%n", report.faults().size());
      report.faults().stream()
          .limit(FAULTS_SHOWN_MAX)
          .forEach(fault -> out.println("  " + fault.describe()));
    }
    int copies = report.shards().stream().mapToInt(VerifyReport.Shard::copies).sum();
    int snapshots = report.shards().stream().mapToInt(VerifyReport.Shard::snapshots).sum();
    out.printf("  copies that agree   %s%n", Numbers.grouped(copies));
    out.printf("  snapshots equal     %s%n", Numbers.grouped(snapshots));
    out.printf("  signatures valid    %s%n", Numbers.grouped(report.signaturesChecked()));
    out.printf(
        "  channels compared   %s%s%n",
        Numbers.grouped(report.channelsCompared()),
        report.channelsOneEnded() == 0
            ? ""
            : ", and " + report.channelsOneEnded() + " with one end in these directories");
    out.printf(
        "  issued - redeemed   %s%n",
        Numbers.amount(report.issuedMinor() - report.redeemedMinor()));
    out.printf("  held by accounts    %s%n", Numbers.amount(report.circulatingMinor()));
    out.printf("  under way           %s%n", Numbers.amount(report.inFlightMinor()));
    out.printf("  conservation        %s%n", report.conservation());
    report.notes().forEach(note -> out.println("  note: " + note));
    out.flush();
  }
}
