package cbdc.simulator.simulate;

import java.util.function.LongFunction;

/** Runs one seed; what promise was broken, or null. Made by name in a class loader of its own. */
public final class SeedProbe implements LongFunction<String> {
  private static final long MILLIS = 600_000;
  private static final int COMMANDS = 2_000;
  private static final int FAULTS = 6;

  @Override
  public String apply(long seed) {
    SeedRun.quieten();
    return new Simulation(new Simulation.Plan(seed, 3, MILLIS, COMMANDS, FAULTS))
        .run()
        .failure()
        .map(Throwable::toString)
        .orElse(null);
  }
}
