package cbdc.load.record;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a run was made on: a figure without it says little.
 *
 * @param commit of the program, "unknown" where nobody told
 * @param jdk version of Java of the injector
 * @param system name, version and architecture of the operating system
 * @param processor model, or "unknown"
 * @param cores that the injector may use
 * @param memoryMib of the machine, or of the container
 * @param loadAverage processes that wanted to run during the minute before; negative where the
 *     system does not tell
 */
public record Conditions(
    String commit,
    String jdk,
    String system,
    String processor,
    int cores,
    long memoryMib,
    double loadAverage) {
  /** Looks at this machine. */
  public static Conditions look(String commit) {
    var system =
        ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
    return new Conditions(
        commit,
        Runtime.version().toString(),
        system.getName() + " " + system.getVersion() + " " + system.getArch(),
        modelName(),
        system.getAvailableProcessors(),
        system.getTotalMemorySize() >> 20,
        Math.round(system.getSystemLoadAverage() * 100) / 100.0);
  }

  private static String modelName() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException elsewhere) {
      return "unknown";
    }
  }

  /** Whether figures made on both can be compared: same processor, cores, memory and JDK. */
  public boolean isLike(Conditions other) {
    return processor.equals(other.processor)
        && cores == other.cores
        && memoryMib == other.memoryMib
        && jdk.equals(other.jdk);
  }
}
