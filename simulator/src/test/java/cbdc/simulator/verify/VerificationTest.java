package cbdc.simulator.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.crypto.Hashes;
import cbdc.crypto.SigningKey;
import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.AccountStatus;
import cbdc.protocol.AuditMark;
import cbdc.protocol.BankStatus;
import cbdc.protocol.Command;
import cbdc.protocol.CommandId;
import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.Order;
import cbdc.protocol.Outcome;
import cbdc.protocol.Text;
import cbdc.settlement.node.store.HistoryRecord;
import cbdc.simulator.console.CommandFailure;
import cbdc.simulator.local.LocalLedgers;
import cbdc.simulator.local.StoredNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class VerificationTest {
  static final int SHARDS = 3;
  static final int BANK = 11;
  private static final long MONEY = 1_000_000;

  @TempDir private Path folder;

  /** Everything that the ledger can do with money, on three shards. */
  static void live(LocalLedgers world) {
    world.order(
        h ->
            new Order.SetBank(
                h,
                BankStatus.ACTIVE,
                10 * MONEY,
                List.of(LocalLedgers.publicKey(LocalLedgers.bankKey(BANK)))),
        BANK);
    world.order(h -> new Order.CreditReserve(h, 3 * MONEY), BANK);
    world.order(h -> new Order.Issue(h, 2 * MONEY), BANK);
    long here = customer(world, 1, 1);
    long neighbour = customer(world, 1, 2);
    long elsewhere = customer(world, 2, 1);
    for (long account : List.of(here, neighbour, elsewhere)) {
      run(world, new Command.OpenAccount(world.id(), account, AccountKind.WALLET, 1));
    }
    pay(world, AccountNumber.vault(BANK), here, 500_000);
    pay(world, here, neighbour, 1_000);
    pay(world, here, elsewhere, 70_000);
    pay(world, here, customer(world, 2, 9), 5);
    pay(world, elsewhere, here, 100_000);
    CommandId hold = world.id();
    run(
        world,
        new Command.PlaceHold(
            hold, here, elsewhere, 9_000, world.nowMillis() + 60_000, Text.EMPTY, Text.EMPTY));
    run(
        world,
        new Command.CaptureHold(world.id(), here, elsewhere, hold, 4_000, Text.EMPTY, Text.EMPTY));
    CommandId expiring = world.id();
    run(
        world,
        new Command.PlaceHold(
            expiring, here, neighbour, 300, world.nowMillis() + 1_000, Text.EMPTY, Text.EMPTY));
    world.advanceMillis(5_000);
    run(world, new Command.ReleaseHold(world.id(), here, elsewhere, hold));
    run(world, new Command.SetStatus(world.id(), neighbour, AccountStatus.CREDIT_BLOCKED));
    pay(world, elsewhere, neighbour, 10);
    world.order(h -> new Order.Redeem(h, MONEY), BANK);
  }

  @Test
  void shouldPassAnUndamagedStore() throws Exception {
    try (StoredNode node = node("n1", List.of("n1"))) {
      live(new LocalLedgers(genesis(), node));
    }
    VerifyReport report = verify("n1");
    assertThat(report.faults()).isEmpty();
    assertThat(report.conservation()).isEqualTo("ok");
    assertThat(report.issuedMinor()).isEqualTo(2 * MONEY);
    assertThat(report.redeemedMinor()).isEqualTo(MONEY);
    assertThat(report.circulatingMinor()).isEqualTo(MONEY);
    assertThat(report.channelsCompared()).isEqualTo(SHARDS * (SHARDS - 1));
    assertThat(report.signaturesChecked()).isGreaterThan(10);
  }

  @Test
  void shouldPassMoneyUnderWay() throws Exception {
    try (StoredNode node = node("n1", List.of("n1"))) {
      LocalLedgers world = new LocalLedgers(genesis(), node);
      live(world);
      long here = customer(world, 1, 1);
      long elsewhere = customer(world, 2, 1);
      world.execute(
          1,
          BANK,
          List.of(payment(world, here, elsewhere, 111), payment(world, here, elsewhere, 222)));
      world.deliver(1, 2);
      world.execute(1, BANK, List.of(payment(world, here, elsewhere, 1_000)));
    }
    VerifyReport report = verify("n1");
    assertThat(report.faults()).isEmpty();
    assertThat(report.inFlightMinor()).isEqualTo(1_000);
    assertThat(report.conservation()).isEqualTo("ok");
  }

  @Test
  void shouldCompareTheLeadersAuditMarks() throws Exception {
    byte[] hash = Hashes.sha256(new byte[] {1});
    AtomicReference<AuditMark> last = new AtomicReference<>();
    try (StoredNode node = node("n1", List.of("n1"))) {
      LocalLedgers world =
          new LocalLedgers(
              genesis(),
              (shard, executed) -> {
                node.executed(shard, executed);
                if (shard == 1) {
                  last.set(new AuditMark(executed.number(), executed.chainHash()));
                }
              });
      live(world);
      world.execute(1, last.get().encode());
      assertThat(last.get().number()).isGreaterThan(10);
    }
    assertThat(verify("n1").faults()).isEmpty();
    try (StoredNode node = node("n2", List.of("n2"))) {
      LocalLedgers world = new LocalLedgers(genesis(), node);
      live(world);
      world.execute(1, new AuditMark(5, hash).encode());
    }
    VerifyReport report = verify("n2");
    assertThat(report.faults().getFirst().what()).contains("leader's audit mark of entry 5");
    assertThat(report.faults().getFirst().shard()).isEqualTo(1);
  }

  @Test
  void shouldFindAChangedOutcome() throws Exception {
    assertFirstFault(
        onRecord(
            2,
            r -> copy(r, r.entry(), flipped(r.outcome(), r.outcome().length - 1), r.chainHash())),
        2,
        "hash of the chain");
  }

  @Test
  void shouldFindAChangedEntryWhoseHashesWereMadeToFit() throws Exception {
    // Record 4 holds a client's commands; the changed bit is their last: the bank never signed it.
    assertFirstFault(
        rehashedFrom(4, r -> flipped(r.entry(), r.entry().length - 1)),
        4,
        "hash of the commands in a batch of bank");
  }

  @Test
  void shouldFindAForgedPayment() throws Exception {
    try (StoredNode node = node("n1", List.of("n1"))) {
      LocalLedgers world = new LocalLedgers(genesis(), node);
      live(world);
      SigningKey thief = LocalLedgers.bankKey(99);
      SigningKey claimsToBeTheBank = new ClaimedKey(thief, LocalLedgers.bankKey(BANK));
      Command theft = payment(world, customer(world, 1, 1), customer(world, 1, 2), 1);
      world.execute(1, world.entry(1, BANK, claimsToBeTheBank, List.of(theft)));
    }
    VerifyReport report = verify("n1");
    assertThat(report.faults()).hasSize(1);
    assertThat(report.faults().getFirst().what()).contains("signature of bank " + BANK);
    assertThat(report.faults().getFirst().shard()).isEqualTo(1);
  }

  @Test
  void shouldFindAForgedDelivery() throws Exception {
    try (StoredNode node = node("n1", List.of("n1"))) {
      LocalLedgers world = new LocalLedgers(genesis(), node);
      live(world);
      // A node that executes a delivery that shard 1 never sent: shard 2 cannot know, its own books
      // balance.
      LocalLedgers forger = new LocalLedgers(genesis(), (shard, executed) -> {});
      live(forger);
      long here = customer(forger, 1, 1);
      long elsewhere = customer(forger, 2, 1);
      forger.execute(1, BANK, List.of(payment(forger, here, elsewhere, 400_000)));
      long mark = world.state(2).channels().incomingMark(1);
      forger
          .state(1)
          .channels()
          .groupsFrom(2, mark + 1, Integer.MAX_VALUE)
          .forEach(
              group ->
                  world.execute(
                      2,
                      new cbdc.protocol.BatchWriter()
                          .start()
                          .delivery(1, group)
                          .finish(world.nowMillis())));
      assertThat(world.available(elsewhere)).isGreaterThan(400_000);
    }
    VerifyReport report = verify("n1");
    assertThat(report.hasNoFault()).isFalse();
    assertThat(report.faults().getFirst().what()).contains("channel from shard 1 to shard 2");
    assertThat(report.notes())
        .anySatisfy(
            note ->
                assertThat(note)
                    .contains("channel from shard 1 to shard 2: the ends part where shard 2 took")
                    .contains("in record "));
  }

  @Test
  void shouldTellThatTheEndsOfAStoppedChannelAgree() throws Exception {
    try (StoredNode node = node("n1", List.of("n1"))) {
      LocalLedgers world = new LocalLedgers(genesis(), node);
      live(world);
      long mark = world.state(2).channels().incomingMark(1);
      cbdc.protocol.ChannelGroup forged =
          new cbdc.protocol.ChannelGroup(mark + 1, 1, new byte[32], new byte[40]);
      world.execute(
          2, new cbdc.protocol.BatchWriter().start().delivery(1, forged).finish(world.nowMillis()));
    }
    VerifyReport report = verify("n1");
    assertThat(report.faults()).isEmpty();
    assertThat(report.notes())
        .anySatisfy(
            note ->
                assertThat(note)
                    .contains("channel from shard 1 to shard 2 is stopped behind sequence ")
                    .contains("both ends agree"));
  }

  @Test
  void shouldFindRaftIndexesThatFall() throws Exception {
    assertFirstFault(
        onRecord(
            7,
            r ->
                new HistoryRecord(
                    r.number(), 3, r.term(), r.kind(), r.entry(), r.outcome(), r.chainHash())),
        7,
        "Raft index");
  }

  @Test
  void shouldFindAFlippedByteOnDisk() throws Exception {
    try (StoredNode node = node("n1", List.of("n1"))) {
      LocalLedgers world = new LocalLedgers(genesis(), node);
      live(world);
      for (int i = 0; i < 300; i++) {
        pay(world, customer(world, 1, 1), customer(world, 2, 1), 1);
      }
    }
    flipAByteOfTheHistory(folder.resolve("n1"));
    VerifyReport report = verify("n1");
    assertThat(report.hasNoFault()).isFalse();
    assertThat(report.faults())
        .anySatisfy(
            fault -> {
              assertThat(fault.shard()).isNotNegative();
              assertThat(fault.index()).isPositive();
              assertThat(fault.describe())
                  .containsPattern("shard \\d+")
                  .containsPattern("(?i)index \\d+");
            });
  }

  @Test
  void shouldRefuseAFolderWithoutAStore() {
    assertThatThrownBy(() -> verify("nothing"))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("no node store in");
  }

  @Test
  void shouldRefuseADirectoryInUse() throws Exception {
    try (StoredNode node = node("n1", List.of("n1"))) {
      live(new LocalLedgers(genesis(), node));
      assertThatThrownBy(() -> verify("n1"))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining("in use");
    }
  }

  private void assertFirstFault(UnaryOperator<HistoryRecord> distortion, long number, String what)
      throws Exception {
    try (StoredNode node = node("n1", List.of("n1"))) {
      LocalLedgers world =
          new LocalLedgers(
              genesis(),
              (shard, executed) -> {
                if (shard == 1) {
                  node.distort(distortion);
                } else {
                  node.distort(UnaryOperator.identity());
                }
                node.executed(shard, executed);
              });
      live(world);
    }
    VerifyReport report = verify("n1");
    assertThat(report.hasNoFault()).isFalse();
    assertThat(report.faults())
        .anySatisfy(
            fault -> {
              assertThat(fault.shard()).isEqualTo(1);
              assertThat(fault.number()).isEqualTo(number);
              assertThat(fault.what()).contains(what);
            });
  }

  private static UnaryOperator<HistoryRecord> onRecord(
      long number, UnaryOperator<HistoryRecord> change) {
    return record -> record.number() == number ? change.apply(record) : record;
  }

  /**
   * Changes one entry and computes the chain anew from there, as somebody with the store's tools
   * could.
   */
  static UnaryOperator<HistoryRecord> rehashedFrom(
      long number, java.util.function.Function<HistoryRecord, byte[]> change) {
    List<byte[]> hashes = new ArrayList<>();
    return record -> {
      if (record.number() < number) {
        hashes.clear();
        hashes.add(record.chainHash());
        return record;
      }
      byte[] entry = record.number() == number ? change.apply(record) : record.entry();
      byte[] before = hashes.getFirst();
      byte[] all =
          ByteBuffer.allocate(before.length + entry.length + record.outcome().length)
              .put(before)
              .put(entry)
              .put(record.outcome())
              .array();
      hashes.set(0, Hashes.sha256(all));
      return copy(record, entry, record.outcome(), hashes.getFirst());
    };
  }

  private static HistoryRecord copy(
      HistoryRecord r, byte[] entry, byte[] outcome, byte[] chainHash) {
    return new HistoryRecord(r.number(), r.index(), r.term(), r.kind(), entry, outcome, chainHash);
  }

  static byte[] flipped(byte[] bytes, int at) {
    byte[] changed = bytes.clone();
    changed[at] ^= 1;
    return changed;
  }

  /** In the largest file of the database, in its middle. */
  private static void flipAByteOfTheHistory(Path directory) {
    try (Stream<Path> files = Files.list(directory.resolve("db"))) {
      Path largest =
          files
              .filter(file -> file.toString().endsWith(".log") || file.toString().endsWith(".sst"))
              .max(java.util.Comparator.comparingLong(file -> file.toFile().length()))
              .orElseThrow();
      try (RandomAccessFile file = new RandomAccessFile(largest.toFile(), "rw")) {
        long at = file.length() / 2;
        file.seek(at);
        int old = file.read();
        file.seek(at);
        file.write(old ^ 1);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private VerifyReport verify(String... names) throws InterruptedException {
    return Verification.of(Stream.of(names).map(folder::resolve).toList(), 2);
  }

  private StoredNode node(String id, List<String> nodes) {
    return new StoredNode(folder.resolve(id), genesis(), id, nodes);
  }

  static LedgerGenesis genesis() {
    return LocalLedgers.genesis(SHARDS);
  }

  /** The n-th customer, from 1, whom a shard keeps. */
  static long customer(LocalLedgers world, int shard, int n) {
    int found = 0;
    for (long serial = AccountNumber.FIRST_CUSTOMER_SERIAL; ; serial++) {
      long account = AccountNumber.of(BANK, serial);
      if (world.shardOf(account) == shard && ++found == n) {
        return account;
      }
    }
  }

  private static Command payment(LocalLedgers world, long payer, long payee, long amount) {
    return new Command.Pay(world.id(), payer, payee, amount, Text.of("e2e"), Text.EMPTY);
  }

  static Outcome pay(LocalLedgers world, long payer, long payee, long amount) {
    return run(world, payment(world, payer, payee, amount));
  }

  private static Outcome run(LocalLedgers world, Command command) {
    int shard = world.shardOf(command.routingAccount());
    Outcome outcome = world.execute(shard, BANK, List.of(command)).getFirst();
    world.carryAll();
    return outcome;
  }

  /** Signs with one key under the name of another. */
  private record ClaimedKey(SigningKey signer, SigningKey claimed) implements SigningKey {
    @Override
    public cbdc.crypto.VerifyingKey verifyingKey() {
      return claimed.verifyingKey();
    }

    @Override
    public byte[] sign(byte[] message) {
      return signer.sign(message);
    }
  }
}
