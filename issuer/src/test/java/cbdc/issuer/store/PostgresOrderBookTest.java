package cbdc.issuer.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.issuer.core.AuditEntry;
import cbdc.issuer.core.AuditNote.Action;
import cbdc.issuer.core.Keys;
import cbdc.issuer.core.LedgerDay;
import cbdc.issuer.core.OrderArchive;
import cbdc.issuer.core.OrderArchive.OrderFilter;
import cbdc.issuer.core.OrderBook.Found;
import cbdc.issuer.core.OrderDesk;
import cbdc.issuer.core.OrderDraft;
import cbdc.issuer.core.OrderId;
import cbdc.issuer.core.OrderRecord;
import cbdc.issuer.core.OrderRecord.LedgerTerms;
import cbdc.issuer.core.OrderRecord.Signed;
import cbdc.issuer.core.OrderSigning;
import cbdc.issuer.core.Progress;
import cbdc.issuer.core.SupplyReport;
import cbdc.issuer.core.SupplyReport.BankLine;
import cbdc.protocol.CommandId;
import cbdc.protocol.OrderCodec;
import cbdc.protocol.RejectionCode;
import cbdc.testkit.ManualClock;
import cbdc.testkit.Row;
import cbdc.testkit.Tables;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class PostgresOrderBookTest {
  private static final CommandId COMMAND = CommandId.of(1_700_000_000_000L, 1, 2);
  private static final long AT = 1_700_000_000_123L;
  private static final int LAST_DAY = 20_000;

  private final ManualClock clock = new ManualClock(Instant.parse("2023-11-22T10:00:00.123Z"));
  private TestDatabase test;
  private PostgresOrderBook book;
  private OrderArchive archive;

  @BeforeEach
  void open() {
    test = new TestDatabase();
    book = new PostgresOrderBook(test.database(), clock, "alice");
    archive = new PostgresArchive(test.database());
  }

  @AfterEach
  void close() {
    test.close();
  }

  private static OrderRecord order(int bank, int number, int attempt) {
    byte[] bytes =
        OrderCodec.encode(OrderDraft.issue(bank, 12_345).numbered(Keys.CLUSTER, number, LAST_DAY));
    return new OrderRecord(
        new OrderId(bank, number, attempt),
        1,
        bytes,
        OrderSigning.sealAsMaker(Keys.ALICE, bytes),
        "alice",
        AT,
        new LedgerTerms(2, Keys.PUBLIC, 8 * 3600),
        List.of(),
        new Progress.Open());
  }

  private static OrderRecord next(OrderRecord r, List<Signed> approvals, Progress progress) {
    return new OrderRecord(
        r.id(),
        r.version() + 1,
        r.bytes(),
        r.seal(),
        r.madeBy(),
        r.draftedAtMillis(),
        r.terms(),
        approvals,
        progress);
  }

  private static OrderRecord approved(OrderRecord r) {
    Signed signed = new Signed(OrderSigning.approve(Keys.BOB, r.bytes()), "bob", AT + 1);
    return next(r, List.of(signed), new Progress.Open());
  }

  /** A progress that must come back as it was. */
  record ProgressRow(String name, Progress progress, Action action) implements Row {}

  @TestFactory
  Stream<DynamicTest> shouldKeepEverythingWithItsLineInTheAuditLog() {
    return Tables.tests(
        List.of(
            new ProgressRow("not received", new Progress.Open(), Action.ORDER_NOT_RECEIVED),
            new ProgressRow("sent", new Progress.Sent(COMMAND, AT + 2), Action.ORDER_SUBMITTED),
            new ProgressRow(
                "executed", new Progress.Executed(COMMAND, AT + 2), Action.ORDER_EXECUTED),
            new ProgressRow(
                "refused",
                new Progress.Refused(COMMAND, RejectionCode.ORDER_OVER_RESERVES, 77, AT + 2),
                Action.ORDER_REFUSED),
            new ProgressRow("withdrawn", new Progress.Withdrawn(AT + 2), Action.ORDER_WITHDRAWN)),
        row -> {
          test.lose();
          OrderRecord first = order(1, 5, 1);
          assertThat(book.add(first)).isTrue();
          assertThat(book.add(first)).isFalse();
          assertThat(book.find(first.id())).isEqualTo(new Found.Present(first));
          OrderRecord second = approved(first);
          assertThat(book.replace(second)).isTrue();
          OrderRecord third = next(second, second.approvals(), row.progress());
          assertThat(book.replace(third)).isTrue();
          assertThat(book.replace(third)).isFalse();
          assertThat(book.find(first.id())).isEqualTo(new Found.Present(third));
          assertThat(book.list().orders()).containsExactly(third);
          List<AuditEntry> log = archive.audit(OptionalLong.empty(), 10).page().items();
          assertThat(log)
              .extracting(entry -> entry.note().action())
              .containsExactly(Action.ORDER_DRAFTED, Action.ORDER_APPROVED, row.action());
          assertThat(log).extracting(AuditEntry::actor).containsOnly("alice");
          assertThat(log).extracting(AuditEntry::atMillis).containsOnly(clock.millis());
          assertThat(archive.auditHead()).contains(log.getLast());
          assertThat(archive.audit(OptionalLong.empty(), 10).faults()).isEmpty();
        });
  }

  @Test
  void shouldLetOnlyTheNextVersionReplaceAnOrder() {
    OrderRecord first = order(1, 5, 1);
    book.add(first);
    OrderRecord second = next(first, List.of(), new Progress.Withdrawn(AT));
    assertThat(book.replace(next(second, List.of(), new Progress.Withdrawn(AT)))).isFalse();
    assertThat(book.replace(order(1, 6, 1))).isFalse();
    assertThat(book.replace(second)).isTrue();
    assertThat(archive.auditHead()).map(AuditEntry::number).contains(2L);
  }

  @Test
  void shouldFindTheOrdersOfABankFromANumberOn() {
    for (OrderRecord order :
        List.of(order(1, 5, 1), order(1, 6, 1), order(1, 6, 2), order(2, 6, 1))) {
      book.add(order);
    }
    assertThat(book.numberedFrom(1, 6))
        .extracting(OrderRecord::id)
        .containsExactly(new OrderId(1, 6, 1), new OrderId(1, 6, 2));
    assertThat(book.numberedFrom(3, 1)).isEmpty();
  }

  /** What somebody with the database's password could do to an order, and how it is found. */
  record Tampering(String name, String sql, String words) implements Row {}

  @TestFactory
  Stream<DynamicTest> shouldFindWhatWasAltered() {
    return Tables.tests(
        List.of(
            new Tampering("bytes", "update orders set bytes = set_byte(bytes, 40, 99)", "altered"),
            new Tampering("cut bytes", "update orders set bytes = '\\x01'", "no order"),
            new Tampering("kind", "update orders set kind = 'redeem'", "kind or last valid day"),
            new Tampering(
                "last valid day",
                "update orders set last_valid_day = 30000",
                "kind or last valid day"),
            new Tampering(
                "maker",
                "update orders set maker_key = maker_key + 1",
                "valid signature of the one"),
            new Tampering(
                "number",
                "update orders set number = 6; update approvals set number = 6",
                "another bank or number"),
            new Tampering(
                "approval's key",
                "update approvals set key_id = key_id + 1",
                "does not fit its bytes"),
            new Tampering(
                "approval's signature",
                "update approvals set signature = set_byte(signature, 3, (get_byte(signature, 3) + 1) % 256)",
                "does not fit its bytes"),
            new Tampering("approval taken out", "delete from approvals", "taken out or put in"),
            new Tampering(
                "approvals renumbered", "update approvals set ordinal = 2", "taken out or put in"),
            new Tampering(
                "issuer's keys", "update orders set issuer_keys = array['nonsense']", "altered")),
        row -> {
          test.lose();
          OrderRecord first = order(1, 5, 1);
          book.add(first);
          book.replace(approved(first));
          test.execute("alter table approvals drop constraint approvals_bank_number_attempt_fkey");
          test.execute(row.sql());
          OrderDesk desk = new OrderDesk(book, Keys.CLUSTER, false, clock);
          OrderId id = new OrderId(1, row.name().equals("number") ? 6 : 5, 1);
          assertThat(desk.show(id).toString()).contains("ORDER_ALTERED").contains(row.words());
        });
  }

  @Test
  void shouldLetNobodyChangeTheAuditLog() {
    book.add(order(1, 5, 1));
    for (String sql :
        List.of(
            "update audit_log set actor = 'bob'", "delete from audit_log", "truncate audit_log")) {
      assertThatThrownBy(() -> test.execute(sql)).hasMessageContaining("append only");
    }
  }

  @Test
  void shouldFindWhatWasDoneToTheAuditLogAllTheSame() {
    for (int number = 1; number <= 4; number++) {
      book.add(order(1, number, 1));
    }
    test.execute("alter table audit_log disable trigger all");
    test.execute("update audit_log set actor = 'mallory' where number = 2");
    // The line that was altered, and the pages on which it can be seen.
    assertThat(archive.audit(OptionalLong.empty(), 10).faults())
        .singleElement()
        .asString()
        .contains("line 2 ");
    assertThat(archive.audit(OptionalLong.of(4), 10).faults()).isEmpty();
    test.execute("delete from audit_log where number = 3");
    assertThat(archive.audit(OptionalLong.empty(), 10).faults()).hasSize(2);
    assertThat(archive.audit(OptionalLong.of(4), 10).faults()).hasSize(1);
    test.execute("update audit_log set action = 'NOTHING' where number = 4");
    assertThat(archive.audit(OptionalLong.empty(), 10).faults())
        .anySatisfy(fault -> assertThat(fault).contains("line 4 was altered"));
  }

  @Test
  void shouldReadTheAuditLogByPage() {
    for (int number = 1; number <= 5; number++) {
      book.add(order(1, number, 1));
    }
    List<Long> numbers = new ArrayList<>();
    OptionalLong cursor = OptionalLong.empty();
    do {
      OrderArchive.AuditPage page = archive.audit(cursor, 2);
      page.page().items().forEach(entry -> numbers.add(entry.number()));
      assertThat(page.faults()).isEmpty();
      cursor = page.page().next();
    } while (cursor.isPresent());
    assertThat(numbers).containsExactly(1L, 2L, 3L, 4L, 5L);
  }

  @Test
  void shouldNoteNothingWhereTheChangeIsNotCommitted() {
    OrderRecord first = order(1, 5, 1);
    test.execute(
        "create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$");
    test.execute(
        "create trigger refuse before insert on audit_log for each statement execute function refuse()");
    assertThatThrownBy(() -> book.add(first)).hasMessageContaining("no");
    assertThat(book.find(first.id())).isEqualTo(new Found.Absent(""));
  }

  @Test
  void shouldListOrdersByPageNewestFirst() {
    book.add(order(1, 1, 1));
    book.add(order(2, 1, 1));
    book.add(order(1, 2, 1));
    book.replace(approved(order(1, 2, 1)));
    assertThat(ids(new OrderFilter(Optional.empty(), OptionalInt.empty())))
        .containsExactly("0001-00002-1", "0002-00001-1", "0001-00001-1");
    assertThat(ids(new OrderFilter(Optional.empty(), OptionalInt.of(1))))
        .containsExactly("0001-00002-1", "0001-00001-1");
    assertThat(ids(new OrderFilter(Optional.of("APPROVED"), OptionalInt.empty())))
        .containsExactly("0001-00002-1");
    assertThat(archive.orderCounts(clock.millis()))
        .containsEntry(new OrderArchive.OrderCount("issue", "DRAFTED"), 2L)
        .containsEntry(new OrderArchive.OrderCount("issue", "APPROVED"), 1L);
  }

  private List<String> ids(OrderFilter filter) {
    List<String> ids = new ArrayList<>();
    OptionalLong cursor = OptionalLong.empty();
    do {
      OrderArchive.Page<OrderArchive.Listed> page =
          archive.orders(filter, cursor, 1, clock.millis());
      page.items().forEach(listed -> ids.add(listed.id().toString()));
      cursor = page.next();
    } while (cursor.isPresent());
    return ids;
  }

  @Test
  void shouldListAnOrderAsExpiredFromTheDayAfterItsLast() {
    book.add(order(1, 1, 1));
    OrderFilter expired = new OrderFilter(Optional.of("EXPIRED"), OptionalInt.empty());
    OrderFilter drafted = new OrderFilter(Optional.of("DRAFTED"), OptionalInt.empty());
    long midnight = (LAST_DAY + 1) * 86_400_000L - 8 * 3_600_000L;
    assertThat(LedgerDay.of(midnight - 1, 8 * 3600)).isEqualTo(LAST_DAY);
    for (long now : List.of(midnight - 1, midnight)) {
      boolean isOver = now == midnight;
      assertThat(archive.orders(expired, OptionalLong.empty(), 9, now).items())
          .hasSize(isOver ? 1 : 0);
      assertThat(archive.orders(drafted, OptionalLong.empty(), 9, now).items())
          .hasSize(isOver ? 0 : 1);
      assertThat(archive.orderCounts(now))
          .containsOnlyKeys(new OrderArchive.OrderCount("issue", isOver ? "EXPIRED" : "DRAFTED"));
    }
  }

  private static SupplyReport report(long issued) {
    return new SupplyReport(
        issued,
        10,
        issued - 10,
        issued - 10,
        0,
        2 * issued,
        List.of(
            new BankLine(1, issued, 10, issued - 10, 900, 5, 6),
            new BankLine(2, 0, 0, 0, 900, 7, 8)),
        List.of(),
        List.of(),
        issued == 30 ? List.of("broken") : List.of());
  }

  @Test
  void shouldKeepTheSupplyOverTimeAndForgetWhatIsOld() {
    for (int i = 1; i <= 4; i++) {
      archive.keepSample(i * 1_000L, report(i * 10L), 2_000);
    }
    var all = archive.samples(0, 9_000, OptionalInt.empty(), OptionalLong.empty(), 10).items();
    assertThat(all).extracting(sample -> sample.atMillis()).containsExactly(2_000L, 3_000L, 4_000L);
    assertThat(all).extracting(sample -> sample.isConserved()).containsExactly(true, false, true);
    assertThat(all.getLast().banks()).isEqualTo(report(40).banks());
    assertThat(all.getLast().circulation()).isEqualTo(30);
    var page = archive.samples(2_500, 4_000, OptionalInt.of(2), OptionalLong.empty(), 1);
    assertThat(page.items()).singleElement().extracting(s -> s.atMillis()).isEqualTo(3_000L);
    assertThat(page.items().getFirst().banks())
        .containsExactly(new BankLine(2, 0, 0, 0, 900, 7, 8));
    var second = archive.samples(2_500, 4_000, OptionalInt.of(2), page.next(), 1);
    assertThat(second.items()).singleElement().extracting(s -> s.atMillis()).isEqualTo(4_000L);
    assertThat(second.next()).isEmpty();
  }
}
