package cbdc.wallet.store.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.CommandId;
import cbdc.protocol.Text;
import cbdc.protocol.wire.FeedKind;
import cbdc.protocol.wire.FeedRecord;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of a wrong feed is logged and served: it names the place and the rule only. */
class FeedContradictionTest {
  private static final int BANK = 1;
  private static final long ACCOUNT = AccountNumber.of(BANK, 77_000_000_000_001L);
  private static final long OTHER = AccountNumber.of(BANK, 77_000_000_000_002L);
  private static final long AMOUNT = 987_654_321;
  private static final String NOTE = "between us";
  private static final CommandId ID = CommandId.of(1_700_000_000_000L, 1, 1);

  static Stream<Arguments> wrong() {
    return Stream.of(
        Arguments.of(List.of(record(FeedKind.PAID, 0)), "an account was never opened"),
        Arguments.of(
            List.of(open(ACCOUNT), open(OTHER), record(FeedKind.PAID, 0)), "less than nothing"),
        Arguments.of(List.of(open(ACCOUNT), open(ACCOUNT)), "an account is opened twice"),
        Arguments.of(List.of(record(FeedKind.ACCOUNT_OPENED, 200 << 8)), "of unknown kind"),
        Arguments.of(
            List.of(open(ACCOUNT), record(FeedKind.STATUS_CHANGED, 200)), "a status is unknown"),
        Arguments.of(List.of(record(FeedKind.HOLD_CAPTURED, 0)), "a hold was never placed"),
        Arguments.of(
            List.of(record(FeedKind.SETTLED, 0), record(FeedKind.SETTLED, 0)),
            "a payment is told twice, first by shard 0 record 1.0"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void shouldNameThePlaceAndTheRuleOnly(List<FeedRecord> records, String rule) {
    FeedScript script = new FeedScript(1, 10);
    records.forEach(record -> script.add(0, record));
    script.close();
    FeedSlice slice = new FeedSlice(0, 1, script.page(0, 1, 10));
    FeedApplier applier = new FeedApplier(new LedgerIdentity("test", BANK, 1), new Drafts());

    FeedContradiction wrong =
        catchThrowableOfType(FeedContradiction.class, () -> applier.apply(slice));

    assertThat(wrong)
        .hasMessageStartingWith("shard 0 record 1." + (records.size() - 1) + ": ")
        .hasMessageContaining(rule);
    assertThat(wrong)
        .hasStackTraceContaining(rule)
        .satisfies(
            told ->
                assertThat(Throwables.getStackTrace(told))
                    .doesNotContain(
                        AccountNumber.format(ACCOUNT),
                        Long.toString(ACCOUNT),
                        Long.toString(AMOUNT),
                        NOTE,
                        ID.toString()));
  }

  private static FeedRecord open(long account) {
    return new FeedRecord(
        FeedKind.ACCOUNT_OPENED, ID, account, 0, 0, AccountKind.WALLET.code() << 8);
  }

  private static FeedRecord record(FeedKind kind, int value) {
    return new FeedRecord(
        kind, ID, ID, ACCOUNT, OTHER, AMOUNT, value, 0, Text.of("order"), Text.of(NOTE));
  }
}
