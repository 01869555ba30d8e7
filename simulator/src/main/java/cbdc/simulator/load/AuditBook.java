package cbdc.simulator.load;

import cbdc.load.record.Audit;
import cbdc.load.record.PaymentsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What callers were told, beside what the ledger has: each side is written here, then compared. */
final class AuditBook {
  private static final int FINDINGS_SHOWN = 20;

  private final Map<UUID, Done> ledger = new HashMap<>();
  private final List<String> findings = new ArrayList<>();
  private long lost;
  private long doubled;
  private long acknowledged;
  private long unknownSettled;
  private long unknownNot;

  /** What the ledger has of a request. */
  private static final class Done {
    private int settledAtOnce;
    private int credited;
    private int becameFinal;
    private long amount;

    private int times() {
      return settledAtOnce + Math.max(credited, becameFinal);
    }
  }

  /**
   * The ledger has executed a request.
   *
   * @param amount minor units; 0 where it names none
   * @param isFinal whether it is settled by that
   */
  void executed(UUID id, long amount, boolean isFinal) {
    Done done = ledger.computeIfAbsent(id, unseen -> new Done());
    done.amount = amount;
    if (isFinal) {
      done.settledAtOnce++;
    }
  }

  /** What was executed in one shard is credited in another one. */
  void credited(UUID id) {
    ledger.computeIfAbsent(id, unseen -> new Done()).credited++;
  }

  /** The shard that executed it has heard that it is settled. */
  void becameFinal(UUID id) {
    ledger.computeIfAbsent(id, unseen -> new Done()).becameFinal++;
  }

  /** Something is wrong that is no single request's. */
  void finding(String words) {
    findings.add(words);
  }

  /** Compares all that was told in these runs; of several answers to one request the strongest. */
  void compareRuns(List<Path> runs) throws IOException {
    Map<UUID, PaymentsFile.Entry> told = new HashMap<>();
    for (Path run : runs) {
      PaymentsFile.read(run, entry -> told.merge(entry.id(), entry, AuditBook::stronger));
    }
    told.values().forEach(this::compare);
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

  /** What a caller was told. */
  void compare(PaymentsFile.Entry told) {
    Done done = ledger.get(told.id());
    int times = done == null ? 0 : done.times();
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

  /**
   * What came out.
   *
   * @param shards of the ledger; 0 where nobody told
   * @param stateHash null where nobody could compute one
   */
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
}
