package cbdc.settlement.node.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microraft.RaftConfig;
import org.junit.jupiter.api.Test;

class RaftSettingsTest {

  @Test
  void shouldTellMicroRaftWhatTheClockMakesOfIt() {
    RaftConfig config = RaftSettings.defaults().toRaftConfig(0);

    assertThat(config.getLeaderHeartbeatPeriodSecs()).as("200 ms").isEqualTo(1);
    assertThat(config.getLeaderHeartbeatTimeoutSecs()).as("1 s").isEqualTo(5);
    assertThat(config.getLeaderElectionTimeoutMillis()).as("200 ms").isEqualTo(1_000);
    assertThat(config.getCommitCountToTakeSnapshot()).isEqualTo(10_000);
    assertThat(config.isTransferSnapshotsFromFollowersEnabled()).isFalse();
  }

  @Test
  void shouldMakeRoomForALogThatIsLongerThanUsual() {
    assertThat(RaftSettings.defaults().toRaftConfig(15_000).getMaxPendingLogEntryCount())
        .isGreaterThan(15_000);
  }

  @Test
  void shouldRefuseBoundsThatAreNone() {
    assertThatThrownBy(() -> new RaftSettings(0, 1, 1, 1, 1, 1, 1))
        .hasMessageContaining("snapshotEveryEntries");
    assertThatThrownBy(() -> new RaftSettings(1, 1, 1, (1 << 20) + 1, 1, 1, 1))
        .hasMessageContaining("maxAppendBytes");
  }
}
