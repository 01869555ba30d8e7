package cbdc.simulator.load;

import cbdc.load.record.Audit;
import cbdc.protocol.Command;
import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.simulator.drill.check.JournalEntry;
import cbdc.simulator.drill.check.JournalEntry.Arrival;
import cbdc.simulator.drill.check.JournalEntry.Credited;
import cbdc.simulator.drill.check.StoppedNodes;
import cbdc.simulator.verify.Verification;
import cbdc.simulator.verify.VerifyReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * Compares what callers were told during a run with the journals of the stopped nodes, and verifies
 * the journals themselves from genesis.
 */
final class JournalAudit {
  private static final int VERIFY_THREADS = 2;

  private final AuditBook book;

  JournalAudit(AuditBook book) {
    this.book = book;
  }

  /**
   * Audits runs on one ledger.
   *
   * @param runs their folders
   * @param journals a stopped node's directory each
   */
  static Audit of(List<Path> runs, List<Path> journals, int shards)
      throws IOException, InterruptedException {
    AuditBook book = new AuditBook();
    JournalAudit audit = new JournalAudit(book);
    new StoppedNodes(journals, shards).forEach(audit::follow);
    book.compareRuns(runs);
    VerifyReport verified = Verification.of(journals, VERIFY_THREADS);
    verified.faults().forEach(fault -> book.finding("VERIFY " + fault.describe()));
    return book.result(
        String.format(
            Locale.ROOT,
            "journals of %d stopped node(s), verified from genesis (%d shards)",
            journals.size(),
            shards),
        shards,
        verified.hasNoFault(),
        StateHash.of(verified));
  }

  /** An entry of a journal, each shard's in order. */
  void follow(JournalEntry entry) {
    for (JournalEntry.Execution execution : entry.executions()) {
      Command command = execution.command();
      if (!execution.isDuplicate() && !(command instanceof Command.AskOutcome)) {
        book.executed(
            uuid(command.id()), amount(command), execution.outcome() instanceof Outcome.Settled);
      }
    }
    // A payment between shards is final with the credit. The payer's shard hears of it later, which
    // a system that is stopped under load may not come to.
    for (Arrival arrival : entry.arrivals()) {
      if (arrival instanceof Credited credited && credited.refusal().isEmpty()) {
        book.credited(uuid(credited.id()));
      }
    }
    entry.finals().forEach(id -> book.becameFinal(uuid(id)));
  }

  private static UUID uuid(CommandId id) {
    return new UUID(id.high(), id.low());
  }

  private static long amount(Command command) {
    return switch (command) {
      case Command.Pay pay -> pay.amount();
      case Command.PlaceHold hold -> hold.amount();
      case Command.CaptureHold capture -> capture.amount();
      default -> 0;
    };
  }
}
