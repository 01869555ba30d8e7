package cbdc.issuer.core;

import cbdc.protocol.CommandId;
import java.time.Clock;
import java.util.random.RandomGenerator;

/** Makes new command ids from a clock and a source of randomness. */
@FunctionalInterface
public interface CommandIds {
  /** An id that was never used. */
  CommandId next();

  /** Ids of the clock's time. */
  static CommandIds of(Clock clock, RandomGenerator random) {
    return () -> CommandId.of(clock.millis(), random.nextLong(), random.nextLong());
  }
}
