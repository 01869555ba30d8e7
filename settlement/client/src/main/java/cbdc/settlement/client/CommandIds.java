package cbdc.settlement.client;

import cbdc.protocol.CommandId;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Makes command ids: UUIDs of version 7 that rise within this generator, also within one
 * millisecond. Safe for use by several threads.
 *
 * <p>When the wall clock is set back by more than {@link #BACKWARD_MILLIS_MAX} the ids follow it,
 * because the ledger refuses ids from the future; the random bits keep them apart from earlier
 * ones.
 */
public final class CommandIds {
  /** Smaller steps back of the clock are waited out by counting on. */
  public static final long BACKWARD_MILLIS_MAX = 1_000;

  private static final int COUNTER_LIMIT = 1 << 12;

  /** A new millisecond starts counting in the lower half, so that there is room to rise. */
  private static final int COUNTER_START_LIMIT = 1 << 11;

  private final LongSupplier wallMillis;
  private final RandomGenerator random;
  private long lastMillis;
  private int counter;

  /**
   * Ids from the machine's clock, with random bits from a generator seeded by {@link SecureRandom}.
   */
  public CommandIds() {
    this(System::currentTimeMillis, seeded());
  }

  /**
   * Ids from another clock and another source of randomness, for simulations.
   *
   * @param wallMillis Unix time in milliseconds
   */
  public CommandIds(LongSupplier wallMillis, RandomGenerator random) {
    this.wallMillis = Objects.requireNonNull(wallMillis);
    this.random = Objects.requireNonNull(random);
  }

  /** The next id. */
  public synchronized CommandId next() {
    long now = wallMillis.getAsLong();
    if (now > lastMillis || now < lastMillis - BACKWARD_MILLIS_MAX) {
      lastMillis = now;
      counter = random.nextInt(COUNTER_START_LIMIT);
    } else if (++counter == COUNTER_LIMIT) {
      lastMillis++;
      counter = 0;
    }
    return CommandId.of(lastMillis, counter, random.nextLong());
  }

  private static RandomGenerator seeded() {
    byte[] seed = new byte[48];
    new SecureRandom().nextBytes(seed);
    return RandomGeneratorFactory.of("L128X256MixRandom").create(seed);
  }
}
