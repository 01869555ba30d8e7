package cbdc.settlement.node.app;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.settlement.node.shard.RecoveryPoint;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which shards a backup has to read again. */
class NodeBackupTest {
  @Test
  void shouldReadASourceAgainFromWhichAnotherTookMore() {
    assertThat(behind(5, 4)).containsExactly(0);
  }

  @Test
  void shouldAcceptWhatIsOnItsWay() {
    assertThat(behind(4, 5)).isEmpty();
    assertThat(behind(5, 5)).isEmpty();
  }

  private static List<Integer> behind(long takenByShard1, long sentByShard0) {
    return NodeBackup.behind(
        Map.of(
            0, new RecoveryPoint(0, 9, 9, 0, Map.of(1, 0L), Map.of(1, sentByShard0)),
            1, new RecoveryPoint(1, 7, 7, 0, Map.of(0, takenByShard1), Map.of(0, 0L))));
  }
}
