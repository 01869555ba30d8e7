package cbdc.simulator.drill.check;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.Command;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.Text;
import cbdc.simulator.drill.check.Finding.Kind;
import cbdc.simulator.drill.check.JournalEntry.Arrival;
import cbdc.simulator.drill.check.JournalEntry.Credited;
import cbdc.simulator.drill.check.JournalEntry.Execution;
import cbdc.testkit.SeededRandom;
import java.util.List;
import java.util.ListIterator;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A true history passes; with one lie in it, wherever it is, it does not. */
class HistoryCheckPropertyTest {
  private static final int SEEDS = 40;
  private static final int STEPS = 120;

  /** A way to lie, and what the checker must call it. */
  enum Lie {
    ACKNOWLEDGED_BUT_NOT_EXECUTED(Kind.LOST) {
      @Override
      boolean tell(TrueHistory history, SeededRandom random) {
        Submission paid = anyPaid(history, random);
        return history.journal.removeIf(entry -> executes(entry, paid));
      }
    },
    ACKNOWLEDGED_BUT_NEVER_ARRIVED(Kind.LOST) {
      @Override
      boolean tell(TrueHistory history, SeededRandom random) {
        JournalEntry arrival = any(history.journal, e -> !e.arrivals().isEmpty(), random);
        return history.journal.remove(arrival);
      }
    },
    EXECUTED_TWICE(Kind.DOUBLED) {
      @Override
      boolean tell(TrueHistory history, SeededRandom random) {
        Submission paid = anyPaid(history, random);
        return replace(
            history.journal,
            entry -> executes(entry, paid),
            e ->
                with(
                    e,
                    e.arrivals(),
                    List.of(e.executions().getFirst(), e.executions().getFirst())));
      }
    },
    ARRIVED_TWICE(Kind.DOUBLED) {
      @Override
      boolean tell(TrueHistory history, SeededRandom random) {
        JournalEntry arrival = any(history.journal, e -> !e.arrivals().isEmpty(), random);
        return replace(
            history.journal,
            arrival::equals,
            e ->
                with(e, List.of(e.arrivals().getFirst(), e.arrivals().getFirst()), e.executions()));
      }
    },
    ARRIVED_WITHOUT_BEING_SENT(Kind.DOUBLED) {
      @Override
      boolean tell(TrueHistory history, SeededRandom random) {
        JournalEntry arrival = any(history.journal, e -> !e.arrivals().isEmpty(), random);
        return history.journal.removeIf(
            entry ->
                entry.executions().stream()
                    .anyMatch(x -> x.command().id().equals(arrival.arrivals().getFirst().id())));
      }
    },
    ARRIVED_WITH_OTHER_AMOUNT(Kind.DISAGREES) {
      @Override
      boolean tell(TrueHistory history, SeededRandom random) {
        JournalEntry arrival = any(history.journal, e -> !e.arrivals().isEmpty(), random);
        Credited c = (Credited) arrival.arrivals().getFirst();
        Arrival more = new Credited(c.id(), c.payee(), c.amount() + 1, c.refusal());
        return replace(
            history.journal, arrival::equals, e -> with(e, List.of(more), e.executions()));
      }
    },
    REFUSED_BUT_EXECUTED(Kind.DOUBLED) {
      @Override
      boolean tell(TrueHistory history, SeededRandom random) {
        return retell(
            history,
            anyPaid(history, random),
            new Outcome.Rejected(RejectionCode.INSUFFICIENT_FUNDS));
      }
    },
    NEVER_SENT_BUT_EXECUTED(Kind.DOUBLED) {
      @Override
      boolean tell(TrueHistory history, SeededRandom random) {
        return retell(
            history, anyPaid(history, random), new Outcome.Rejected(RejectionCode.NO_LEADER));
      }
    },
    CANCELLED_BUT_EXECUTED(Kind.DOUBLED) {
      @Override
      boolean tell(TrueHistory history, SeededRandom random) {
        return retell(history, anyPaid(history, random), Outcome.Cancelled.INSTANCE);
      }
    },
    NOBODY_COULD_TELL(Kind.DISAGREES) {
      @Override
      boolean tell(TrueHistory history, SeededRandom random) {
        return retell(history, anyPaid(history, random), null);
      }
    },
    TOLD_WITHOUT_CONTENT_OF_ITS_OWN(Kind.LOST) {
      @Override
      boolean tell(TrueHistory history, SeededRandom random) {
        Submission paid = anyPaid(history, random);
        Command.Pay p = (Command.Pay) paid.command();
        Command other =
            new Command.Pay(p.id(), p.payer(), p.payee(), p.amount() + 7, Text.EMPTY, Text.EMPTY);
        return replace(
            history.submissions,
            paid::equals,
            s ->
                new Submission(
                    other, false, s.intendedNanos(), s.startNanos(), s.endNanos(), s.told()));
      }
    },
    REPLY_FROM_ANOTHER_PLACE(Kind.DISAGREES) {
      @Override
      boolean tell(TrueHistory history, SeededRandom random) {
        Reply one = any(history.replies, r -> true, random);
        return replace(
            history.replies,
            one::equals,
            r ->
                new Reply(
                    r.id(), r.shard(), r.term(), r.index() + 1, r.outcome(), r.isDuplicate()));
      }
    },
    REPLY_FROM_ANOTHER_TERM(Kind.DISAGREES) {
      @Override
      boolean tell(TrueHistory history, SeededRandom random) {
        Reply one = any(history.replies, r -> true, random);
        return replace(
            history.replies,
            one::equals,
            r ->
                new Reply(
                    r.id(), r.shard(), r.term() + 1, r.index(), r.outcome(), r.isDuplicate()));
      }
    },
    WRONG_AMOUNT_LEFT(Kind.DISAGREES) {
      @Override
      boolean tell(TrueHistory history, SeededRandom random) {
        JournalEntry refusal = any(history.journal, Lie::refuses, random);
        Execution x = refusal.executions().getFirst();
        Outcome.Rejected r = (Outcome.Rejected) x.outcome();
        Outcome more = new Outcome.Rejected(r.code(), r.amountLeft() + 1, 0);
        return replace(
            history.journal,
            refusal::equals,
            e -> with(e, e.arrivals(), List.of(new Execution(x.command(), more, false))));
      }
    },
    SETTLED_WITHOUT_FUNDS(Kind.DISAGREES) {
      @Override
      boolean tell(TrueHistory history, SeededRandom random) {
        JournalEntry refusal = any(history.journal, Lie::refuses, random);
        Command command = refusal.executions().getFirst().command();
        return replace(
            history.journal,
            refusal::equals,
            e ->
                with(
                    e,
                    e.arrivals(),
                    List.of(new Execution(command, Outcome.Settled.INSTANCE, false))));
      }
    },
    STALE_READ(Kind.DISAGREES) {
      @Override
      boolean tell(TrueHistory history, SeededRandom random) {
        BalanceSeen seen = any(history.balances, b -> b.index() > 1, random);
        return replace(
            history.balances,
            seen::equals,
            b -> new BalanceSeen(b.account(), b.shard(), 1, 0, b.startNanos(), b.endNanos()));
      }
    },
    WRONG_BALANCE(Kind.DISAGREES) {
      @Override
      boolean tell(TrueHistory history, SeededRandom random) {
        BalanceSeen seen = any(history.balances, b -> true, random);
        return replace(
            history.balances,
            seen::equals,
            b ->
                new BalanceSeen(
                    b.account(),
                    b.shard(),
                    b.index(),
                    b.available() + 1,
                    b.startNanos(),
                    b.endNanos()));
      }
    },
    SETTLED_BY_A_SERVICE_BUT_NOT_PAID(Kind.LOST) {
      @Override
      boolean tell(TrueHistory history, SeededRandom random) {
        Submission refused = any(history.submissions, Lie::isRefused, random);
        return history.servicePayments.add(TrueHistory.byService(refused, amount(refused), true));
      }
    },
    REFUSED_BY_A_SERVICE_BUT_PAID(Kind.DOUBLED) {
      @Override
      boolean tell(TrueHistory history, SeededRandom random) {
        Submission paid = anyPaid(history, random);
        return history.servicePayments.add(TrueHistory.byService(paid, amount(paid), false));
      }
    },
    SETTLED_BY_A_SERVICE_WITH_ANOTHER_AMOUNT(Kind.DISAGREES) {
      @Override
      boolean tell(TrueHistory history, SeededRandom random) {
        Submission paid = anyPaid(history, random);
        return history.servicePayments.add(TrueHistory.byService(paid, amount(paid) + 1, true));
      }
    },
    SENT_AFTER_A_LATER_ONE_WAS_ACKNOWLEDGED(Kind.DISAGREES) {
      @Override
      boolean tell(TrueHistory history, SeededRandom random) {
        Submission paid =
            any(
                history.submissions.subList(0, history.submissions.size() / 2),
                Lie::isPaid,
                random);
        long late = history.submissions.getLast().endNanos() + 1;
        return replace(
            history.submissions,
            paid::equals,
            s -> new Submission(s.command(), false, late, late, late + 1, s.told()));
      }
    };

