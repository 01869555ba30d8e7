package cbdc.settlement.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.AccountStatus;
import cbdc.protocol.ChannelGroup;
import cbdc.protocol.Command;
import cbdc.protocol.Text;
import cbdc.settlement.ledger.state.ShardState;
import cbdc.testkit.SeededRandom;
import cbdc.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Random commands over several shards, sent once, again and late, whose groups and acknowledgements
 * are lost, repeated and reordered: an auditor that shares no code with the ledger must agree with
 * it after every entry, and to the last unit once the world is at rest.
 */
class MoneyAuditorPropertyTest {
  private static final int SHARDS = 4;
  private static final int COMMANDS = 800;

  @Test
  void shouldAgreeWithAnIndependentAuditor() {
    int[] arrivals = new int[1];
    Seeds.forEach(
        16,
        seed -> {
          SeededRandom random = new SeededRandom(seed);
          LedgerWorld world = new LedgerWorld(SHARDS);
          MoneyAuditor auditor = new MoneyAuditor();
          world.observe(auditor);
          live(world, random);
          auditor.requireRest(account -> balance(world, account));
          arrivals[0] += auditor.arrivals();
        });
    assertThat(arrivals[0]).as("payments between shards").isGreaterThan(200);
  }

  /** The auditor must be able to fail: a world that credits a delivery twice is found out. */
  @Test
  void shouldFindMoneyThatArrivesTwice() {
    LedgerWorld world = new LedgerWorld(SHARDS);
    MoneyAuditor auditor = new MoneyAuditor();
    world.observe(auditor);
    List<Long> accounts = people(world, new SeededRandom(1));
    long payer = accounts.getFirst();
    long payee =
        accounts.stream()
            .filter(a -> world.shardOf(a) != world.shardOf(payer) && AccountNumber.isCustomer(a))
            .findFirst()
            .orElseThrow();
    world.execute(world.pay(payer, payee, 1));
    ChannelGroup group = world.groups(world.shardOf(payer), world.shardOf(payee), 1).getLast();
    byte[] entry = Batches.delivery(world.nowMillis(), world.shardOf(payer), group);
    BatchResult taken = world.executeEntry(world.shardOf(payee), entry);
    assertThatThrownBy(() -> auditor.executed(world.shardOf(payee), entry, taken))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("arrived twice");
  }

  private static void live(LedgerWorld world, SeededRandom random) {
    List<Long> accounts = people(world, random);
    ChaoticDeliverer deliverer = new ChaoticDeliverer(world, random.fork());
    List<Command> sent = new ArrayList<>();
    List<Command.PlaceHold> holds = new ArrayList<>();
    for (int i = 0; i < COMMANDS; i++) {
      world.advanceMillis(
          random.chance(1, 60) ? random.between(0, 150_000) : random.between(0, 300));
      boolean isRepeated = random.chance(1, 6) && !sent.isEmpty();
      Command command = isRepeated ? random.pick(sent) : command(world, random, accounts, holds);
      sent.add(command);
      world.execute(command);
      for (int step = random.between(0, 4); step > 0; step--) {
        deliverer.step();
      }
    }
    deliverer.loseAll();
    world.deliverAll();
  }

  private static List<Long> people(LedgerWorld world, SeededRandom random) {
    List<Long> accounts = new ArrayList<>();
    for (int bank = 1; bank <= 2; bank++) {
      world.admit(bank, 200_000);
      world.issue(bank, 80_000);
      for (int shard = 1; shard < SHARDS; shard++) {
        for (int n = 1; n <= 3; n++) {
          long account = world.customer(bank, shard, n);
          int limits =
              n == 1
                  ? LedgerWorld.UNLIMITED
                  : random.pick(LedgerWorld.UNLIMITED, LedgerWorld.LIMITED);
          world.open(account, random.pick(AccountKind.WALLET, AccountKind.MERCHANT), limits);
          world.fund(account, random.between(100, 3_000));
          accounts.add(account);
        }
      }
      accounts.add(AccountNumber.vault(bank));
    }
    return accounts;
  }

  private static Command command(
      LedgerWorld world, SeededRandom random, List<Long> accounts, List<Command.PlaceHold> holds) {
    long payer = random.pick(accounts);
    long payee = random.pick(accounts);
    return switch (random.between(0, 11)) {
      case 0, 1 -> {
        long ends = world.nowMillis() + random.between(1, 90_000);
        Command.PlaceHold hold =
            new Command.PlaceHold(
                world.id(), payer, payee, random.between(1, 500), ends, Text.EMPTY, Text.EMPTY);
        holds.add(hold);
        yield hold;
      }
      case 2 -> {
        Command.PlaceHold hold = holds.isEmpty() ? null : random.pick(holds);
        yield hold == null
            ? world.pay(payer, payee, 3)
            : new Command.CaptureHold(
                world.id(),
                hold.payer(),
                hold.payee(),
                hold.id(),
                random.between(1, 300),
                Text.EMPTY,
                Text.EMPTY);
      }
      case 3 -> {
        Command.PlaceHold hold = holds.isEmpty() ? null : random.pick(holds);
        yield hold == null
            ? world.pay(payer, payee, 4)
            : new Command.ReleaseHold(world.id(), hold.payer(), hold.payee(), hold.id());
      }
      case 4 -> {
        AccountStatus status =
            random.chance(2, 3) ? AccountStatus.ACTIVE : random.pick(AccountStatus.values());
        yield AccountNumber.isCustomer(payer)
            ? new Command.SetStatus(world.id(), payer, status)
            : world.pay(payer, payee, 5);
      }
      default -> world.pay(payer, payee, random.ofAnyMagnitude(1, 4_000));
    };
  }

  private static long[] balance(LedgerWorld world, long account) {
    ShardState state = world.state(world.shardOf(account));
    int slot = state.accounts().find(account);
    return slot < 0
        ? new long[2]
        : new long[] {state.accounts().available(slot), state.accounts().held(slot)};
  }
}
