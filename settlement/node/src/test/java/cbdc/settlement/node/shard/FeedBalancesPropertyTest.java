package cbdc.settlement.node.shard;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.AccountStatus;
import cbdc.protocol.Command;
import cbdc.protocol.Order;
import cbdc.protocol.Text;
import cbdc.protocol.wire.FeedKind;
import cbdc.protocol.wire.FeedRecord;
import cbdc.settlement.ledger.state.Accounts;
import cbdc.settlement.ledger.state.ShardState;
import cbdc.testkit.SeededRandom;
import cbdc.testkit.Seeds;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A bank can rebuild from its feed alone, shard by shard and after every entry, what each of its
 * accounts has: whatever it projects into a database of its own rests on that.
 */
class FeedBalancesPropertyTest {
  private static final int SHARDS = 4;
  private static final int BANKS = 3;
  private static final int ISSUER = 0;
  private static final Set<FeedKind> SEEN_BY_THE_ISSUER =
      EnumSet.of(
          FeedKind.RESERVE_CREDITED,
          FeedKind.ISSUED,
          FeedKind.REDEEMED,
          FeedKind.OFFICIAL_STATUS_CHANGED,
          FeedKind.SUSPENSE_SWEPT,
          FeedKind.ORDER_EXECUTED,
          FeedKind.ORDER_SENT,
          FeedKind.SETTLED,
          FeedKind.RETURNED,
          FeedKind.DECLINED);

  @Test
  void shouldTellEveryBalanceAfterEveryEntry() {
    Map<FeedKind, Integer> seen = new EnumMap<>(FeedKind.class);
    Seeds.forEach(
        12,
        seed -> {
          Run run = new Run(new SeededRandom(seed), seen);
          run.live(700);
          run.rest();
        });
    assertThat(seen.keySet())
        .as("kinds that came up")
        .containsAll(EnumSet.complementOf(EnumSet.of(FeedKind.CLASS_CHANGED)));
  }

  /** One seed's banks, their people, and what each bank reads. */
  private static final class Run {
    private final SeededRandom random;
    private final Map<FeedKind, Integer> seen;
    private final ExecutedShards shards = new ExecutedShards(SHARDS);
    private final List<Long> accounts = new ArrayList<>();
    private final List<Command.PlaceHold> holds = new ArrayList<>();
    private final List<Command> earlier = new ArrayList<>();
    private final FeedBalances[][] balances = new FeedBalances[BANKS + 1][SHARDS];

    Run(SeededRandom random, Map<FeedKind, Integer> seen) {
      this.random = random;
      this.seen = seen;
      for (int bank = 1; bank <= BANKS; bank++) {
        for (int shard = 0; shard < SHARDS; shard++) {
          balances[bank][shard] = new FeedBalances(bank, shard, SHARDS);
        }
      }
      shards.observe(this::read);
      for (int bank = 1; bank <= BANKS; bank++) {
        shards.admit(bank, 100_000);
        shards.order(bank, header -> new Order.CreditReserve(header, 5_000));
        for (int shard = 1; shard < SHARDS; shard++) {
          for (int n = 0; n < 3; n++) {
            accounts.add(shards.wallet(bank, shard, random.between(1, 3_000)));
          }
        }
        accounts.add(AccountNumber.vault(bank));
      }
    }

    private void read(int shard, History.Executed executed) {
      for (int bank = 1; bank <= BANKS; bank++) {
        for (FeedRecord r : new FeedBuilder(shard, SHARDS, bank).build(executed).records()) {
          seen.merge(r.kind(), 1, Integer::sum);
          balances[bank][shard].take(r);
        }
      }
      for (FeedRecord r : new FeedBuilder(shard, SHARDS, ISSUER).build(executed).records()) {
        seen.merge(r.kind(), 1, Integer::sum);
        assertThat(r.kind()).as("%s", r).isIn(SEEN_BY_THE_ISSUER);
      }
      compare(shard);
    }

    private void compare(int shard) {
      ShardState state = shards.state(shard);
      Accounts ledger = state.accounts();
      for (int slot = 0; slot < ledger.size(); slot++) {
        long account = ledger.number(slot);
        int bank = AccountNumber.bank(account);
        if (bank != 0 && ledger.kind(slot) != AccountKind.ISSUANCE) {
          FeedBalances feed = balances[bank][shard];
          assertThat(new long[] {feed.available(account), feed.held(account)})
              .as("available and held of %s as the feed tells", AccountNumber.format(account))
              .containsExactly(ledger.available(slot), ledger.held(slot));
        }
      }
      int open = 0;
      for (int bank = 1; bank <= BANKS; bank++) {
        open += balances[bank][shard].openHolds();
      }
      assertThat(open).as("open holds of shard %s", shard).isEqualTo(state.holds().size());
    }

    void live(int steps) {
      for (int i = 0; i < steps; i++) {
        if (random.chance(1, 40)) {
          shards.advanceMillis(random.between(0, 60_000));
        }
        switch (random.between(0, 19)) {
          case 0 -> order();
          case 1, 2, 3, 4 -> deliver(anyShard(), anyShard());
          case 5, 6 -> acknowledge(anyShard(), anyShard());
          case 7 -> closeBehindTheLedgersBack();
          default -> execute();
        }
      }
    }

