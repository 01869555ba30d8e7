package cbdc.simulator.load;

import cbdc.load.plan.Crowd;
import cbdc.load.plan.Plan;
import cbdc.load.record.Audit;
import cbdc.load.record.RunFile;
import cbdc.load.scenario.Overrides;
import cbdc.load.scenario.Scenario;
import cbdc.load.scenario.ScenarioException;
import cbdc.load.scenario.ScenarioFiles;
import cbdc.simulator.console.CommandFailure;
import cbdc.simulator.console.DirectoryRun;
import cbdc.simulator.console.JsonOutput;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./cbdc replay-run}: somebody else's load run, audited again from its journal. */
@Command(
    name = "replay-run",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Execute the journals of a bundled load run again, from genesis, and compare.",
      "",
      "A bundle is what './cbdc load SCENARIO --bundle' wrote, here or elsewhere. Scenario and seed must make the same requests again;"
          + " what callers were told is held against the journals once more; and the state hash must be the one that the run came to."
    },
    footerHeading = "%nExample:%n",
    footer = {"  ./cbdc replay-run data/load/smoke-20261123-133552/bundle.zip"},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:the same state hash, and the books are right",
      "  1:failed, for example the bundle cannot be read",
      "  2:wrong usage",
      "  3:another state or request hash, or an acknowledged payment is lost or doubled",
    })
public final class ReplayRunCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "BUNDLE", description = "The bundle.zip of a run.")
  private Path bundle;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Unpack it there, an empty or a new directory (default: a temporary one, deleted afterwards).")
  private Path data;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write what the audit found as JSON; - for standard output.")
  private String json;

  @Override
  public Integer call() throws Exception {
    if (!Files.isRegularFile(bundle)) {
      throw CommandFailure.failed(bundle + " does not exist: name the bundle.zip of a run");
    }
    JsonOutput machine = JsonOutput.to(json, spec.commandLine().getOut());
    PrintWriter people = machine.forPeople(spec.commandLine().getErr());
    return DirectoryRun.of(
        "--data",
        "cbdc-replay-run",
        Optional.ofNullable(data),
        unpacked -> {
          Audit found = replay(unpacked.dir(), people);
          machine.write(found);
        });
  }

  private Audit replay(Path unpacked, PrintWriter people) throws IOException, InterruptedException {
    RunFile run = unpack(unpacked);
    people.printf(
        "%s of %s, commit %s%n", run.scenario().name(), run.began(), run.conditions().commit());
    people.println("request hash then " + run.requests().hash());
    String requests;
    try {
      requests = requestHash(run, RunBundle.scenario(unpacked));
    } catch (ScenarioException e) {
      throw CommandFailure.failed("the bundle's scenario cannot be used here: " + e.getMessage());
    }
    people.println("request hash now  " + requests);
    people.flush();
    Audit found =
        JournalAudit.of(
            List.of(RunBundle.run(unpacked)), RunBundle.journals(unpacked), run.audit().shards());
    people.println(found.line());
    people.println("state hash then   " + run.audit().stateHash());
    people.println("state hash now    " + found.stateHash());
    people.flush();
    if (!found.isClean()) {
      throw CommandFailure.refused("the books of the run are not right: " + found.findings());
    }
    if (!found.stateHash().equals(run.audit().stateHash())) {
      throw CommandFailure.refused("executed again the journal comes to another state");
    }
    if (!run.partial() && !requests.equals(run.requests().hash())) {
      throw CommandFailure.refused("scenario and seed now make other requests");
    }
    return found;
  }

  /** Of what scenario and seed make, where an end is to what they make. */
  private static String requestHash(RunFile run, Path file) {
    Scenario scenario =
        ScenarioFiles.find(file.toString()).read(new Overrides(run.scenario().overrides()));
    if (scenario.arrivals().model() == Scenario.Model.CLOSED) {
      return run.requests().hash();
    }
    Scenario.Population people = scenario.population();
    Plan plan =
        new Plan(
            scenario,
            Crowd.of(
                scenario.topology().banks(),
                people.walletsPerBank(),
                people.merchants(),
                people.zones()));
    plan.forEachRemaining(request -> {});
    return plan.hash();
  }

  private RunFile unpack(Path unpacked) {
    try {
      RunBundle.unpack(bundle, unpacked);
      RunFile run = RunFile.read(RunBundle.run(unpacked));
      if (run.audit() == null) {
        throw CommandFailure.failed("the run in " + bundle + " was not audited");
      }
      return run;
    } catch (IOException e) {
      throw CommandFailure.failed(e.getMessage(), e);
    }
  }
}
