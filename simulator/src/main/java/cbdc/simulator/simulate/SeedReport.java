package cbdc.simulator.simulate;

import java.util.List;
import java.util.Map;

/**
 * What many seeds gave.
 *
 * @param seeds seeds that have run, earlier runs of the same file included
 * @param builds how many different programs ran them
 * @param failed seeds under which a promise was broken, ascending
 * @param events events executed
 * @param virtualMillis virtual time simulated
 * @param elapsedMillis wall time of all runs
 * @param counts what happened
 * @param faults what was done to the clusters
 */
record SeedReport(
    long seeds,
    int builds,
    List<Long> failed,
    long events,
    long virtualMillis,
    long elapsedMillis,
    Map<String, Long> counts,
    Map<String, Long> faults) {}
