package cbdc.settlement.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.AccountStatus;
import cbdc.protocol.BatchWriter;
import cbdc.protocol.ChannelGroup;
import cbdc.protocol.Command;
import cbdc.protocol.EntryKind;
import cbdc.protocol.Outcome;
import cbdc.protocol.Outcome.Rejected;
import cbdc.protocol.RejectionCode;
import cbdc.testkit.SeededRandom;
import cbdc.testkit.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * Whatever bytes a log holds, every replica gives the same answer, the books stay sound, and
 * nothing throws.
 */
class EntryFuzzTest {
  @Test
  void shouldSurviveRandomBytes() {
    Seeds.forEach(
        50,
        seed -> {
          SeededRandom random = new SeededRandom(seed);
          Town t = new Town();
          for (int i = 0; i < 100; i++) {
            byte[] entry = random.bytes(random.between(1, 300));
            entry[0] = random.chance(3, 4) ? EntryKind.BATCH : entry[0];
            assertThat(t.world.executeEntry(1, entry).outcomes()).isEmpty();
          }
          t.assertBalances("alice 1000 bob 4500 shop 0");
          t.assertSound();
        });
  }

  @Test
  void shouldGiveTheSameAnswerToMutatedEntriesOnEveryReplica() {
    Seeds.forEach(
        60,
        seed -> {
          SeededRandom random = new SeededRandom(seed);
          Town town = new Town();
          Town replica = new Town();
          for (int i = 0; i < 60; i++) {
            int shard = random.between(0, 2);
            byte[] entry = mutated(valid(town, shard, random), random);
            BatchResult result = town.world.executeEntry(shard, entry);
            assertThat(replica.world.executeEntry(shard, entry)).isEqualTo(result);
          }
          town.assertSound();
          for (int shard = 0; shard < 3; shard++) {
            assertThat(replica.world.state(shard).stateHash())
                .isEqualTo(town.world.state(shard).stateHash());
          }
        });
  }

  @Test
  void shouldRefuseTheRestOfAClientBatchBehindBytesThatAreNoCommand() {
    Town t = new Town();
    byte[] batch =
        Batches.clientBatch(
            1,
            LedgerWorld.bankKey(1).keyId(),
            List.of(
                t.pay(t.alice, t.shop, 1), t.pay(t.alice, t.shop, 2), t.pay(t.alice, t.shop, 4)));
    int lengthOfPay = 46;
    batch[batch.length - 2 * lengthOfPay + 1] = 77;
    byte[] other =
        Batches.clientBatch(2, LedgerWorld.bankKey(2).keyId(), List.of(t.pay(t.shop, t.alice, 1)));
    byte[] entry =
        new BatchWriter()
            .start()
            .clientBatch(new UnsafeBuffer(batch), 0, batch.length)
            .clientBatch(new UnsafeBuffer(other), 0, other.length)
            .finish(t.world.nowMillis());
    Outcome malformed = new Rejected(RejectionCode.COMMAND_MALFORMED);
    assertThat(t.world.execute(1, entry))
        .containsExactly(Outcome.Settled.INSTANCE, malformed, malformed, Outcome.Settled.INSTANCE);
    t.assertBalances("alice 1000 shop 0");
  }

  @Test
  void shouldRefuseStampsThatNoIdCanHave() {
    Town t = new Town();
    for (long stamp : new long[] {-1, 1L << 48, Long.MAX_VALUE, Long.MIN_VALUE}) {
      assertThat(t.world.executeEntry(1, Batches.empty(stamp)).outcomes()).isEmpty();
    }
    assertThat(t.world.executeEntry(1, Batches.empty((1L << 48) - 1)).outcomes()).isNotEmpty();
  }

  @Test
  void shouldRefuseAnEntryThatIsTooLong() {
    Town t = new Town();
    byte[] entry =
        Arrays.copyOf(Batches.empty(t.world.nowMillis()), ShardLedger.ENTRY_BYTES_MAX + 1);
    assertThat(t.world.executeEntry(1, entry).outcomes()).isEmpty();
  }

  @Test
  void shouldCountAndChainEntriesThatAreNoBatch() {
    Town t = new Town();
    byte[] before = t.world.state(1).totals().chainHash();
    long number = t.world.state(1).totals().batchNumber();
    BatchResult newTerm = t.world.executeEntry(1, new byte[] {EntryKind.NEW_TERM});
    BatchResult membership = t.world.executeEntry(1, new byte[0]);
    assertThat(newTerm.batchNumber()).isEqualTo(number + 1);
    assertThat(membership.batchNumber()).isEqualTo(number + 2);
    assertThat(newTerm.chainHash()).isNotEqualTo(before).isNotEqualTo(membership.chainHash());
    assertThat(newTerm.outcomes()).isEmpty();
  }

  /**
   * An entry that could be a leader's: commands of several kinds, a delivery, an acknowledgement.
   */
  private static byte[] valid(Town t, int shard, SeededRandom random) {
    BatchWriter writer = new BatchWriter().start();
    int peer = (shard + random.between(1, 2)) % 3;
    if (random.chance(1, 3)) {
      writer.acknowledgement(peer, random.between(0, 3), random.between(0, 2));
    }
    List<ChannelGroup> groups =
        t.world.groups(peer, shard, t.world.state(shard).channels().incomingMark(peer) + 1);
    if (!groups.isEmpty() && random.chance(1, 2)) {
      writer.delivery(peer, groups.get(0));
    }
    int bank = random.between(0, 2);
    List<Command> commands = new ArrayList<>();
    for (int i = random.between(0, 5); i > 0; i--) {
      commands.add(command(t, random));
    }
    byte[] batch = Batches.clientBatch(bank, LedgerWorld.bankKey(bank).keyId(), commands);
    return writer
        .clientBatch(new UnsafeBuffer(batch), 0, batch.length)
        .finish(t.world.nowMillis() + random.between(0, 9_000));
  }

  private static Command command(Town t, SeededRandom random) {
    long payer = random.pick(t.alice, t.bob, t.shop, t.carol, t.vault1);
    long payee = random.pick(t.alice, t.bob, t.shop, t.carol, t.vault1, t.vault2);
    return switch (random.between(0, 5)) {
      case 0 -> t.hold(payer, payee, random.between(1, 500));
      case 1 -> t.setStatus(payer, random.pick(AccountStatus.values()));
      case 2 -> t.changeClass(payer, random.between(0, 5));
      case 3 ->
          t.world.signed(
              new cbdc.protocol.Order.Issue(t.world.header(1), random.between(0, 100)),
              LedgerWorld.ISSUER_KEYS.get(0),
              LedgerWorld.ISSUER_KEYS.get(1));
      default -> t.pay(payer, payee, random.between(1, 500));
    };
  }

  /** Some bytes changed, cut off, or repeated; now and then none. */
  private static byte[] mutated(byte[] entry, SeededRandom random) {
    byte[] bytes = entry.clone();
    for (int i = random.between(0, 3); i > 0; i--) {
      int at = random.between(1, bytes.length - 1);
      bytes[at] = (byte) random.nextLong();
    }
    if (random.chance(1, 6)) {
      return Arrays.copyOf(bytes, random.between(1, bytes.length + 5));
    }
    return bytes;
  }
}
