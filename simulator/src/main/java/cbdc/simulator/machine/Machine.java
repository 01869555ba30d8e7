package cbdc.simulator.machine;

import cbdc.simulator.child.JvmOptions;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What a benchmark ran on. A figure without it says little.
 *
 * @param commit of the sources, with {@code +} after it when they were changed; "unknown" outside a
 *     checkout
 * @param jdk version of Java
 * @param processors that this process may use
 * @param memoryMib of the machine, MiB
 * @param loadAverage processes that wanted to run during the last minute, before the benchmark;
 *     negative when the system does not tell
 * @param heapMib largest heap of this process, MiB
 * @param jvmOptions of this process, those that decide about speed
 * @param diskSync how long the disk takes to sync 4 KiB
 */
public record Machine(
    String commit,
    String jdk,
    int processors,
    long memoryMib,
    double loadAverage,
    long heapMib,
    List<String> jvmOptions,
    DiskProbe.SyncTimes diskSync) {
  private static final long GIT_SECONDS = 10;

  /** Looks at this machine; takes up to three seconds for the disk. */
  public static Machine look(Path dir) throws IOException, InterruptedException {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return new Machine(
        headCommit(),
        Runtime.version().toString(),
        Runtime.getRuntime().availableProcessors(),
        memoryBytes() >> 20,
        load,
        Runtime.getRuntime().maxMemory() >> 20,
        JvmOptions.ofThisProcess().aboutSpeed(),
        DiskProbe.measure(dir));
  }

  /**
   * The heap of a process when none was given: two fifths of the machine's memory for all of them
   * together, MiB.
   */
  public static long heapMib(int processes) {
    return Math.max(256, (memoryBytes() >> 20) * 2 / 5 / processes);
  }

  private static long memoryBytes() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }

  /** Prints it for people. */
  public void print(PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "Commit %s, JDK %s, %d processors, %,d MiB of memory, load average %.1f.%n"
            + "This process: heap up to %,d MiB, %s.%n"
            + "Disk: %d synced writes of 4 KiB, p50 %.2f ms, p99 %.2f ms, longest %.1f ms.%n",
        commit,
        jdk,
        processors,
        memoryMib,
        loadAverage,
        heapMib,
        String.join(" ", jvmOptions),
        diskSync.writes(),
        diskSync.p50Millis(),
        diskSync.p99Millis(),
        diskSync.maxMillis());
    out.flush();
  }

  /** The commit of the sources, as {@link #commit} has it. */
  public static String headCommit() throws InterruptedException {
    try {
      Path code =
          Path.of(Machine.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      String head = git(code.getParent(), "rev-parse", "--short=10", "HEAD");
      boolean isChanged = !git(code.getParent(), "status", "--porcelain", "-uno").isEmpty();
      return head + (isChanged ? "+" : "");
    } catch (IOException | URISyntaxException e) {
      return "unknown";
    }
  }

  private static String git(Path folder, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
    command.addAll(List.of(arguments));
    Process git =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try {
      String answer =
          new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (!git.waitFor(GIT_SECONDS, TimeUnit.SECONDS) || git.exitValue() != 0) {
        throw new IOException("git failed");
      }
      return answer;
    } finally {
      git.destroyForcibly();
    }
  }
}
