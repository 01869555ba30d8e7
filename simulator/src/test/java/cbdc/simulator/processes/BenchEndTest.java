package cbdc.simulator.processes;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.simulator.console.ExitCode;
import cbdc.testkit.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** However a benchmark ends, no node outlives it. */
@Timeout(240)
class BenchEndTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final int TERMINATED = 143;

  @TempDir private Path dir;

  @Test
  void shouldStopItsNodesAndDeleteItsDataWhenInterrupted() throws Exception {
    try (BenchProcess bench = startedWithLoad()) {
      List<ProcessHandle> nodes = bench.nodes();
      // Ctrl-C takes the same way; Java has no other signal to send.
      bench.process().destroy();
      assertThat(bench.process().waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(bench.process().exitValue()).as(bench.output()).isEqualTo(TERMINATED);
      assertThat(nodes).hasSize(1).noneMatch(ProcessHandle::isAlive);
      assertThat(bench.output()).doesNotContain("bug", "Exception");
      try (Stream<Path> left = Files.list(dir.resolve("tmp"))) {
        assertThat(left.map(path -> path.getFileName().toString()))
            .noneMatch(name -> name.startsWith("cbdc-bench"));
      }
    }
  }

  @Test
  void shouldNotLeaveNodesBehindWhenItIsKilled() throws Exception {
    try (BenchProcess bench = startedWithLoad()) {
      List<ProcessHandle> nodes = bench.nodes();
      assertThat(nodes).hasSize(1);
      bench.process().destroyForcibly();
      Await.until("the node has ended", LIMIT, () -> !nodes.getFirst().isAlive());
    }
  }

  @Test
  void shouldNameTheLogOfANodeThatEndsByItself() throws Exception {
    try (BenchProcess bench = startedWithLoad()) {
      bench.nodes().getFirst().destroyForcibly();
      assertThat(bench.process().waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(bench.process().exitValue()).as(bench.output()).isEqualTo(ExitCode.FAILED);
      assertThat(bench.output())
          .contains("node-1 ended by itself with exit code 137", "node-1.log");
      String log = bench.output().substring(bench.output().lastIndexOf("its log: ") + 9).strip();
      assertThat(Path.of(log)).exists();
    }
  }

  private BenchProcess startedWithLoad() throws Exception {
    BenchProcess bench =
        BenchProcess.start(
            dir,
            "node",
            "--processes",
            "--node-heap=256",
            "--accounts=20",
            "--shards=3",
            "--window=50",
            "--warm-up=1",
            "--rounds=100",
            "--seconds=1");
    Await.until("load is running", LIMIT, () -> bench.output().contains("round 1 "));
    return bench;
  }
}
