package cbdc.settlement.node.shard;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.EntryKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditScheduleTest {
  private final AuditSchedule schedule = new AuditSchedule(500, 0);

  @Test
  void shouldBeDueAfterSoManyEntries() {
    assertThat(schedule.isDue(applied(EntryKind.BATCH), 1_499, 1)).isFalse();
    assertThat(schedule.isDue(applied(EntryKind.BATCH), 1_500, 1)).isTrue();
    schedule.logged(1_500, 1);
    assertThat(schedule.isDue(applied(EntryKind.BATCH), 1_501, 1)).isFalse();
  }

  @Test
  void shouldBeDueSomeTimeAfterABatchButNotAfterItsOwnMark() {
    long later = AuditSchedule.EVERY_NANOS;
    assertThat(schedule.isDue(applied(EntryKind.BATCH), 501, later - 1)).isFalse();
    assertThat(schedule.isDue(applied(EntryKind.BATCH), 501, later)).isTrue();
    assertThat(schedule.isDue(applied(EntryKind.AUDIT_MARK), 502, later)).isFalse();
    assertThat(schedule.isDue(null, 0, later)).isFalse();
  }

  private static AppliedBatch applied(byte kind) {
    return new AppliedBatch(1, 1, new byte[] {kind}, new byte[0], List.of());
  }
}
