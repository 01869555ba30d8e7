package cbdc.settlement.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.AccountKind;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** What every payment does to the tables makes no garbage; tables allocate only when they grow. */
class HotPathAllocationTest {
  private static final int ACCOUNTS = 1_000;
  private static final int REPEATS = 200_000;
  private static final Outcome RETURNED = new Outcome.Returned(RejectionCode.PAYEE_CLOSED);

  private final ShardState state = new ShardState(SampleGenesis.of(4), 1);

  @Test
  void shouldNotAllocateForAPayment() {
    for (int i = 0; i < ACCOUNTS; i++) {
      state.accounts().addAvailable(state.accounts().open(i, AccountKind.WALLET, 1), 1_000_000_000);
    }
    rememberAll();
    payments();
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    payments();
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    // The measurement itself and a compiler at work may allocate a little; one object per payment
    // would be megabytes.
    assertThat(allocated).as("bytes for %d payments", REPEATS).isLessThan(REPEATS / 2);
  }

  private void rememberAll() {
    for (int i = 0; i < REPEATS; i++) {
      state
          .ids()
          .remember(
              high(i), low(i), i, i % 2 == 0 ? Outcome.Pending.INSTANCE : Outcome.Settled.INSTANCE);
    }
  }

  private void payments() {
    Accounts accounts = state.accounts();
    IdWindow ids = state.ids();
    long sum = 0;
    for (int i = 0; i < REPEATS; i++) {
      long ref = ids.lookup(high(i), low(i));
      sum += ids.fingerprint(ref) + (ids.outcome(ref).isFinal() ? 1 : 0);
      int payer = accounts.find(i % ACCOUNTS);
      int payee = accounts.find((i + 7) % ACCOUNTS);
      sum +=
          accounts.kind(payer).code()
              + accounts.status(payee).code()
              + accounts.spentInDay(payer, 5);
      accounts.addAvailable(payer, -1);
      accounts.addSpent(payer, 5, 2026, 1);
      accounts.addPending(payer, 1);
      accounts.addAvailable(payee, 1);
      accounts.addPending(payer, -1);
      ids.settle(high(i), low(i), RETURNED);
      ids.forgetUntil(SampleGenesis.TIME_MILLIS, 8);
    }
    assertThat(sum).isPositive();
  }

  private static long high(int i) {
    return (SampleGenesis.TIME_MILLIS + i / 100) << 16 | 0x7000;
  }

  private static long low(int i) {
    return Long.MIN_VALUE | i;
  }
}
