package cbdc.settlement.node.shard;

import cbdc.settlement.node.core.Transitions;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says when this node's wall clock may stamp batches: only while a majority of the shard's members,
 * this node among them, show a wall clock within two seconds of it. Otherwise ledger time goes on
 * by the monotonic clock from the last stamp; when that lasts, an alarm is raised and leadership
 * goes to a member whose clock a majority confirms, if there is one. Thread safe.
 */
public final class NodeClock implements Stamps {
  private static final Logger LOG = LoggerFactory.getLogger(NodeClock.class);
  private static final long MAX_DIFFERENCE_MILLIS = 2_000;
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(3);

  /** Not every silence is a wrong clock: members that just started have not been heard yet. */
  private static final long ALARM_AFTER_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final String self;
  private final LongSupplier wallMillis;
  private final LongSupplier nanoClock;
  private final ConcurrentHashMap<String, Heard> peers = new ConcurrentHashMap<>();
  private final AtomicLong implausibleAtNanos;
  private Long unconfirmedSinceNanos;
  private final Transitions<Trust> transitions = new Transitions<>(Trust.class);
  private volatile Trust trust = Trust.CONFIRMED;

  /** What this node makes of its wall clock. */
  public enum Trust {
    /** Shards led here are stamped with it. */
    CONFIRMED,
    /**
     * Some shard led here has gone on by the monotonic clock for a while, and this node gives it
     * away if another member's clock is confirmed.
     */
    IN_DOUBT
  }

  /**
   * What a peer's wall clock showed. It is carried forward by the monotonic clock, so that a jump
   * of our own wall clock is seen at once and not with the peer's next word.
   */
  private record Heard(long wallMillis, long atNanos) {
    long nowMillis(long nowNanos) {
      return wallMillis + TimeUnit.NANOSECONDS.toMillis(nowNanos - atNanos);
    }
  }

  /** Starts without having heard of any peer. */
  public NodeClock(String self, LongSupplier wallMillis, LongSupplier nanoClock) {
    this.self = self;
    this.wallMillis = wallMillis;
    this.nanoClock = nanoClock;
    this.implausibleAtNanos = new AtomicLong(nanoClock.getAsLong() - 2 * FRESH_NANOS);
  }

  /** A peer said what its wall clock shows, Unix milliseconds. */
  public void heard(String peer, long peerMillis) {
    peers.put(peer, new Heard(peerMillis, nanoClock.getAsLong()));
  }

  /** This node's wall clock, Unix milliseconds. */
  public long wallMillis() {
    return wallMillis.getAsLong();
  }

  /**
   * Raises or ends the alarm; to be called about every second.
   *
   * @param led members of each shard that this node leads
   */
  public synchronized void watch(Collection<List<String>> led) {
    Optional<List<String>> doubtful =
        led.stream()
            .filter(members -> members.size() == 1 ? isImplausible() : !isConfirmed(self, members))
            .findFirst();
    if (doubtful.isEmpty()) {
      unconfirmedSinceNanos = null;
      if (trust == Trust.IN_DOUBT) {
        LOG.info("this node's wall clock is confirmed again");
        become(Trust.CONFIRMED);
      }
      return;
    }
    long now = nanoClock.getAsLong();
    if (unconfirmedSinceNanos == null) {
      unconfirmedSinceNanos = now;
    }
    if (trust == Trust.CONFIRMED && now - unconfirmedSinceNanos >= ALARM_AFTER_NANOS) {
      become(Trust.IN_DOUBT);
      LOG.error(
          "ALARM: {}; ledger time goes on by the monotonic clock. Check the clocks of all nodes (NTP).",
          doubtful.get().size() == 1
              ? "this lone node's wall clock jumped away from its last stamp"
              : "no majority of "
                  + doubtful.get()
                  + " confirms this node's wall clock within "
                  + MAX_DIFFERENCE_MILLIS
                  + " ms");
    }
  }

  /** True while the alarm stands: some shard led here has been without wall time for long. */
  public boolean isInDoubt() {
    return trust == Trust.IN_DOUBT;
  }

  /** How often the alarm began and ended since the start. */
  public Transitions<Trust> transitions() {
    return transitions;
  }

  private void become(Trust next) {
    transitions.count(trust, next);
    trust = next;
  }

  /**
   * Members that may lead as far as clocks go: those whose wall clock a majority of the members
   * shows within two seconds, in the order given.
   */
  public List<String> confirmed(List<String> members) {
    return members.stream().filter(member -> isConfirmed(member, members)).toList();
  }

  /** Members to hand leadership to: none unless this node's own clock is in doubt. */
  public List<String> successors(List<String> members) {
    return isInDoubt() && !isConfirmed(self, members) ? confirmed(members) : List.of();
  }

  @Override
  public Ticker forShard(Supplier<List<String>> members, long lastMillis) {
    return new ShardTicker(members, lastMillis, nanoClock.getAsLong());
  }

  private boolean isConfirmed(String candidate, List<String> members) {
    long now = nanoClock.getAsLong();
    Optional<Long> shown = shownBy(candidate, now);
    if (shown.isEmpty()) {
      return false;
    }
    long agreeing =
        members.stream()
            .flatMap(
                member -> member.equals(candidate) ? Stream.of(shown.get()) : stream(member, now))
            .filter(millis -> Math.abs(millis - shown.get()) <= MAX_DIFFERENCE_MILLIS)
            .count();
    return agreeing > members.size() / 2;
  }

  /** A lone node's clock was far from its last stamp a moment ago. */
  private boolean isImplausible() {
    return nanoClock.getAsLong() - implausibleAtNanos.get() <= FRESH_NANOS;
  }

  private Stream<Long> stream(String member, long nowNanos) {
    return shownBy(member, nowNanos).stream();
  }

  private Optional<Long> shownBy(String member, long nowNanos) {
    if (member.equals(self)) {
      return Optional.of(wallMillis.getAsLong());
    }
    Heard heard = peers.get(member);
    return heard == null || nowNanos - heard.atNanos() > FRESH_NANOS
        ? Optional.empty()
        : Optional.of(heard.nowMillis(nowNanos));
  }

  /** Confined to the shard's thread. */
  private final class ShardTicker implements Ticker {
    private final Supplier<List<String>> members;
    private long stampMillis;
    private long stampNanos;

    /** At the start the operator was asked where needed: that the clock is right is settled. */
    private boolean isFirst = true;

    ShardTicker(Supplier<List<String>> members, long stampMillis, long stampNanos) {
      this.members = members;
      this.stampMillis = stampMillis;
      this.stampNanos = stampNanos;
    }

    @Override
    public long nowMillis() {
      long now = nanoClock.getAsLong();
      long wall = wallMillis.getAsLong();
      long elapsed = stampMillis + TimeUnit.NANOSECONDS.toMillis(now - stampNanos);
      long stamp = mayUse(wall, elapsed, now) ? wall : elapsed;
      if (stamp > stampMillis) {
        stampMillis = stamp;
        stampNanos = now;
      }
      return stampMillis;
    }

    private boolean mayUse(long wall, long elapsed, long now) {
      List<String> voters = members.get();
      if (voters.size() > 1) {
        return isConfirmed(self, voters);
      }
      boolean isPlausible = isFirst || LoneClock.isPlausible(elapsed, wall);
      isFirst = false;
      if (!isPlausible) {
        implausibleAtNanos.set(now);
      }
      return isPlausible;
    }
  }
}
