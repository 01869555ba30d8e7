package cbdc.settlement.ledger;

import cbdc.protocol.ChannelGroup;
import cbdc.testkit.SeededRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * Carries groups and acknowledgements between the shards of a world, and loses, repeats, delays and
 * reorders them as its seed says. A lying one also brings what was never sent, of which a shard can
 * know that it was not; each lie may stop a channel.
 */
public final class ChaoticDeliverer {
  private static final int IN_FLIGHT_MAX = 200;

  private final LedgerWorld world;
  private final SeededRandom random;
  private final boolean lies;
  private final List<Runnable> inFlight = new ArrayList<>();

  /** An honest deliverer for this world. */
  public ChaoticDeliverer(LedgerWorld world, SeededRandom random) {
    this(world, random, false);
  }

  /** A deliverer for this world. */
  public ChaoticDeliverer(LedgerWorld world, SeededRandom random, boolean lies) {
    this.world = world;
    this.random = random;
    this.lies = lies;
  }

  /** Puts something of a random channel under way, or lets something arrive. */
  public void step() {
    if (inFlight.size() < IN_FLIGHT_MAX && random.chance(1, 2)) {
      send();
    } else {
      arrive();
    }
  }

  /** Forgets what is under way; {@link LedgerWorld#deliverAll} then brings the world to rest. */
  public void loseAll() {
    inFlight.clear();
  }

  private void send() {
    int source = random.between(0, world.shardCount() - 1);
    int destination = random.between(0, world.shardCount() - 1);
    if (source == destination) {
      return;
    }
    if (lies && random.chance(1, 20)) {
      inFlight.add(lie(source, destination));
      return;
    }
    if (random.chance(1, 3)) {
      long mark = world.state(destination).channels().incomingMark(source);
      long sentBack = world.state(destination).channels().sealedMark(source);
      inFlight.add(() -> world.acknowledge(source, destination, mark, sentBack));
      return;
    }
    long from =
        Math.max(
            1, world.state(destination).channels().incomingMark(source) + random.between(-2, 3));
    List<ChannelGroup> groups = world.groups(source, destination, from);
    for (ChannelGroup group : groups.subList(0, Math.min(groups.size(), random.between(1, 3)))) {
      inFlight.add(() -> world.deliver(source, destination, group));
    }
  }

  /**
   * A group that does not continue its channel. No false acknowledgements: what they stop never
   * goes on.
   */
  private Runnable lie(int source, int destination) {
    byte[] hash = random.bytes(32);
    byte[] messages = random.bytes(random.between(1, 200));
    long next = world.state(destination).channels().incomingMark(source) + 1;
    ChannelGroup forged = new ChannelGroup(next, random.between(1, 3), hash, messages);
    return () -> world.deliver(source, destination, forged);
  }

  private void arrive() {
    if (inFlight.isEmpty()) {
      return;
    }
    // Mostly in order, or little would ever get through.
    int place = random.chance(3, 4) ? 0 : random.between(0, inFlight.size() - 1);
    Runnable arriving = random.chance(1, 8) ? inFlight.get(place) : inFlight.remove(place);
    if (!random.chance(1, 8)) {
      arriving.run();
    }
  }
}
