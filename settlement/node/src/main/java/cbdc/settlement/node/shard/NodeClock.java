package cbdc.settlement.node.shard;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says when this node's wall clock may stamp batches: only while a majority of the shard's members,
 * this node among them, show a wall clock within two seconds of it. Otherwise ledger time goes on
 * by the monotonic clock from the last stamp, and an alarm is raised. Thread safe.
 */
public final class NodeClock implements Stamps {
  private static final Logger LOG = LoggerFactory.getLogger(NodeClock.class);
  private static final long MAX_DIFFERENCE_MILLIS = 2_000;
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final String self;
  private final LongSupplier wallMillis;
  private final LongSupplier nanoClock;
  private final ConcurrentHashMap<String, Heard> peers = new ConcurrentHashMap<>();
  private volatile boolean inDoubt;

  /** A peer's wall clock minus ours, and when we learnt it. */
  private record Heard(long differenceMillis, long atNanos) {}

  /** Starts without having heard of any peer. */
  public NodeClock(String self, LongSupplier wallMillis, LongSupplier nanoClock) {
    this.self = self;
    this.wallMillis = wallMillis;
    this.nanoClock = nanoClock;
  }

  /** A peer said what its wall clock shows. */
  public void heard(String peer, long peerMillis) {
    peers.put(peer, new Heard(peerMillis - wallMillis.getAsLong(), nanoClock.getAsLong()));
  }

  /** True while some shard led here could not use the wall clock. */
  public boolean isInDoubt() {
    return inDoubt;
  }

  /** This node's wall clock, Unix milliseconds. */
  public long wallMillis() {
    return wallMillis.getAsLong();
  }

  @Override
  public Ticker forShard(List<String> members, long lastMillis) {
    return new ShardTicker(List.copyOf(members), lastMillis, nanoClock.getAsLong());
  }

  private boolean isConfirmed(List<String> members) {
    long now = nanoClock.getAsLong();
    long agreeing =
        members.stream()
            .filter(member -> member.equals(self) || agrees(peers.get(member), now))
            .count();
    return agreeing > members.size() / 2;
  }

  private static boolean agrees(Heard heard, long nowNanos) {
    return heard != null
        && nowNanos - heard.atNanos() <= FRESH_NANOS
        && Math.abs(heard.differenceMillis()) <= MAX_DIFFERENCE_MILLIS;
  }

  private final class ShardTicker implements Ticker {
    private final List<String> members;
    private long stampMillis;
    private long stampNanos;

    ShardTicker(List<String> members, long stampMillis, long stampNanos) {
      this.members = members;
      this.stampMillis = stampMillis;
      this.stampNanos = stampNanos;
    }

    @Override
    public long nowMillis() {
      long now = nanoClock.getAsLong();
      boolean confirmed = isConfirmed(members);
      long elapsed = stampMillis + TimeUnit.NANOSECONDS.toMillis(now - stampNanos);
      long stamp = confirmed ? wallMillis.getAsLong() : elapsed;
      if (confirmed == inDoubt) {
        inDoubt = !confirmed;
        if (!confirmed) {
          LOG.error(
              "ALARM: no majority of {} confirms this node's wall clock within {} ms; ledger time goes on by the"
                  + " monotonic clock. Check the clocks of all nodes (NTP).",
              members,
              MAX_DIFFERENCE_MILLIS);
        }
      }
      if (stamp > stampMillis) {
        stampMillis = stamp;
        stampNanos = now;
      }
      return stampMillis;
    }
  }
}
