package cbdc.load.scenario;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A load run as its file describes it; {@code load-tests/scenarios/scenario.schema.json} says the
 * same as a JSON Schema.
 *
 * @param name letters, digits and hyphens
 * @param about one line for people
 * @param seed everything that is chosen by chance follows from it
 * @param topology what is started when the run brings its own system
 * @param population who is there
 * @param choice who pays whom
 * @param mix how often each action happens, in proportion to the others; not empty
 * @param amounts of payments
 * @param sends how often each request is sent, 1 or 2: the second at the same moment with the same
 *     key, as an impatient network does
 * @param arrivals when
 * @param faults what fails meanwhile
 * @param objectives what a run must achieve
 */
public record Scenario(
    String name,
    String about,
    long seed,
    Topology topology,
    Population population,
    Choice choice,
    Map<Action, Integer> mix,
    Amounts amounts,
    int sends,
    Arrivals arrivals,
    List<Fault> faults,
    Objectives objectives) {
  /** Copies the collections. */
  public Scenario {
    mix = Map.copyOf(new EnumMap<>(mix));
    faults = List.copyOf(faults);
  }

  /**
   * A system of the run's own.
   *
   * @param nodes settlement nodes, 1 or 3
   * @param banks each with a wallet service, 1 to 9
   * @param shards of the ledger
   * @param batch most commands of one shard that a wallet service sends to a node at once
   * @param processes how it runs
   */
  public record Topology(int nodes, int banks, int shards, int batch, Processes processes) {}

  /** How a system of the run's own runs. */
  public enum Processes {
    /** All in one: quick to start, and nothing of it can be killed. */
    ONE,
    /** Each node and each wallet service by itself, as banks run them. */
    SEPARATE
  }

  /**
   * Who is there, at each bank.
   *
   * @param wallets how many of each class, by class from 1 to 4
   * @param merchants how many
   * @param funds what is paid into each wallet before the run, minor units
   * @param zones neighbourhoods over which all of them are dealt in turn; 1 for none
   */
  public record Population(Map<Integer, Integer> wallets, int merchants, long funds, int zones) {
    /** Copies the map. */
    public Population {
      wallets = Map.copyOf(wallets);
    }

    /** Wallets of one bank. */
    public int walletsPerBank() {
      return wallets.values().stream().mapToInt(Integer::intValue).sum();
    }
  }

  /**
   * Who pays whom.
   *
   * @param payers which wallets pay
   * @param merchants which merchants are paid
   * @param betweenBanksPercent how many payments go to another bank, or -1 to leave it to chance
   * @param sameZonePercent how many payments stay in the payer's zone, or -1 to leave it to chance
   */
  public record Choice(Draw payers, Draw merchants, int betweenBanksPercent, int sameZonePercent) {}

  /** How one of many is drawn. */
  public sealed interface Draw {
    /** Everybody as often as everybody else. */
    record Uniform() implements Draw {}

    /**
     * The k-th in proportion to 1 / k^exponent (Zipf's law).
     *
     * @param exponent above 0, at most 5
     */
    record Zipf(double exponent) implements Draw {}

    /**
     * A few get a share of all.
     *
     * @param percent of all draws, 1 to 100
     * @param among how many share them evenly; the first ones
     */
    record Hotspot(int percent, int among) implements Draw {}
  }

  /**
   * Amounts are even between two bounds.
   *
   * @param from smallest, minor units, from 1
   * @param to largest, minor units
   */
  public record Amounts(long from, long to) {}

  /**
   * When requests come.
   *
   * @param model whether they wait for each other
   * @param warmUpSeconds at the begin, whose latencies do not count
   * @param phases one after the other; the last ends the run
   */
  public record Arrivals(Model model, int warmUpSeconds, List<Phase> phases) {
    /** Copies the list. */
    public Arrivals {
      phases = List.copyOf(phases);
    }

    /** Length of the run, seconds. */
    public long seconds() {
      return phases.stream().mapToLong(Phase::seconds).sum();
    }

    /** The highest rate that is meant, actions a second; 0 in the closed model. */
    public double peak() {
      return phases.stream().mapToDouble(p -> Math.max(p.from(), p.to())).max().orElse(0);
    }
  }

  /** Whether requests wait for each other. */
  public enum Model {
    /** They come when they come, as customers do: a slow answer holds nobody up. */
    OPEN,
    /** A number of users, each of whom waits for the answer before the next request. */
    CLOSED
  }

  /**
   * A stretch of time.
   *
   * @param from actions a second at its begin (open), or users (closed)
   * @param to the same at its end; between, it changes evenly
   * @param seconds how long
   */
  public record Phase(double from, double to, long seconds) {}

  /**
   * Something fails.
   *
   * @param atSeconds after the begin of the run
   * @param kind what happens
   * @param backAfterSeconds when it is started again
   */
  public record Fault(long atSeconds, FaultKind kind, long backAfterSeconds) {}

  /** What can fail during a run. */
  public enum FaultKind {
    /** The node that leads most shards is killed ({@code kill -9}). */
    KILL_LEADER,
    /** The process of the node that leads most shards stands still ({@code SIGSTOP}). */
    PAUSE_LEADER
  }

  /**
   * What a run must achieve, over all its requests; 0 where nothing is asked.
   *
   * @param p50Millis median from the intended start, at most
   * @param p99Millis 99th percentile, at most
   * @param p999Millis 99.9th percentile, at most
   * @param failedPercent failed and unknown ones, at most; always asked
   * @param declinedPercent declined ones, at most; always asked
   * @param achievedPercent answered ones of the planned ones, at least
   */
  public record Objectives(
      double p50Millis,
      double p99Millis,
      double p999Millis,
      double failedPercent,
      double declinedPercent,
      double achievedPercent) {}
}
