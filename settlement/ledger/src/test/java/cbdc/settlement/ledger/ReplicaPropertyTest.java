package cbdc.settlement.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.AccountStatus;
import cbdc.protocol.BatchWriter;
import cbdc.protocol.Command;
import cbdc.protocol.Command.AskOutcome;
import cbdc.protocol.Command.PlaceHold;
import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.Order.RaiseRulesVersion;
import cbdc.protocol.Outcome;
import cbdc.settlement.ledger.state.ChannelsView;
import cbdc.settlement.ledger.state.ShardState;
import cbdc.settlement.ledger.state.StateBounds;
import cbdc.testkit.SeededRandom;
import cbdc.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Random commands over several shards whose deliveries are lost, repeated and reordered: money is
 * conserved at every moment, and a replica that executes the same entries, or starts from a
 * snapshot somewhere between them, comes to the same state and the same chain.
 */
class ReplicaPropertyTest {
  private static final int SHARDS = 4;

  @Test
  void shouldConserveMoneyAndReplayToTheSameState() {
    Seeds.forEach(
        12,
        seed -> {
          Run run = new Run(new SeededRandom(seed), false);
          run.commands(600);
          run.assertConserved();
          run.rest();
          run.assertConserved();
          run.assertNothingUnderWay();
          run.assertReplayed();
        });
  }

  @Test
  void shouldLoseAndDoubleNothingThoughLiesStopChannelsThatAreResumed() {
    AtomicInteger stops = new AtomicInteger();
    Seeds.forEach(
        12,
        seed -> {
          Run run = new Run(new SeededRandom(seed), true);
          for (int part = 0; part < 10; part++) {
            run.commands(60);
            run.assertConserved();
            stops.addAndGet(run.resumeAll());
          }
          run.rest();
          run.assertConserved();
          run.assertNothingUnderWay();
          run.assertReplayed();
        });
    assertThat(stops).as("channels that were stopped").hasPositiveValue();
  }

  /** One seed's world, its people and what they do. */
  private static final class Run {
    private final SeededRandom random;
    private final LedgerWorld world =
        new LedgerWorld(
            LedgerWorld.genesis(SHARDS),
            new StateBounds(1_000, 20, 2_000, 8, 1),
            new LedgerBounds(3, 2, 5));
    private final ChaoticDeliverer deliverer;
    private final List<Long> accounts = new ArrayList<>();
    private final List<PlaceHold> holds = new ArrayList<>();
    private final List<Command> earlier = new ArrayList<>();

    Run(SeededRandom random, boolean lies) {
      this.random = random;
      deliverer = new ChaoticDeliverer(world, random.fork(), lies);
      for (int version = 2; version <= LedgerGenesis.RULES_VERSION_MAX; version++) {
        world.order(new RaiseRulesVersion(world.header(0), version));
        world.deliverAll();
      }
      for (int bank = 1; bank <= 2; bank++) {
        world.admit(bank, 100_000);
        world.issue(bank, 50_000);
        for (int shard = 1; shard < SHARDS; shard++) {
          for (int n = 1; n <= 3; n++) {
            long account = world.customer(bank, shard, n);
            world.open(
                account,
                random.pick(AccountKind.WALLET, AccountKind.MERCHANT),
                random.pick(LedgerWorld.UNLIMITED, LedgerWorld.LIMITED));
            world.fund(account, random.between(0, 3_000));
            accounts.add(account);
          }
        }
        accounts.add(AccountNumber.vault(bank));
      }
    }

    void commands(int count) {
      for (int i = 0; i < count; i++) {
        world.advanceMillis(
            random.chance(1, 50) ? random.between(0, 200_000) : random.between(0, 500));
        Command command =
            random.chance(1, 10) && !earlier.isEmpty() ? random.pick(earlier) : command();
        earlier.add(command);
        world.execute(command);
        for (int step = random.between(0, 4); step > 0; step--) {
          deliverer.step();
        }
      }
    }

    /** Everything that is under way is lost and carried again. */
    void rest() {
      deliverer.loseAll();
      world.deliverAll();
      // A batch settles only so many of the messages that were acknowledged.
      for (int shard = 0; shard < SHARDS; shard++) {
        while (isTrimming(world.state(shard).channels())) {
          world.executeEntry(shard, Batches.empty(world.nowMillis()));
        }
      }
    }

    private static boolean isTrimming(ChannelsView channels) {
      return IntStream.range(0, SHARDS)
          .anyMatch(peer -> channels.trimmedMark(peer) < channels.acknowledgedMark(peer));
    }