    private final Kind kind;

    Lie(Kind kind) {
      this.kind = kind;
    }

    abstract boolean tell(TrueHistory history, SeededRandom random);

    private static boolean isPaid(Submission s) {
      return s.command() instanceof Command.Pay
          && !s.isRepeat()
          && s.told().equals(Optional.of(Outcome.Settled.INSTANCE));
    }

    private static boolean isRefused(Submission s) {
      return s.command() instanceof Command.Pay
          && !s.isRepeat()
          && s.told().orElseThrow() instanceof Outcome.Rejected;
    }

    private static long amount(Submission s) {
      return ((Command.Pay) s.command()).amount();
    }

    private static Submission anyPaid(TrueHistory history, SeededRandom random) {
      return any(history.submissions, Lie::isPaid, random);
    }

    private static boolean executes(JournalEntry entry, Submission paid) {
      return entry.executions().stream()
          .anyMatch(x -> x.command().equals(paid.command()) && !x.isDuplicate());
    }

    private static boolean refuses(JournalEntry entry) {
      return entry.executions().stream()
          .anyMatch(
              x ->
                  x.outcome() instanceof Outcome.Rejected r
                      && r.code() == RejectionCode.INSUFFICIENT_FUNDS);
    }

    private static <T> T any(List<T> list, Predicate<T> wanted, SeededRandom random) {
      List<T> found = list.stream().filter(wanted).toList();
      return found.get(random.between(0, found.size() - 1));
    }

