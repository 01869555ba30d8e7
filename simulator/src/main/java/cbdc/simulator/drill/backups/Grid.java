package cbdc.simulator.drill.backups;

import cbdc.kit.FreePorts;
import cbdc.simulator.child.JvmOptions;
import cbdc.simulator.console.CommandFailure;
import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Members as processes, and a client with default settings. */
final class Grid implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final long POLL_MILLIS = 100;
  private static final long HEAP_MIB = 256;

  private final List<Process> members = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();
  private final String name;
  private final int backups;
  private final Path dir;
  private HazelcastInstance client;

  private Grid(String name, int backups, Path dir) {
    this.name = name;
    this.backups = backups;
    this.dir = dir;
  }

  /**
   * Starts members, and returns when all have found each other.
   *
   * @param dir gets the members' logs
   */
  static Grid start(String name, int count, int backups, Path dir) throws InterruptedException {
    Grid grid = new Grid(name, backups, dir);
    try {
      FreePorts freePorts = new FreePorts();
      for (int i = 0; i < count; i++) {
        grid.ports.add(freePorts.next());
      }
      for (int i = 0; i < count; i++) {
        grid.members.add(grid.startMember(i));
      }
      ClientConfig config = new ClientConfig().setClusterName(name);
      config.setProperty("hazelcast.logging.type", "slf4j");
      grid.ports.forEach(port -> config.getNetworkConfig().addAddress("127.0.0.1:" + port));
      config
          .getConnectionStrategyConfig()
          .getConnectionRetryConfig()
          .setClusterConnectTimeoutMillis(LIMIT.toMillis());
      grid.client = HazelcastClient.newHazelcastClient(config);
      grid.awaitMembers(count);
      return grid;
    } catch (IOException e) {
      grid.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException | InterruptedException e) {
      grid.close();
      throw e;
    }
  }

  private Process startMember(int number) throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(JvmOptions.ofThisProcess().forProcessWithHeap(HEAP_MIB).all());
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), GridMember.class.getName()));
    words.addAll(List.of(name, String.valueOf(backups), String.valueOf(ports.get(number))));
    ports.forEach(port -> words.add(String.valueOf(port)));
    return new ProcessBuilder(words)
        .redirectErrorStream(true)
        .redirectOutput(dir.resolve(name + "-" + number + ".log").toFile())
        .start();
  }

  HazelcastInstance client() {
    return client;
  }

  /** Waits until the client sees so many members. */
  void awaitMembers(int count) throws InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (client.getCluster().getMembers().size() != count) {
      if (System.nanoTime() > end) {
        throw CommandFailure.failed(
            "there are not %d members within %d s; their logs are in %s"
                .formatted(count, LIMIT.toSeconds(), dir));
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  /** {@code kill -9}. */
  void kill(int member) throws InterruptedException {
    members.get(member).destroyForcibly().waitFor();
  }

  /** {@code SIGSTOP}, and {@code SIGCONT} a while later. */
  void pause(int member, Duration time) throws InterruptedException {
    signal(member, "STOP");
    try {
      TimeUnit.MILLISECONDS.sleep(time.toMillis());
    } finally {
      signal(member, "CONT");
    }
  }

  private void signal(int member, String signal) throws InterruptedException {
    try {
      new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + members.get(member).pid())
          .inheritIO()
          .start()
          .waitFor();
    } catch (IOException e) {
      throw CommandFailure.failed("signals cannot be sent: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    Stream.ofNullable(client).forEach(HazelcastInstance::shutdown);
    members.forEach(Process::destroyForcibly);
    members.forEach(member -> member.onExit().join());
  }
}
