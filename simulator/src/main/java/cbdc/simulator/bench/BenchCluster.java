package cbdc.simulator.bench;

import cbdc.settlement.client.transport.TransportConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A running settlement cluster, as a benchmark needs it. */
interface BenchCluster extends AutoCloseable {
  /** Where clients connect. */
  TransportConfig clients();

  /** How the nodes run, for the conditions. */
  Layout layout();

  /** Processor time used so far by each process of the cluster but this one, by name. */
  Map<String, Duration> processorTimes();

  /** What the first node's store has measured since its start; one line for people. */
  String storeLine();

  /** Stops all nodes. */
  @Override
  void close();

  /**
   * How nodes run.
   *
   * @param nodes how many
   * @param inProcesses true when each has a process of its own
   * @param heapMibPerNode largest heap of each; in one process the heap that all share
   * @param jvmOptions options of the nodes' JVMs that decide about speed
   */
  record Layout(int nodes, boolean inProcesses, long heapMibPerNode, List<String> jvmOptions) {}
}
