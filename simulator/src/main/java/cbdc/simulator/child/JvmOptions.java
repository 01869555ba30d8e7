package cbdc.simulator.child;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Options of a JVM: what a process of nodes takes over from this one. */
public record JvmOptions(List<String> all) {

  /** What names a file or port that two processes cannot share, or a heap for this process only. */
  private static final List<String> OWN =
      List.of(
          "-Xmx",
          "-Xms",
          "-XX:MaxRAMPercentage",
          "-XX:InitialRAMPercentage",
          "-XX:StartFlightRecording",
          "-XX:FlightRecorderOptions",
          "-Xlog",
          "-agentlib",
          "-agentpath",
          "-javaagent",
          "-Dcom.sun.management");

  /** What this process was started with. */
  public static JvmOptions ofThisProcess() {
    return new JvmOptions(ManagementFactory.getRuntimeMXBean().getInputArguments());
  }

  /** The same for another process, with a heap of its own. */
  public JvmOptions forProcessWithHeap(long mebibytes) {
    List<String> options = new ArrayList<>();
    all.stream().filter(option -> OWN.stream().noneMatch(option::startsWith)).forEach(options::add);
    options.add("-Xmx" + mebibytes + "m");
    return new JvmOptions(List.copyOf(options));
  }

  /** Those that decide about speed: heap, collector, assertions. */
  public List<String> aboutSpeed() {
    return all.stream()
        .filter(option -> Stream.of("-X", "-ea").anyMatch(option::startsWith))
        .toList();
  }
}
