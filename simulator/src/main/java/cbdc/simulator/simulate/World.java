package cbdc.simulator.simulate;

import cbdc.protocol.LedgerGenesis;
import java.util.function.Supplier;

/**
 * What everything in one simulation shares.
 *
 * @param time virtual time
 * @param chance the source of chance
 * @param network what carries messages
 * @param grid the model of Hazelcast
 * @param genesis what the ledgers start from
 * @param watch checks every promise
 * @param counters what happened
 * @param log what happened lately, for people
 */
record World(
    VirtualTime time,
    Chance chance,
    SimulatedNetwork network,
    SimulatedGrid grid,
    LedgerGenesis genesis,
    LedgerWatch watch,
    Counters counters,
    EventLog log) {

  /** Wall time at the beginning. */
  static final long WALL_START_MILLIS = 1_790_000_000_000L;

  /** True wall time. */
  long wallMillis() {
    return WALL_START_MILLIS + time.millis();
  }

  /** Notes what happened. */
  void note(Supplier<String> what) {
    log.note(time.nanos(), what);
  }
}
