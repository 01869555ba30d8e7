package cbdc.simulator.drill.load;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.AccountStatus;
import cbdc.protocol.Command;
import cbdc.protocol.Text;
import cbdc.settlement.client.CommandIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Which commands a load sends: mostly payments between wallets, and every kind of refusal that a
 * checker can foretell. For one thread.
 */
final class Mix {
  /** Wallets that are blocked and opened again all the time. */
  private static final int RESTLESS = 16;

  private static final long NOBODY_SERIAL = AccountNumber.FIRST_CUSTOMER_SERIAL + 900_000;
  private static final int NOBODIES = 64;
  private static final int RECENT = 512;
  private static final List<AccountStatus> STATUSES =
      List.of(
          AccountStatus.ACTIVE,
          AccountStatus.ACTIVE,
          AccountStatus.DEBIT_BLOCKED,
          AccountStatus.CREDIT_BLOCKED,
          AccountStatus.BLOCKED);

  private final List<Long> wallets;
  private final CommandIds ids;
  private final SplittableRandom random;
  private final List<Command.Pay> recent = new ArrayList<>();
  private final Queue<Command.Pay> ended = new ConcurrentLinkedQueue<>();

  /** A command, and whether its id was sent before. */
  record Next(Command command, boolean isRepeat) {}

  Mix(List<Long> wallets, CommandIds ids, long seed) {
    this.wallets = wallets;
    this.ids = ids;
    this.random = new SplittableRandom(seed);
  }

  Next next() {
    remember();
    int kind = random.nextInt(100);
    if (kind < 2 && !recent.isEmpty()) {
      return repeated(recent.get(random.nextInt(recent.size())), kind == 0);
    }
    if (kind < 4) {
      long account = wallets.get(random.nextInt(RESTLESS));
      AccountStatus status = STATUSES.get(random.nextInt(STATUSES.size()));
      return new Next(new Command.SetStatus(ids.next(), account, status), false);
    }
    long payer = kind < 8 ? wallets.get(random.nextInt(RESTLESS)) : wallet();
    long payee = kind < 12 ? nobody() : otherThan(payer);
    long amount = kind < 16 ? DrillBank.FUNDS * 1_000 : 1 + random.nextLong(100);
    return new Next(
        new Command.Pay(ids.next(), payer, payee, amount, Text.EMPTY, Text.EMPTY), false);
  }

  /** A wallet whose balance may be read. */
  long wallet() {
    return wallets.get(random.nextInt(wallets.size()));
  }

  private Next repeated(Command.Pay pay, boolean withOtherContent) {
    return new Next(
        withOtherContent
            ? new Command.Pay(
                pay.id(), pay.payer(), pay.payee(), pay.amount() + 1, Text.EMPTY, Text.EMPTY)
            : pay,
        true);
  }

  /**
   * A payment has its outcome, so its id may come again. Not sooner: of an id that is under way
   * with two contents nobody could foretell which one is executed. Any thread.
   */
  void ended(Command.Pay pay) {
    ended.add(pay);
  }

  private void remember() {
    for (Command.Pay pay = ended.poll(); pay != null; pay = ended.poll()) {
      if (recent.size() < RECENT) {
        recent.add(pay);
      } else {
        recent.set(random.nextInt(RECENT), pay);
      }
    }
  }

  private long otherThan(long payer) {
    long payee = wallet();
    while (payee == payer) {
      payee = wallet();
    }
    return payee;
  }

  private long nobody() {
    return AccountNumber.of(DrillBank.BANK, NOBODY_SERIAL + random.nextInt(NOBODIES));
  }
}
