package cbdc.settlement.node.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process killed in the middle of writing, again and again, in the same directory. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class KillTest {
  private static final long SEED = 5;

  @TempDir Path dir;

  @Test
  void shouldFindEverythingAcknowledgedAfterKills() throws IOException, InterruptedException {
    Random random = new Random(SEED);
    long acknowledged = 0;
    for (int round = 0; round < 5; round++) {
      String where = "seed " + SEED + ", round " + round;
      acknowledged = Math.max(acknowledged, runAndKill(100 + random.nextInt(900)));
      try (Replica replica = new Replica(dir, AppendingChild.PAGE_RANGE)) {
        assertThat(replica.raft().lastIndex()).as(where).isGreaterThanOrEqualTo(acknowledged);
        PagedMachine steady = new PagedMachine(AppendingChild.PAGE_RANGE);
        for (long index = 1; index <= replica.raft().lastIndex(); index++) {
          steady.apply(index, 1, AppendingChild.entry(index));
        }
        assertThat(replica.machine().sameAs(steady)).as(where).isTrue();
        assertThat(replica.machine().chain()).as(where).isEqualTo(steady.chain());
        assertThat(replica.raft().completeSnapshotIndex()).as(where).isPositive();
        assertThat(replica.haltReasons()).as(where).isEmpty();
      }
      try (OfflineStore offline = NodeStore.openReadOnly(dir)) {
        assertThat(offline.damage()).as(where).isEmpty();
        long[] last = {0};
        offline.history(Replica.SHARD, record -> last[0] = record.index());
        assertThat(last[0]).as(where).isGreaterThanOrEqualTo(acknowledged);
      }
    }
  }

  private long runAndKill(int lines) throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                AppendingChild.class.getName(),
                dir.toString())
            .redirectErrorStream(false)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    long last = 0;
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(child.getInputStream(), StandardCharsets.US_ASCII))) {
      for (int i = 0; i < lines; i++) {
        String line = out.readLine();
        assertThat(line).as("the child ended by itself").isNotNull();
        last = Long.parseLong(line);
      }
      // Through the handle: Process.destroyForcibly would close the stream before it is read to its
      // end.
      assertThat(child.toHandle().destroyForcibly()).isTrue();
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        // A line may be cut short by the kill; what was printed whole before it counts.
        last = line.length() >= Long.toString(last).length() ? Long.parseLong(line) : last;
      }
    } finally {
      child.destroyForcibly();
      child.waitFor();
    }
    return last;
  }
}
