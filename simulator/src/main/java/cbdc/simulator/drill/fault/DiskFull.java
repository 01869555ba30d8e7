package cbdc.simulator.drill.fault;

import cbdc.simulator.child.ChildProcess;
import cbdc.simulator.console.CommandFailure;
import cbdc.simulator.drill.cluster.DrillCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One node's disk fills up: first it takes no new commands, then the node halts, and it comes back
 * when there is room. Its disk is a small file system in memory, whose size is changed; that needs
 * root.
 */
final class DiskFull implements Fault {
  private static final String NODE = "node-3";
  private static final int HALTED = 70;
  private static final long MIB = 1 << 20;

  /** Room at first, and room at which a node refuses, and at which it halts; see StoreOptions. */
  private static final long ENOUGH_MIB = 4_096;

  private static final long LOW_MIB = 1_024;
  private static final long FULL_MIB = 128;
  private static final Duration REFUSING = Duration.ofSeconds(8);
  private static final long HALT_LIMIT_SECONDS = 120;

  @Override
  public String name() {
    return "disk-full";
  }

  @Override
  public String description() {
    return "the disk of one node low for "
        + REFUSING.toSeconds()
        + " s, then full until it halts; restarted with room";
  }

  /** While its disk is low a node leads on and refuses, so clients of its shards wait. */
  @Override
  public boolean isSingle() {
    return false;
  }

  @Override
  public Optional<String> reasonToSkip() {
    return "root".equals(System.getProperty("user.name")) && Files.isExecutable(mount())
        ? Optional.empty()
        : Optional.of("needs root, to mount a small file system");
  }

  private static Path mount() {
    return Stream.of("/usr/bin/mount", "/bin/mount")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(Path.of("/bin/mount"));
  }

  @Override
  public void prepare(DrillCluster cluster) {
    Path data = cluster.data(NODE);
    Path aside = aside(data);
    run("mv", data.toString(), aside.toString());
    run("mkdir", data.toString());
    run(
        mount().toString(),
        "-t",
        "tmpfs",
        "-o",
        "size=" + ENOUGH_MIB + "m",
        "drill",
        data.toString());
    run("cp", "-a", aside + "/.", data.toString());
  }

  @Override
  public void inflict(Scene scene) throws InterruptedException {
    DrillCluster cluster = scene.cluster();
    ChildProcess node = cluster.node(NODE);
    resize(cluster.data(NODE), LOW_MIB);
    TimeUnit.MILLISECONDS.sleep(REFUSING.toMillis());
    resize(cluster.data(NODE), FULL_MIB);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(HALT_LIMIT_SECONDS);
    while (node.isAlive()) {
      if (System.nanoTime() > end) {
        throw CommandFailure.refused(NODE + " does not halt though its disk is full");
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    cluster.ended(node, HALTED);
    resize(cluster.data(NODE), ENOUGH_MIB);
    cluster.start(NODE);
  }

  @Override
  public void restore(DrillCluster cluster) {
    Path data = cluster.data(NODE);
    Path aside = aside(data);
    run("rm", "-rf", aside.toString());
    run("cp", "-a", data.toString(), aside.toString());
    run("umount", data.toString());
    run("rmdir", data.toString());
    run("mv", aside.toString(), data.toString());
  }

  private static Path aside(Path data) {
    return data.resolveSibling(data.getFileName() + ".aside");
  }

  /** Gives the file system a size at which so much is left. */
  private static void resize(Path data, long usableMib) {
    try {
      FileStore store = Files.getFileStore(data);
      long used = (store.getTotalSpace() - store.getUsableSpace()) / MIB;
      run(mount().toString(), "-o", "remount,size=" + (used + usableMib) + "m", data.toString());
    } catch (IOException e) {
      throw CommandFailure.failed("the size of " + data + " cannot be changed: " + e, e);
    }
  }

  /** Runs a command to its end, also while the drill is being ended: a mount must not be left. */
  private static void run(String... words) {
    boolean interrupted = Thread.interrupted();
    try {
      Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int exit = process.onExit().join().exitValue();
      if (exit != 0) {
        throw CommandFailure.failed(String.join(" ", words) + ": " + said);
      }
    } catch (IOException e) {
      throw CommandFailure.failed(words[0] + " cannot be run: " + e.getMessage(), e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