    private static boolean retell(TrueHistory history, Submission told, Outcome otherwise) {
      return replace(
          history.submissions,
          told::equals,
          s ->
              new Submission(
                  s.command(),
                  false,
                  s.intendedNanos(),
                  s.startNanos(),
                  s.endNanos(),
                  Optional.ofNullable(otherwise)));
    }

    private static JournalEntry with(
        JournalEntry e, List<Arrival> arrivals, List<Execution> executions) {
      return new JournalEntry(
          e.shard(), e.term(), e.index(), e.timeMillis(), e.finals(), arrivals, executions);
    }

    private static <T> boolean replace(List<T> list, Predicate<T> wanted, UnaryOperator<T> change) {
      boolean changed = false;
      for (ListIterator<T> i = list.listIterator(); i.hasNext(); ) {
        T next = i.next();
        if (wanted.test(next)) {
          i.set(change.apply(next));
          changed = true;
        }
      }
      return changed;
    }
  }

  @Test
  void shouldFindNothingInATrueHistory() {
    for (long seed = 0; seed < SEEDS; seed++) {
      TrueHistory history = new TrueHistory(seed, STEPS);
      history.submissions.stream()
          .filter(Lie::isPaid)
          .map(paid -> TrueHistory.byService(paid, Lie.amount(paid), true))
          .forEach(history.servicePayments::add);
      HistoryCheck.Result result = history.check();
      assertThat(result.findings()).as("seed %d", seed).isEmpty();
      assertThat(result.acknowledged()).as("seed %d", seed).isGreaterThan(STEPS / 3);
      assertThat(result.refused()).as("seed %d", seed).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldFindEveryLie(Lie lie) {
    for (long seed = 0; seed < SEEDS; seed++) {
      TrueHistory history = new TrueHistory(seed, STEPS);
      assertThat(lie.tell(history, new SeededRandom(seed))).as("told, seed %d", seed).isTrue();
      assertThat(history.check().findings())
          .as("seed %d", seed)
          .extracting(Finding::kind)
          .contains(lie.kind);
    }
  }

  @Test
  void shouldFindWhatALaterRoundUndid() {
    for (long seed = 0; seed < SEEDS; seed++) {
      SeededRandom random = new SeededRandom(seed);
      TrueHistory history = new TrueHistory(seed, STEPS);
      Submission paid = Lie.anyPaid(history, random);
      Submission refused = Lie.any(history.submissions, Lie::isRefused, random);
      assertThat(history.check().findings()).isEmpty();
      history.beginQuietRound();
      assertThat(history.check().findings()).as("seed %d, nothing undone", seed).isEmpty();

      history.journal.removeIf(entry -> Lie.executes(entry, paid));
      assertThat(history.check().findings())
          .as("seed %d", seed)
          .extracting(Finding::kind)
          .containsExactly(Kind.LOST);
      Lie.replace(
          history.journal,
          entry -> Lie.executes(entry, refused),
          e ->
              Lie.with(
                  e,
                  e.arrivals(),
                  List.of(new Execution(refused.command(), Outcome.Settled.INSTANCE, false))));
      assertThat(history.check().findings())
          .as("seed %d", seed)
          .extracting(Finding::kind)
          .containsExactlyInAnyOrder(Kind.LOST, Kind.DOUBLED);
    }
  }
}
