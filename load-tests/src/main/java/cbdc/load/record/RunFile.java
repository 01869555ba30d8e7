package cbdc.load.record;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/**
 * {@code run.json}: what a run was and what came out.
 *
 * @param format 1
 * @param scenario what was asked for
 * @param target what was loaded, in words
 * @param began UTC, ISO 8601
 * @param seconds how long requests were sent
 * @param warmUpSeconds at the begin, whose latencies do not count
 * @param partial whether it was ended before its time
 * @param conditions what it ran on
 * @param requests what was sent
 * @param rate planned and achieved, requests a second
 * @param outcomes all requests
 * @param latency all answers, from when they were due
 * @param kinds the same by kind of request
 * @param reasons how often each code of a refusal or failure came
 * @param injector what the injector itself took
 * @param events what happened meanwhile, such as a fault
 * @param checks objectives
 * @param audit null until the ledger was asked
 * @param verdict last word
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunFile(
    int format,
    ScenarioFacts scenario,
    String target,
    String began,
    double seconds,
    int warmUpSeconds,
    boolean partial,
    Conditions conditions,
    Requests requests,
    Rate rate,
    Counts outcomes,
    Latency latency,
    Map<String, Kind> kinds,
    Map<String, Long> reasons,
    Injector injector,
    List<Event> events,
    List<Check> checks,
    Audit audit,
    Verdict verdict) {
  /** Its name in a run's folder. */
  public static final String NAME = "run.json";

  /** The format that this program writes. */
  public static final int FORMAT = 1;

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /** How a run ended. */
  public enum Verdict {
    /** Every objective was met, and no acknowledged payment is lost or doubled. */
    PASSED,
    /** An objective was not met, or the books are not right. */
    FAILED,
    /** It was ended before its time. */
    PARTIAL
  }

  /**
   * What was asked for.
   *
   * @param source name or path
   * @param hash SHA-256 of the file
   * @param overrides fields set beside the file
   * @param effective what came out of both
   */
  public record ScenarioFacts(
      String name, String source, String hash, Map<String, String> overrides, JsonNode effective) {}

  /**
   * What was sent.
   *
   * @param planned by the schedule; 0 in the closed model
   * @param hash SHA-256 of all of them: the same seed gives the same
   */
  public record Requests(long planned, String hash) {}

  /** Requests a second, over the whole run. */
  public record Rate(double planned, double achieved, double settled) {}

  /** One kind of request. */
  public record Kind(Counts outcomes, Latency latency) {}

  /**
   * The injector.
   *
   * @param lateness sent minus due
   * @param wasBottleneck whether it, and not the system, held requests up
   */
  public record Injector(Latency lateness, boolean wasBottleneck, String note) {}

  /** Something that happened, seconds after the begin. */
  public record Event(double second, String what) {}

  /** With what the ledger said; a run with wrong books has failed, whatever its speed. */
  public RunFile with(Audit asked, List<Event> happened) {
    return new RunFile(
        format,
        scenario,
        target,
        began,
        seconds,
        warmUpSeconds,
        partial,
        conditions,
        requests,
        rate,
        outcomes,
        latency,
        kinds,
        reasons,
        injector,
        happened,
        checks,
        asked,
        verdict(asked));
  }

  private Verdict verdict(Audit asked) {
    if (asked != null && !asked.isClean()) {
      return Verdict.FAILED;
    }
    if (partial) {
      return Verdict.PARTIAL;
    }
    boolean isMet = outcomes.isComplete() && checks.stream().allMatch(Check::held);
    return isMet ? Verdict.PASSED : Verdict.FAILED;
  }

  /** Reads the file of a run. */
  public static RunFile read(Path folder) throws IOException {
    return JSON.readValue(folder.resolve(NAME).toFile(), RunFile.class);
  }

  /** Writes it, whole or not at all. */
  public void write(Path folder) throws IOException {
    Path next = folder.resolve(NAME + ".next");
    Files.write(next, JSON.writeValueAsBytes(this));
    Files.move(next, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Whether every objective was met. */
  @JsonIgnore
  public boolean isPassed() {
    return verdict == Verdict.PASSED;
  }
}
