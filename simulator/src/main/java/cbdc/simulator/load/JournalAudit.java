package cbdc.simulator.load;

import cbdc.load.record.Audit;
import cbdc.load.record.PaymentsFile;
import cbdc.protocol.Command;
import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.simulator.drill.check.JournalEntry;
import cbdc.simulator.drill.check.StoppedNodes;
import cbdc.simulator.verify.Verification;
import cbdc.simulator.verify.VerifyReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * Compares what callers were told during a run with the journals of the stopped nodes, and verifies
 * the journals themselves from genesis.
 */
final class JournalAudit {
  private static final int FINDINGS_SHOWN = 20;
  private static final int VERIFY_THREADS = 2;

  private final Map<CommandId, Done> ledger = new HashMap<>();
  private final List<String> findings = new ArrayList<>();
  private long lost;
  private long doubled;
  private long acknowledged;
  private long unknownSettled;
  private long unknownNot;

  /** What the ledger has of a request. */
  private static final class Done {
    private int times;
    private long amount;
  }

  /**
   * Audits runs on one ledger.
   *
   * @param runs their folders
   * @param journals a stopped node's directory each
   */
  static Audit of(List<Path> runs, List<Path> journals, int shards)
      throws IOException, InterruptedException {
    JournalAudit audit = new JournalAudit();
    new StoppedNodes(journals, shards).forEach(audit::follow);
    Map<UUID, PaymentsFile.Entry> told = new HashMap<>();
    for (Path run : runs) {
      PaymentsFile.read(run, entry -> told.merge(entry.id(), entry, JournalAudit::stronger));
    }
    told.values().forEach(audit::compare);
    VerifyReport verified = Verification.of(journals, VERIFY_THREADS);
    verified.faults().stream()
        .limit(FINDINGS_SHOWN)
        .forEach(fault -> audit.findings.add("VERIFY " + fault.describe()));
    return audit.result(
        String.format(
            Locale.ROOT,
            "journals of %d stopped node(s), verified from genesis (%d shards)",
            journals.size(),
            shards),
        shards,
        verified.hasNoFault(),
        StateHash.of(verified));
  }

  Audit result(String method, int shards, boolean isConserved, String stateHash) {
    return new Audit(
        method,
        shards,
        acknowledged,
        lost,
        doubled,
        unknownSettled,
        unknownNot,
        isConserved,
        stateHash,
        findings.stream().limit(FINDINGS_SHOWN).toList());
  }

  /** Of two answers about one request, the one that says more. */
  private static PaymentsFile.Entry stronger(PaymentsFile.Entry one, PaymentsFile.Entry other) {
    return strength(one) >= strength(other) ? one : other;
  }

  private static int strength(PaymentsFile.Entry entry) {
    return switch (entry.outcome()) {
      case SETTLED -> 3;
      case DECLINED -> 2;
      case UNKNOWN -> 1;
      case FAILED -> 0;
    };
  }

  /** An entry of a journal, each shard's in order. */
  void follow(JournalEntry entry) {
    for (JournalEntry.Execution execution : entry.executions()) {
      Command command = execution.command();
      if (!execution.isDuplicate() && !(command instanceof Command.AskOutcome)) {
        Done done = ledger.computeIfAbsent(command.id(), id -> new Done());
        done.amount = amount(command);
        if (execution.outcome() instanceof Outcome.Settled) {
          done.times++;
        }
      }
    }
    // Payments between shards become final when the other shard's word comes back.
    entry.finals().forEach(id -> ledger.computeIfAbsent(id, unseen -> new Done()).times++);
  }

  private static long amount(Command command) {
    return switch (command) {
      case Command.Pay pay -> pay.amount();
      case Command.PlaceHold hold -> hold.amount();
      case Command.CaptureHold capture -> capture.amount();
      default -> 0;
    };
  }

  /** What a caller was told. */
  void compare(PaymentsFile.Entry told) {
    Done done =
        ledger.get(
            new CommandId(told.id().getMostSignificantBits(), told.id().getLeastSignificantBits()));
    int times = done == null ? 0 : done.times;
    if (times > 1) {
      doubled++;
      findings.add("DOUBLED " + told + " is on the ledger " + times + " times");
    }
    switch (told.outcome()) {
      case SETTLED -> {
        acknowledged++;
        boolean isSame = done != null && (done.amount == 0 || done.amount == told.amount());
        if (times == 0 || !isSame) {
          lost++;
          findings.add("LOST " + told + (isSame ? "" : " is on the ledger with another amount"));
        }
      }
      case DECLINED, FAILED -> {
        if (times == 1) {
          doubled++;
          findings.add("DOUBLED " + told + " was refused, but is on the ledger");
        }
      }
      case UNKNOWN -> {
        if (times == 0) {
          unknownNot++;
        } else {
          unknownSettled++;
        }
      }
    }
  }
}