    /** Lets all stopped channels go on, and returns how many there were. */
    int resumeAll() {
      int resumed = 0;
      for (int shard = 0; shard < SHARDS; shard++) {
        for (int peer = 0; peer < SHARDS; peer++) {
          if (world.state(shard).channels().isStopped(peer)) {
            byte[] entry = new BatchWriter().start().resumption(peer).finish(world.nowMillis());
            world.executeEntry(shard, entry);
            resumed++;
          }
        }
      }
      return resumed;
    }

    /** Every message arrived exactly once, and nobody waits for an outcome. */
    void assertNothingUnderWay() {
      for (int shard = 0; shard < SHARDS; shard++) {
        for (int peer = 0; peer < SHARDS; peer++) {
          if (shard != peer) {
            assertThat(world.state(peer).channels().received(shard))
                .as("received by shard %d from shard %d", peer, shard)
                .isEqualTo(world.state(shard).channels().sent(peer));
          }
        }
      }
      for (Command command : earlier) {
        int shard = world.shardOf(command.routingAccount());
        assertThat(world.remembered(shard, command.id())).isNotEqualTo(Outcome.Pending.INSTANCE);
      }
    }

    private Command command() {
      long payer = random.pick(accounts);
      long payee = random.pick(accounts);
      return switch (random.between(0, 9)) {
        case 0 -> {
          PlaceHold hold =
              new PlaceHold(
                  world.id(),
                  payer,
                  payee,
                  random.between(1, 400),
                  world.nowMillis() + random.between(1, 100_000),
                  cbdc.protocol.Text.EMPTY,
                  cbdc.protocol.Text.EMPTY);
          holds.add(hold);
          yield hold;
        }
        case 1 -> holds.isEmpty() ? world.pay(payer, payee, 1) : capture();
        case 2 ->
            random.chance(1, 4)
                ? new Command.SetStatus(world.id(), payer, random.pick(AccountStatus.values()))
                : world.pay(payer, payee, 5);
        case 3 ->
            AskOutcome.ofAnyContent(
                earlier.isEmpty() ? world.id() : random.pick(earlier).id(), payer);
        default -> world.pay(payer, payee, random.ofAnyMagnitude(1, 2_000));
      };
    }

    private Command capture() {
      PlaceHold hold = random.pick(holds);
      return random.chance(1, 3)
          ? new Command.ReleaseHold(world.id(), hold.payer(), hold.payee(), hold.id())
          : new Command.CaptureHold(
              world.id(),
              hold.payer(),
              hold.payee(),
              hold.id(),
              random.between(1, 300),
              cbdc.protocol.Text.EMPTY,
              cbdc.protocol.Text.EMPTY);
    }

    void assertConserved() {
      long money = 0;
      long underWay = 0;
      for (int shard = 0; shard < SHARDS; shard++) {
        ShardState state = world.state(shard);
        assertThat(FullCheck.of(state)).isEqualTo(List.of());
        money += cbdc.settlement.ledger.decide.ShardMoney.of(state.accounts());
        underWay += state.channels().totalSent() - state.channels().totalReceived();
      }
      assertThat(money + underWay)
          .isEqualTo(world.state(0).totals().issued() - world.state(0).totals().redeemed());
      assertThat(underWay).isNotNegative();
    }

    void assertReplayed() {
      for (int shard = 0; shard < SHARDS; shard++) {
        List<byte[]> history = world.history(shard);
        int cut = random.between(0, history.size());
        ShardState replayed =
            new ShardState(
                world.genesis(), shard, world.stateBounds().withIndexSeed(random.nextLong()));
        ShardLedger ledger = new ShardLedger(replayed, new TestSignatures(), world.bounds());
        history.subList(0, cut).forEach(ledger::execute);
        ShardState restored = Snapshots.restored(replayed, world.stateBounds());
        ShardLedger successor = new ShardLedger(restored, new TestSignatures(), world.bounds());
        for (byte[] entry : history.subList(cut, history.size())) {
          assertThat(successor.execute(entry)).isEqualTo(ledger.execute(entry));
        }
        assertThat(replayed.totals().chainHash())
            .isEqualTo(world.state(shard).totals().chainHash());
        assertThat(replayed.stateHash()).isEqualTo(world.state(shard).stateHash());
        assertThat(restored.stateHash()).isEqualTo(world.state(shard).stateHash());
      }
    }
  }
}
