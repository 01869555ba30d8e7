package cbdc.simulator.drill.fault;

import cbdc.simulator.drill.cluster.DrillCluster;
import cbdc.simulator.drill.load.DrillBank;
import cbdc.simulator.drill.load.Recorder;

/**
 * Where a fault happens.
 *
 * @param bank whose load runs; through it the issuer's orders go
 * @param recorder hears what a fault's own clients are told
 */
public record Scene(DrillCluster cluster, DrillBank bank, Recorder recorder) {}
