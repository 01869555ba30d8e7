package cbdc.settlement.node.raft;

import cbdc.settlement.node.core.FailStop;
import java.time.Clock;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * What all groups of a node share, and what a simulation replaces: time, chance, threads and the
 * network.
 *
 * @param link carries frames to other nodes
 * @param storeReads runs reads of the store that must not hold up a group; bounded, may reject
 * @param failStop ends the process
 * @param clock the clock of MicroRaft, a {@link RaftClock} but for simulations
 * @param random spreads election timeouts; used by every group's thread
 * @param threads makes the thread of a group
 */
public record GroupEnvironment(
    RaftPeerLink link,
    Executor storeReads,
    FailStop failStop,
    Clock clock,
    Random random,
    Threads threads) {

  /** Checks that all parts are there. */
  public GroupEnvironment {
    Objects.requireNonNull(link, "link");
    Objects.requireNonNull(storeReads, "storeReads");
    Objects.requireNonNull(failStop, "failStop");
    Objects.requireNonNull(clock, "clock");
    Objects.requireNonNull(random, "random");
    Objects.requireNonNull(threads, "threads");
  }

  /**
   * The environment of a real node.
   *
   * @param link carries frames to other nodes
   * @param storeReads runs reads of the store
   * @param failStop ends the process
   */
  public static GroupEnvironment ofNode(RaftPeerLink link, Executor storeReads, FailStop failStop) {
    return new GroupEnvironment(
        link, storeReads, failStop, new RaftClock(), new Random(), GroupExecutor::new);
  }

  /** Makes the thread of a group. */
  @FunctionalInterface
  public interface Threads {
    /**
     * Starts a thread.
     *
     * @param name for people
     * @param uncaught receives what leaves a task
     * @param halted true once no further task may run
     */
    GroupThread start(String name, GroupExecutor.UncaughtHandler uncaught, BooleanSupplier halted);
  }
}
