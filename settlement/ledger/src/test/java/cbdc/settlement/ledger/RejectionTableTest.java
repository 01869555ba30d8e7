package cbdc.settlement.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.Command;
import cbdc.protocol.Command.AskOutcome;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.testkit.Tables;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * One row at least for every refusal: what was there, what is asked, what the answer is, and what
 * everybody has afterwards.
 */
class RejectionTableTest {
  /**
   * Codes that other parts give before a command reaches the ledger, or that only a bug of the
   * ledger can give.
   */
  private static final Set<RejectionCode> NOT_OF_THE_TABLE =
      EnumSet.of(
          RejectionCode.COMMAND_MALFORMED,
          RejectionCode.INTERNAL_ERROR,
          RejectionCode.STORAGE_LOW,
          RejectionCode.NO_LEADER,
          RejectionCode.BATCH_SIGNATURE_INVALID,
          RejectionCode.DEADLINE_PASSED,
          RejectionCode.RULES_VERSION_UNSUPPORTED,
          RejectionCode.NODE_CHANGE_IMPOSSIBLE);

  @TestFactory
  Stream<DynamicTest> shouldRefuse() {
    return Tables.tests(
        rows(),
        row -> {
          Town town = row.town();
          Command command = row.command(town);

          Outcome outcome = row.execute(town, command);

          assertThat(outcome).isEqualTo(row.expected(town));
          town.assertBalances(row.balances());
          town.assertSound();
          assertThat(town.world.remembered(row.shard(town, command), command.id()))
              .as("remembered under the id")
              .isEqualTo(rememberedAfter(row, command, outcome));
        });
  }

  @Test
  void shouldHaveARowForEveryCodeOfTheStateMachine() {
    assertThat(Tables.without(RejectionCode.class, rows(), Refusal::code))
        .containsExactlyInAnyOrderElementsOf(NOT_OF_THE_TABLE);
  }

  /** A refusal spends the id, or leaves it as it was. */
  private static Outcome rememberedAfter(Refusal row, Command command, Outcome outcome) {
    if (row.code() == RejectionCode.ID_REUSED) {
      return Outcome.Settled.INSTANCE;
    }
    return row.code().spendsId() && !(command instanceof AskOutcome) ? outcome : null;
  }

  private static List<Refusal> rows() {
    List<Refusal> rows = new ArrayList<>();
    rows.addAll(CommandRefusals.rows());
    rows.addAll(HoldRefusals.rows());
    rows.addAll(OrderRefusals.rows());
    return rows;
  }
}
