package cbdc.simulator.load;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What the statements of a run's accounts say, for {@link AuditBook}: how often money left and came
 * for each payment, and whether each statement is one unbroken line.
 */
final class Statements {
  private final Set<String> accounts;
  private final Map<UUID, Moves> moves = new HashMap<>();
  private final Set<String> broken = new HashSet<>();

  /**
   * A line of a statement.
   *
   * @param sequence counts the account's lines from 1
   * @param kind as the contract names it, such as {@code paid}
   * @param payment id of the payment or hold
   * @param counterAccount the other side; empty where there is none
   * @param amount change of what is available, minor units
   * @param availableAfter minor units
   */
  record Line(
      long sequence,
      String kind,
      UUID payment,
      String counterAccount,
      long amount,
      long availableAfter) {}

  /** All lines of one payment or hold. */
  private static final class Moves {
    private int left;
    private int came;
    private int placed;
    private int captured;
    private int released;
    private long amount;
    private boolean isBetweenOurs;
  }

  /**
   * Statements of these accounts.
   *
   * @param accounts of which payments between two must show on both
   */
  Statements(Set<String> accounts) {
    this.accounts = Set.copyOf(accounts);
  }

  /** The lines of one account, newest first; any thread may add one. */
  synchronized void add(String account, List<Line> lines) {
    for (int i = 0; i < lines.size(); i++) {
      count(lines.get(i));
      if (i > 0 && !follows(lines.get(i - 1), lines.get(i))) {
        broken.add(account);
      }
    }
  }

  private static boolean follows(Line next, Line line) {
    return next.sequence() == line.sequence() + 1
        && next.availableAfter() - next.amount() == line.availableAfter();
  }

  private void count(Line line) {
    Moves of = moves.computeIfAbsent(line.payment(), unseen -> new Moves());
    of.isBetweenOurs |= accounts.contains(line.counterAccount());
    switch (line.kind()) {
      case "paid" -> {
        of.left++;
        of.amount = -line.amount();
      }
      case "returned" -> of.left--;
      case "received" -> {
        of.came++;
        of.amount = line.amount();
      }
      case "hold_placed" -> {
        of.placed++;
        of.amount = -line.amount();
      }
      case "hold_captured" -> of.captured++;
      case "hold_released" -> of.released++;
      default -> {
        // Nothing that a load run asks for.
      }
    }
  }

  /**
   * Writes into a book what they say about some requests.
   *
   * @param told ids of the requests
   * @param releases whether an id is one of a release, by the id of its hold
   * @return whether no money came or went
   */
  boolean writeTo(AuditBook book, Set<UUID> told, Map<UUID, UUID> releases) {
    boolean isConserved = broken.isEmpty();
    broken.forEach(account -> book.finding("BROKEN the statement of " + account + " has a gap"));
    for (UUID id : told) {
      Moves of = moves.get(releases.getOrDefault(id, id));
      if (of == null) {
        continue;
      }
      if (releases.containsKey(id)) {
        write(book, id, 0, of.released);
      } else {
        int left = of.left + of.captured;
        write(book, id, of.amount, Math.max(of.placed, Math.max(left, of.came)));
        if (of.placed == 0 && of.isBetweenOurs && left != of.came) {
          book.finding("HALF " + id + " left " + left + " times and came " + of.came + " times");
          isConserved = false;
        }
      }
    }
    return isConserved;
  }

  private static void write(AuditBook book, UUID id, long amount, int times) {
    for (int i = 0; i < times; i++) {
      book.executed(id, amount, true);
    }
  }
}
