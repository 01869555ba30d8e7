package cbdc.load.plan;

import cbdc.load.scenario.Action;
import cbdc.load.scenario.Scenario;
import cbdc.load.scenario.Scenario.Model;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The requests of a run, one after the other. In the open model each second has the number that the
 * schedule asks for, at moments that are even over it, so that requests come as by chance (a
 * Poisson process, given its count of each second). In the closed model there is no end and no
 * moment. Used by one thread.
 */
public final class Plan implements Iterator<Planned> {
  private static final Set<Action> AMONG_PERSONS = Set.of(Action.PAY_PERSON);
  private static final long SECOND = 1_000_000_000L;
  private static final long LOW_BITS = (1L << 62) - 1;

  private final Scenario scenario;
  private final Crowd crowd;
  private final Schedule schedule;
  private final boolean isOpen;
  private final SplittableRandom random;
  private final Drawing payers;
  private final Drawing merchants;
  private final Drawing persons;
  private final Action[] actions;
  private final int[] weights;
  private final MessageDigest digest;
  private int second = -1;
  private long[] moments = {};
  private int next;
  private long number;
  private Planned repeat;

  /** The plan of a scenario for a crowd. */
  public Plan(Scenario scenario, Crowd crowd) {
    this.scenario = scenario;
    this.crowd = crowd;
    this.schedule = new Schedule(scenario.arrivals().phases());
    this.isOpen = scenario.arrivals().model() == Model.OPEN;
    this.random = new SplittableRandom(scenario.seed());
    this.payers = new Drawing(scenario.choice().payers(), crowd.wallets());
    this.merchants = new Drawing(scenario.choice().merchants(), crowd.merchants());
    this.persons = new Drawing(new Scenario.Draw.Uniform(), crowd.wallets());
    Map<Action, Integer> mix = new EnumMap<>(scenario.mix());
    this.actions = mix.keySet().toArray(Action[]::new);
    this.weights = mix.values().stream().mapToInt(Integer::intValue).toArray();
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public boolean hasNext() {
    if (!isOpen || repeat != null) {
      return true;
    }
    while (next == moments.length && second + 1 < schedule.seconds()) {
      second++;
      next = 0;
      moments =
          random
              .longs(schedule.due(second), second * SECOND, (second + 1) * SECOND)
              .sorted()
              .toArray();
    }
    return next < moments.length;
  }

  @Override
  public Planned next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the run is over");
    }
    Planned planned = repeat == null ? draw(isOpen ? moments[next++] : -1) : repeat;
    repeat = planned.send() < scenario.sends() ? planned.again() : null;
    digest.update(planned.line().getBytes(StandardCharsets.UTF_8));
    return planned;
  }

  private Planned draw(long dueNanos) {
    Action action = action();
    int payer = payers.next(random);
    int payee =
        AMONG_PERSONS.contains(action)
            ? persons.next(random, other -> other != payer)
            : merchants.next(random);
    payee = asChosen(action, payer, payee);
    long amount = random.nextLong(scenario.amounts().from(), scenario.amounts().to() + 1);
    return new Planned(
        number++,
        1,
        dueNanos,
        action,
        payer,
        payee,
        amount,
        random.nextLong() & 0xFFF,
        random.nextLong() & LOW_BITS & ~1L);
  }

  private Action action() {
    int ticket = random.nextInt(Arrays.stream(weights).sum());
    int i = 0;
    while (ticket >= weights[i]) {
      ticket -= weights[i++];
    }
    return actions[i];
  }

  /** The payee, or another one where bank or zone are to be otherwise. */
  private int asChosen(Action action, int payer, int drawn) {
    // Only the payer's own bank releases for a merchant.
    int between = action == Action.HOLD_RELEASE ? 0 : scenario.choice().betweenBanksPercent();
    int within = scenario.choice().sameZonePercent();
    if (between < 0 && within < 0) {
      return drawn;
    }
    boolean toOther = between >= 0 && random.nextInt(100) < between;
    boolean inZone = within >= 0 && random.nextInt(100) < within;
    boolean isPerson = AMONG_PERSONS.contains(action);
    int[] banks = isPerson ? crowd.walletBanks() : crowd.merchantBanks();
    Drawing drawing = isPerson ? persons : merchants;
    int bank = crowd.walletBanks()[payer];
    return drawing.next(
        random,
        payee ->
            !(isPerson && payee == payer)
                && (between < 0 || (banks[payee] != bank) == toOther)
                && (within < 0 || (crowd.zone(payee) == crowd.zone(payer)) == inZone));
  }

  /** How many requests are due when. */
  public Schedule schedule() {
    return schedule;
  }

  /** SHA-256 of all requests so far, in hexadecimal. */
  public String hash() {
    try {
      return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the digest of every JDK can be copied", e);
    }
  }
}