    /** Everything is carried, twice: what came back is acknowledged too. */
    void rest() {
      for (int round = 0; round < 3; round++) {
        for (int source = 0; source < SHARDS; source++) {
          for (int destination = 0; destination < SHARDS; destination++) {
            if (source != destination) {
              shards.deliver(source, destination);
              shards.deliver(destination, source);
              shards.acknowledge(source, destination);
            }
          }
        }
      }
      for (int bank = 1; bank <= BANKS; bank++) {
        for (int shard = 0; shard < SHARDS; shard++) {
          assertThat(balances[bank][shard].underWay())
              .as("sent by bank %s in shard %s and never ended", bank, shard)
              .isEmpty();
        }
      }
    }

    private int anyShard() {
      return random.between(0, SHARDS - 1);
    }

    private void deliver(int source, int destination) {
      if (source != destination) {
        shards.deliver(source, destination);
      }
    }

    private void acknowledge(int source, int destination) {
      if (source != destination) {
        shards.acknowledge(source, destination);
      }
    }

    /** One to three commands of one bank, some of them sent before, to one shard. */
    private void execute() {
      long payer = random.pick(accounts);
      List<Command> commands = new ArrayList<>();
      for (int n = random.between(1, 3); n > 0; n--) {
        commands.add(command(payer));
      }
      if (random.chance(1, 4) && !earlier.isEmpty()) {
        Command again = random.pick(earlier);
        commands.add(random.chance(1, 3) ? asking(again) : again);
      }
      int bank = AccountNumber.bank(payer);
      int shard = AccountNumber.shard(payer, SHARDS);
      commands.removeIf(c -> AccountNumber.shard(c.routingAccount(), SHARDS) != shard);
      earlier.addAll(commands);
      // Now and then by another bank than the payer's, which is refused.
      int caller = random.chance(1, 30) ? random.between(1, BANKS) : bank;
      shards.execute(shard, caller, commands.toArray(Command[]::new));
    }

    private static Command asking(Command command) {
      return Command.AskOutcome.ofAnyContent(command.id(), command.routingAccount());
    }

    private Command command(long payer) {
      long payee = random.chance(1, 25) ? nobody() : random.pick(accounts);
      return switch (random.between(0, 11)) {
        case 0, 1 -> {
          long ends = shards.nowMillis() + random.between(1_001, 200_000);
          long amount = random.between(1, 600);
          Command.PlaceHold hold =
              new Command.PlaceHold(
                  shards.newId(), payer, payee, amount, ends, Text.of("h"), Text.EMPTY);
          holds.add(hold);
          yield hold;
        }
        case 2, 3 -> onAHold(payer, payee);
        case 4 ->
            AccountNumber.isCustomer(payer)
                ? new Command.SetStatus(shards.newId(), payer, status())
                : shards.pay(payer, payee, 7);
        case 5 ->
            random.chance(1, 6)
                ? Command.AskOutcome.ofAnyContent(shards.newId(), payer)
                : shards.pay(payer, payee, 5);
        default -> shards.pay(payer, payee, random.ofAnyMagnitude(1, 4_000));
      };
    }

    private Command onAHold(long payer, long payee) {
      List<Command.PlaceHold> own = holds.stream().filter(h -> h.payer() == payer).toList();
      if (own.isEmpty()) {
        return shards.pay(payer, payee, 3);
      }
      Command.PlaceHold hold = random.pick(own);
      return random.chance(1, 3)
          ? new Command.ReleaseHold(shards.newId(), payer, hold.payee(), hold.id())
          : new Command.CaptureHold(
              shards.newId(),
              payer,
              random.chance(1, 10) ? payee : hold.payee(),
              hold.id(),
              random.between(1, 300),
              Text.of("c"),
              Text.EMPTY);
    }

    private AccountStatus status() {
      return random.chance(2, 3) ? AccountStatus.ACTIVE : random.pick(AccountStatus.values());
    }

    private long nobody() {
      return AccountNumber.of(random.between(1, BANKS), 77_000_000L + random.between(0, 50));
    }

    private void order() {
      int bank = random.between(1, BANKS);
      long amount = random.between(1, 4_000);
      shards.order(
          bank,
          header ->
              switch (random.between(0, 5)) {
                case 0 -> new Order.CreditReserve(header, amount);
                case 1 -> new Order.Issue(header, amount);
                case 2 -> new Order.Redeem(header, amount);
                case 3 -> {
                  long account = random.chance(1, 4) ? AccountNumber.vault(bank) : customer(bank);
                  yield new Order.SetOfficialStatus(header, account, officialStatus());
                }
                default -> new Order.SweepSuspense(header, random.between(0, SHARDS - 1));
              });
    }

    private long customer(int bank) {
      List<Long> own =
          accounts.stream()
              .filter(a -> AccountNumber.bank(a) == bank && AccountNumber.isCustomer(a))
              .toList();
      return random.pick(own);
    }

    private AccountStatus officialStatus() {
      return random.chance(2, 3)
          ? AccountStatus.ACTIVE
          : random.pick(AccountStatus.CREDIT_BLOCKED, AccountStatus.BLOCKED);
    }

    /**
     * Only a fault can close an account with a payment under way; what comes back to it then is
     * booked to suspense.
     */
    private void closeBehindTheLedgersBack() {
      long account = random.pick(accounts);
      Accounts ledger = shards.state(AccountNumber.shard(account, SHARDS)).accounts();
      int slot = ledger.find(account);
      if (ledger.pending(slot) > 0) {
        ledger.setStatus(slot, AccountStatus.CLOSED);
      }
    }
  }
}
