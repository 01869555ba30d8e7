package cbdc.simulator.load;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.load.record.Audit;
import cbdc.load.record.Outcome;
import cbdc.load.record.PaymentsFile;
import cbdc.load.record.RequestKind;
import cbdc.protocol.Command;
import cbdc.protocol.CommandId;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.Text;
import cbdc.simulator.drill.check.JournalEntry;
import cbdc.simulator.drill.check.JournalEntry.Credited;
import cbdc.simulator.drill.check.JournalEntry.Execution;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What was told, against journals that are right, and ones that are wrong in each way. */
class JournalAuditTest {
  private static final UUID ID = new UUID(0x0123_4567_89AB_7000L, 0x8000_0000_0000_0001L);
  private static final CommandId COMMAND =
      new CommandId(ID.getMostSignificantBits(), ID.getLeastSignificantBits());
  private static final cbdc.protocol.Outcome SETTLED = new cbdc.protocol.Outcome.Settled();
  private static final cbdc.protocol.Outcome PENDING = new cbdc.protocol.Outcome.Pending();
  private static final cbdc.protocol.Outcome REJECTED =
      new cbdc.protocol.Outcome.Rejected(RejectionCode.INSUFFICIENT_FUNDS, 0, 0);

  private final AuditBook book = new AuditBook();
  private final JournalAudit audit = new JournalAudit(book);

  private static Execution paid(long amount, cbdc.protocol.Outcome outcome, boolean isDuplicate) {
    return new Execution(
        new Command.Pay(COMMAND, 1, 2, amount, Text.EMPTY, Text.EMPTY), outcome, isDuplicate);
  }

  private void journal(List<CommandId> finals, Execution... executions) {
    audit.follow(new JournalEntry(0, 1, 1, 1, finals, List.of(), List.of(executions)));
  }

  private Audit told(Outcome outcome) {
    book.compare(new PaymentsFile.Entry(ID, RequestKind.PAYMENT, outcome, 5));
    return book.result("a test", 1, true, "00");
  }

  @Test
  void shouldFindAnAcknowledgedPaymentOnce() {
    journal(List.of(), paid(5, SETTLED, false), paid(5, SETTLED, true));

    Audit found = told(Outcome.SETTLED);

    assertThat(found.isClean()).isTrue();
    assertThat(found.line()).isEqualTo("acknowledged 1, lost 0, doubled 0");
  }

  @Test
  void shouldFindAPaymentBetweenShardsWhenItsEndHasCome() {
    journal(List.of(), paid(5, PENDING, false));
    journal(List.of(COMMAND));

    assertThat(told(Outcome.SETTLED).isClean()).isTrue();
  }

  /** As a system leaves it that is stopped under load: the payer's shard has not heard yet. */
  @Test
  void shouldFindAPaymentBetweenShardsByItsCredit() {
    journal(List.of(), paid(5, PENDING, false));
    arrival(Optional.empty());

    assertThat(told(Outcome.UNKNOWN).unknownSettled()).isEqualTo(1);
    assertThat(told(Outcome.SETTLED).isClean()).isTrue();
    journal(List.of(COMMAND));
    assertThat(told(Outcome.SETTLED).isClean()).as("credited, and heard of, is once").isTrue();
    arrival(Optional.empty());
    assertThat(told(Outcome.SETTLED).doubled()).isEqualTo(1);
  }

  @Test
  void shouldNotTakeARefusedArrivalForACredit() {
    journal(List.of(), paid(5, PENDING, false));
    arrival(Optional.of(RejectionCode.ACCOUNT_CLOSED));

    assertThat(told(Outcome.DECLINED).isClean()).isTrue();
    assertThat(told(Outcome.SETTLED).lost()).isEqualTo(1);
  }

  private void arrival(Optional<RejectionCode> refusal) {
    audit.follow(
        new JournalEntry(
            1, 1, 1, 1, List.of(), List.of(new Credited(COMMAND, 2, 5, refusal)), List.of()));
  }

  @Test
  void shouldMissWhatIsNotThereOrNotFinalOrAnotherAmount() {
    assertThat(told(Outcome.SETTLED).lost()).isEqualTo(1);
    journal(List.of(), paid(5, PENDING, false));
    assertThat(told(Outcome.SETTLED).lost()).isEqualTo(2);
    journal(List.of(), paid(6, SETTLED, false));
    assertThat(told(Outcome.SETTLED).lost()).isEqualTo(3);
  }

  @Test
  void shouldSeeWhatIsThereTwice() {
    journal(List.of(), paid(5, SETTLED, false), paid(5, SETTLED, false));

    Audit found = told(Outcome.SETTLED);

    assertThat(found.doubled()).isEqualTo(1);
    assertThat(found.lost()).isZero();
    assertThat(found.findings()).singleElement().asString().contains("2 times");
  }

  @Test
  void shouldSeeWhatIsThereThoughItWasRefused() {
    journal(List.of(), paid(5, SETTLED, false));

    assertThat(told(Outcome.DECLINED).doubled()).isEqualTo(1);
    assertThat(told(Outcome.FAILED).doubled()).isEqualTo(2);
  }

  @Test
  void shouldResolveWhatNobodySaid() {
    assertThat(told(Outcome.UNKNOWN).unknownNot()).isEqualTo(1);
    journal(List.of(), paid(5, REJECTED, false));
    assertThat(told(Outcome.UNKNOWN).unknownNot()).isEqualTo(2);
    journal(List.of(), paid(5, SETTLED, false));

    Audit found = told(Outcome.UNKNOWN);

    assertThat(found.unknownSettled()).isEqualTo(1);
    assertThat(found.isClean()).isTrue();
  }
}
