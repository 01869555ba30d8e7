package cbdc.simulator.load;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.load.record.Audit;
import cbdc.load.record.Outcome;
import cbdc.load.record.PaymentsFile;
import cbdc.load.record.RequestKind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What was told, against statements that are right, and ones that are wrong in each way. */
class StatementsTest {
  private static final UUID ID = new UUID(0x0123_4567_89AB_7000L, 0x8000_0000_0000_0002L);
  private static final UUID RELEASE = new UUID(0x0123_4567_89AB_7000L, 0x8000_0000_0000_0003L);
  private static final String PAYER = "payer";
  private static final String PAYEE = "payee";
  private static final String VAULT = "vault";

  private final Statements statements = new Statements(Set.of(PAYER, PAYEE));

  private static Statements.Line line(
      long sequence, String kind, String counter, long amount, long after) {
    return new Statements.Line(sequence, kind, ID, counter, amount, after);
  }

  private void paid(int times) {
    for (int i = 1; i <= times; i++) {
      statements.add(PAYER, List.of(line(i, "paid", PAYEE, -5, 100 - 5L * i)));
    }
  }

  private void received(int times) {
    for (int i = 1; i <= times; i++) {
      statements.add(PAYEE, List.of(line(i, "received", PAYER, 5, 5L * i)));
    }
  }

  private Audit told(RequestKind kind, Outcome outcome) {
    AuditBook book = new AuditBook();
    boolean isRelease = kind == RequestKind.RELEASE;
    UUID id = isRelease ? RELEASE : ID;
    boolean isConserved =
        statements.writeTo(book, Set.of(id), isRelease ? Map.of(RELEASE, ID) : Map.of());
    book.compare(new PaymentsFile.Entry(id, kind, outcome, 5));
    return book.result("a test", 0, isConserved, null);
  }

  @Test
  void shouldFindAPaymentThatLeftAndCame() {
    paid(1);
    received(1);

    assertThat(told(RequestKind.PAYMENT, Outcome.SETTLED).isClean()).isTrue();
  }

  @Test
  void shouldMissWhatIsOnNoStatement() {
    assertThat(told(RequestKind.PAYMENT, Outcome.SETTLED).lost()).isEqualTo(1);
  }

  @Test
  void shouldSeeMoneyThatLeftAndNeverCame() {
    paid(1);

    Audit found = told(RequestKind.PAYMENT, Outcome.SETTLED);

    assertThat(found.conserved()).isFalse();
    assertThat(found.findings()).singleElement().asString().startsWith("HALF");
  }

  @Test
  void shouldSeeMoneyThatCameTwice() {
    paid(2);
    received(2);

    assertThat(told(RequestKind.PAYMENT, Outcome.SETTLED).doubled()).isEqualTo(1);
  }

  @Test
  void shouldTakeBackWhatWasReturned() {
    paid(1);
    statements.add(PAYER, List.of(line(2, "returned", PAYEE, 5, 100)));

    assertThat(told(RequestKind.PAYMENT, Outcome.DECLINED).isClean()).isTrue();
    assertThat(told(RequestKind.PAYMENT, Outcome.SETTLED).lost()).isEqualTo(1);
  }

  @Test
  void shouldSeeARefusedPaymentThatWasPaid() {
    paid(1);
    received(1);

    assertThat(told(RequestKind.PAYMENT, Outcome.DECLINED).doubled()).isEqualTo(1);
  }

  @Test
  void shouldFindCashOnOneStatement() {
    statements.add(PAYER, List.of(line(1, "received", VAULT, 5, 5)));

    assertThat(told(RequestKind.CASH_IN, Outcome.SETTLED).isClean()).isTrue();
  }

  @Test
  void shouldFindACaptureByTheHoldersLine() {
    statements.add(PAYER, List.of(line(1, "hold_captured", PAYEE, 0, 5)));
    received(1);

    assertThat(told(RequestKind.CAPTURE, Outcome.SETTLED).isClean()).isTrue();
  }

  @Test
  void shouldFindAHoldAndItsReleaseByTheHold() {
    statements.add(
        PAYER,
        List.of(line(2, "hold_released", PAYEE, 5, 10), line(1, "hold_placed", PAYEE, -5, 5)));

    assertThat(told(RequestKind.HOLD, Outcome.SETTLED).isClean()).isTrue();
    assertThat(told(RequestKind.RELEASE, Outcome.SETTLED).isClean()).isTrue();
  }

  @Test
  void shouldMissAReleaseOfAHoldThatStands() {
    statements.add(PAYER, List.of(line(1, "hold_placed", PAYEE, -5, 5)));

    assertThat(told(RequestKind.RELEASE, Outcome.SETTLED).lost()).isEqualTo(1);
  }

  @Test
  void shouldSeeAStatementWithAGap() {
    statements.add(PAYER, List.of(line(3, "paid", PAYEE, -5, 85), line(1, "paid", VAULT, -5, 95)));

    assertThat(told(RequestKind.PAYMENT, Outcome.UNKNOWN).findings())
        .contains("BROKEN the statement of payer has a gap");
  }

  @Test
  void shouldSeeABalanceThatDoesNotFollow() {
    statements.add(PAYER, List.of(line(2, "paid", PAYEE, -5, 85), line(1, "paid", VAULT, -5, 95)));

    assertThat(told(RequestKind.PAYMENT, Outcome.UNKNOWN).conserved()).isFalse();
  }
}
