package cbdc.issuer.core;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.issuer.core.AuditNote.Action;
import cbdc.testkit.Row;
import cbdc.testkit.Tables;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class AuditEntryTest {
  private static final OrderId ORDER = new OrderId(1, 2, 1);
  private static final AuditNote NOTE = new AuditNote(Action.ORDER_APPROVED, ORDER, "a key");
  private static final AuditEntry FIRST = AuditEntry.after(null, 1_000, "alice", NOTE);
  private static final AuditEntry SECOND = AuditEntry.after(FIRST, 2_000, "bob", NOTE);

  @Test
  void shouldChainEachLineToTheOneBefore() {
    assertThat(FIRST.follows(null)).isTrue();
    assertThat(SECOND.follows(FIRST)).isTrue();
    assertThat(SECOND.number()).isEqualTo(2);
    assertThat(SECOND.follows(null)).isFalse();
    assertThat(FIRST.follows(SECOND)).isFalse();
  }

  /** A line of the log that was changed. */
  record Altered(String name, AuditEntry entry) implements Row {}

  @TestFactory
  Stream<DynamicTest> shouldFindEveryFieldThatWasAltered() {
    byte[] hash = SECOND.hash();
    return Tables.tests(
        List.of(
            new Altered("number", new AuditEntry(3, 2_000, "bob", NOTE, hash)),
            new Altered("time", new AuditEntry(2, 2_001, "bob", NOTE, hash)),
            new Altered("actor", new AuditEntry(2, 2_000, "rob", NOTE, hash)),
            new Altered(
                "action",
                new AuditEntry(
                    2, 2_000, "bob", new AuditNote(Action.ORDER_DRAFTED, ORDER, "a key"), hash)),
            new Altered(
                "order",
                new AuditEntry(
                    2,
                    2_000,
                    "bob",
                    new AuditNote(Action.ORDER_APPROVED, new OrderId(1, 3, 1), "a key"),
                    hash)),
            new Altered(
                "detail",
                new AuditEntry(
                    2, 2_000, "bob", new AuditNote(Action.ORDER_APPROVED, ORDER, "no key"), hash)),
            new Altered("hash", new AuditEntry(2, 2_000, "bob", NOTE, FIRST.hash()))),
        row -> assertThat(row.entry().follows(FIRST)).isFalse());
  }

  @Test
  void shouldNoteEveryChangeOfAnOrderAsWhatItIs() {
    DeskFixture t = new DeskFixture();
    OrderRecord drafted = t.draft(OrderDraft.issue(1, 100));
    assertThat(AuditNote.ofNew(drafted).action()).isEqualTo(Action.ORDER_DRAFTED);
    assertThat(AuditNote.ofNew(drafted).detail()).contains("issue 1.00 to bank 0001", "sha256");
    OrderRecord approved =
        drafted.with(
            new OrderRecord.Signed(OrderSigning.approve(Keys.BOB, drafted.bytes()), "bob", 1));
    assertThat(AuditNote.ofChange(drafted, approved).action()).isEqualTo(Action.ORDER_APPROVED);
    assertThat(AuditNote.ofChange(drafted, approved).detail()).contains("approval 1 of 2");
    var id = t.ids.next();
    OrderRecord sent = approved.with(new Progress.Sent(id, 1));
    assertThat(AuditNote.ofChange(approved, sent).action()).isEqualTo(Action.ORDER_SUBMITTED);
    assertThat(AuditNote.ofChange(sent, sent.with(new Progress.Executed(id, 1))).action())
        .isEqualTo(Action.ORDER_EXECUTED);
    assertThat(
            AuditNote.ofChange(
                    sent,
                    sent.with(
                        new Progress.Refused(
                            id, cbdc.protocol.RejectionCode.ORDER_OVER_QUOTA, 7, 1)))
                .detail())
        .contains("ORDER_OVER_QUOTA");
    assertThat(AuditNote.ofChange(sent, sent.with(new Progress.Open())).action())
        .isEqualTo(Action.ORDER_NOT_RECEIVED);
    assertThat(AuditNote.ofChange(approved, approved.with(new Progress.Withdrawn(1))).action())
        .isEqualTo(Action.ORDER_WITHDRAWN);
  }
}
