package cbdc.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The checks behind the health probes. May be added to and asked by any thread. */
public final class HealthChecks {

  /** What a probe asks. */
  public enum Probe {
    /** Does the process make progress? If not, it should be restarted. */
    LIVE("live"),
    /** Can it take work now? If not, work should go elsewhere. */
    READY("ready"),
    /** Has it finished starting? */
    STARTED("started");

    private final String path;

    Probe(String path) {
      this.path = path;
    }

    /** The last part of the probe's address, {@code /health/<path>}. */
    public String path() {
      return path;
    }
  }

  /**
   * What a check found.
   *
   * @param ok whether the answer to the probe is yes
   * @param reason one line that says why, in both cases
   */
  public record Verdict(boolean ok, String reason) {}

  /** One check. Answers at once, from memory: probes are asked often. An exception counts as no. */
  @FunctionalInterface
  public interface Check {
    Verdict check() throws Exception;
  }

  /** One check's name and verdict. */
  public record Finding(String name, Verdict verdict) {}

  /**
   * The answer to a probe.
   *
   * @param ok whether every check said yes; also if there is none
   * @param findings each check's verdict, in the order in which they were added
   */
  public record Report(boolean ok, List<Finding> findings) {}

  private record Entry(Probe probe, String name, Check check) {}

  private final List<Entry> entries = new CopyOnWriteArrayList<>();

  /** Adds a check to a probe. */
  public void add(Probe probe, String name, Check check) {
    entries.add(new Entry(probe, name, check));
  }

  /** Runs the checks of a probe. */
  public Report report(Probe probe) {
    List<Finding> findings = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry.probe() == probe) {
        findings.add(new Finding(entry.name(), run(entry.check())));
      }
    }
    return new Report(
        findings.stream().allMatch(finding -> finding.verdict().ok()), List.copyOf(findings));
  }

  private static Verdict run(Check check) {
    try {
      return check.check();
    } catch (Exception failed) {
      return new Verdict(false, "the check itself failed: " + failed);
    }
  }
}
