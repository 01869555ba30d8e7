package cbdc.load;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Endless payments from people to merchants of any bank. Who pays whom how much follows from a
 * seed; the keys are fresh in every run, since a key used before is the same payment. Used by one
 * thread.
 */
final class Payments implements Iterator<Map<String, Object>> {
  static final String URL = "url";
  static final String TOKEN = "token";
  static final String PAYER = "payer";
  static final String PAYEE = "payee";
  static final String AMOUNT = "amount";
  static final String KEY = "key";

  private final TargetSystem target;
  private final int amountMax;
  private final InstantSource clock;
  private final SplittableRandom choice;
  private final SplittableRandom keys = new SplittableRandom(new SecureRandom().nextLong());

  Payments(TargetSystem target, int amountMax, long seed, InstantSource clock) {
    this.target = target;
    this.amountMax = amountMax;
    this.clock = clock;
    this.choice = new SplittableRandom(seed);
  }

  @Override
  public boolean hasNext() {
    return true;
  }

  @Override
  public Map<String, Object> next() {
    TargetSystem.Payer payer = target.payers().get(choice.nextInt(target.payers().size()));
    String payee = target.merchants().get(choice.nextInt(target.merchants().size()));
    return Map.of(
        URL, payer.url(),
        TOKEN, payer.token(),
        PAYER, payer.account(),
        PAYEE, payee,
        AMOUNT, choice.nextInt(1, amountMax + 1),
        KEY, key());
  }

  /**
   * A UUID of version 7 (RFC 9562): the fastest kind of key, since the ledger takes it as it is.
   */
  private String key() {
    long high = clock.millis() << 16 | 0x7000 | (keys.nextLong() & 0xFFF);
    long low = 0x8000_0000_0000_0000L | (keys.nextLong() >>> 2);
    return new UUID(high, low).toString();
  }
}
