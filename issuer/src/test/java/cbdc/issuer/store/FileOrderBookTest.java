package cbdc.issuer.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.issuer.core.FakeLedger;
import cbdc.issuer.core.Keys;
import cbdc.issuer.core.OrderBook.Found;
import cbdc.issuer.core.OrderDraft;
import cbdc.issuer.core.OrderId;
import cbdc.issuer.core.OrderRecord;
import cbdc.issuer.core.OrderRecord.LedgerTerms;
import cbdc.issuer.core.OrderRecord.Signed;
import cbdc.issuer.core.OrderSigning;
import cbdc.issuer.core.Progress;
import cbdc.protocol.CommandId;
import cbdc.protocol.OrderCodec;
import cbdc.protocol.RejectionCode;
import cbdc.testkit.Row;
import cbdc.testkit.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FileOrderBookTest {
  private static final CommandId COMMAND = CommandId.of(1_700_000_000_000L, 1, 2);
  private static final long AT = 1_700_000_000_123L;

  @TempDir Path temp;
  private Path folder;
  private FileOrderBook book;

  @BeforeEach
  void open() {
    folder = temp.resolve("orders");
    book = new FileOrderBook(folder);
  }

  static OrderRecord order(int bank, int number) {
    byte[] bytes =
        OrderCodec.encode(OrderDraft.issue(bank, 12_345).numbered(Keys.CLUSTER, number, 20_000));
    return new OrderRecord(
        new OrderId(bank, number, 1),
        1,
        bytes,
        OrderSigning.sealAsMaker(Keys.ALICE, bytes),
        AT,
        new LedgerTerms(2, Keys.PUBLIC, 8 * 3600),
        List.of(),
        new Progress.Open());
  }

  private static OrderRecord next(OrderRecord r, List<Signed> approvals, Progress progress) {
    return new OrderRecord(
        r.id(),
        r.version() + 1,
        r.bytes(),
        r.seal(),
        r.draftedAtMillis(),
        r.terms(),
        approvals,
        progress);
  }

  private static Signed approval(OrderRecord r) {
    return new Signed(OrderSigning.approve(Keys.BOB, r.bytes()), AT + 1);
  }

  /** A progress that must come back from the file as it was. */
  record ProgressRow(String name, Progress progress) implements Row {}

  @TestFactory
  Stream<DynamicTest> shouldKeepEverythingOverARestart() {
    return Tables.tests(
        List.of(
            new ProgressRow("open", new Progress.Open()),
            new ProgressRow("sent", new Progress.Sent(COMMAND, AT + 2)),
            new ProgressRow("executed", new Progress.Executed(COMMAND, AT + 2)),
            new ProgressRow(
                "refused",
                new Progress.Refused(COMMAND, RejectionCode.ORDER_OVER_RESERVES, 77, AT + 2)),
            new ProgressRow("withdrawn", new Progress.Withdrawn(AT + 2))),
        row -> {
          Path own = temp.resolve(row.name());
          OrderRecord first = order(1, 5);
          assertThat(new FileOrderBook(own).add(first)).isTrue();
          OrderRecord second = next(first, List.of(approval(first)), row.progress());
          assertThat(new FileOrderBook(own).replace(second)).isTrue();
          assertThat(new FileOrderBook(own).find(first.id())).isEqualTo(new Found.Present(second));
          assertThat(new FileOrderBook(own).list().orders()).containsExactly(second);
          assertThat(new FileOrderBook(own).list().notices()).isEmpty();
        });
  }

  @Test
  void shouldWriteWhatPeopleCanRead() throws IOException {
    book.add(order(1, 5));
    assertThat(folder.resolve("0001-00005-1.order")).hasBinaryContent(order(1, 5).bytes());
    assertThat(folder.resolve("0001-00005-1.json"))
        .content()
        .contains(
            "\"order\" : \"0001-00005-1\"",
            "\"state\" : \"DRAFTED\"",
            "\"kind\" : \"issue\"",
            "\"words\" : \"issue 123.45 to bank 0001\"",
            "\"lastValidDay\" : \"2024-10-04\"",
            "\"cluster\" : \"" + Keys.CLUSTER + "\"",
            "\"at\" : \"2023-11-14T22:13:20.123Z\"",
            "\"approvalsNeeded\" : 2",
            Keys.BOB.verifyingKey().text());
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(".lock", "0001-00005-1.json", "0001-00005-1.order");
    }
  }

  @Test
  void shouldSortByBankAndNumberAndBeEmptyBeforeTheFirstOrder() {
    assertThat(book.list().orders()).isEmpty();
    assertThat(book.find(new OrderId(1, 1, 1))).isEqualTo(new Found.Absent(""));
    List.of(order(2, 1), order(1, 10), order(1, 9)).forEach(book::add);
    assertThat(book.list().orders())
        .extracting(record -> record.id().toString())
        .containsExactly("0001-00009-1", "0001-00010-1", "0002-00001-1");
  }

  @Test
  void shouldNeverOverwriteAnOrderNorSkipAVersion() {
    OrderRecord first = order(1, 5);
    assertThat(book.replace(next(first, List.of(), first.progress()))).isFalse();
    book.add(first);
    assertThat(book.add(first)).isFalse();
    OrderRecord second = next(first, List.of(approval(first)), first.progress());
    assertThat(book.replace(second)).isTrue();
    assertThat(book.replace(second)).isFalse();
    assertThat(
            book.replace(
                next(next(second, List.of(), first.progress()), List.of(), first.progress())))
        .isFalse();
    assertThat(book.replace(first)).isFalse();
    assertThat(book.find(first.id())).isEqualTo(new Found.Present(second));
  }

  @Test
  void shouldLetOnlyOneOfSeveralWritersWin() throws Exception {
    OrderRecord first = order(1, 5);
    book.add(first);
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<Boolean>> writers = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        FileOrderBook own = new FileOrderBook(folder);
        Progress progress = new Progress.Withdrawn(i);
        writers.add(pool.submit(() -> own.replace(next(first, List.of(), progress))));
      }
      List<Boolean> won = new ArrayList<>();
      for (Future<Boolean> writer : writers) {
        won.add(writer.get(30, TimeUnit.SECONDS));
      }
      assertThat(won).filteredOn(yes -> yes).hasSize(1);
      Progress kept =
          new Progress.Withdrawn(IntStream.range(0, 12).filter(won::get).findFirst().orElseThrow());
      assertThat(book.find(first.id())).isEqualTo(new Found.Present(next(first, List.of(), kept)));
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void shouldIgnoreWhatACrashLeftBehindAndSayWhat() throws IOException {
    book.add(order(1, 5));
    // Killed after the bytes, before the description; and in the middle of writing each of the two.
    Files.write(folder.resolve("0001-00006-1.order"), order(1, 6).bytes());
    Files.writeString(folder.resolve("0001-00005-1.json.tmp"), "{\"format\" : 1, \"ord");
    Files.write(folder.resolve("0001-00007-1.order.tmp"), new byte[] {1, 2});
    Files.writeString(folder.resolve("notes.txt"), "mine");
    assertThat(book.list().orders()).containsExactly(order(1, 5));
    assertThat(book.list().notices())
        .containsExactly(
            "0001-00005-1.json.tmp: left over from an interrupted write; ignored, can be deleted",
            "0001-00006-1.order: a draft that was interrupted while it was written; ignored, draft the order again",
            "0001-00007-1.order.tmp: left over from an interrupted write; ignored, can be deleted",
            "notes.txt: is not of the order book; ignored");
    assertThat(book.find(new OrderId(1, 6, 1)))
        .isEqualTo(
            new Found.Absent(
                "0001-00006-1.order: a draft that was interrupted while it was written; ignored, draft the order again"));
    // Drafting again takes the name, and the leftovers are gone.
    assertThat(book.add(order(1, 6))).isTrue();
    assertThat(book.add(order(1, 7))).isTrue();
    OrderRecord five = order(1, 5);
    assertThat(book.replace(next(five, List.of(approval(five)), five.progress()))).isTrue();
    assertThat(book.list().orders()).hasSize(3);
    assertThat(book.list().notices())
        .containsExactly("notes.txt: is not of the order book; ignored");
  }

  /** Damage to an order's files, and the words for it. */
  record DamageRow(String name, String suffix, UnaryOperator<byte[]> change, String expected)
      implements Row {}

  private static UnaryOperator<byte[]> text(String from, String to) {
    return bytes -> {
      String text = new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
      assertThat(text).contains(from);
      return text.replace(from, to).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    };
  }

  @TestFactory
  Stream<DynamicTest> shouldTrustNothingThatDoesNotFit() {
    return Tables.tests(
        List.of(
            new DamageRow(
                "a byte of the order",
                ".order",
                bytes -> {
                  bytes[bytes.length - 1] ^= 1;
                  return bytes;
                },
                ": the signed bytes beside it are not those that were drafted (SHA-256 differs): they were altered"),
            new DamageRow(
                "the order is cut",
                ".order",
                bytes -> java.util.Arrays.copyOf(bytes, 10),
                ": the signed bytes beside it are not those that were drafted (SHA-256 differs): they were altered"),
            new DamageRow(
                "the description is cut",
                ".json",
                bytes -> java.util.Arrays.copyOf(bytes, 200),
                " line 10: while parsing"),
            new DamageRow("the description is empty", ".json", bytes -> new byte[0], ": is empty"),
            new DamageRow(
                "another format",
                ".json",
                text("\"format\" : 1", "\"format\" : 2"),
                " line 2: format: '2' is not a whole number from 1 to 1"),
            new DamageRow(
                "another order",
                ".json",
                text("0001-00005-1", "0001-00006-1"),
                ": is not of order 0001-00005-1: the file was renamed"),
            new DamageRow(
                "an unknown state",
                ".json",
                text("DRAFTED", "MINTED"),
                " line 5: state: 'MINTED' is not one of DRAFTED, "),
            new DamageRow(
                "a state without its event",
                ".json",
                text("DRAFTED", "EXECUTED"),
                ": field 'executed' is missing"),
            new DamageRow(
                "an unknown field",
                ".json",
                text("\"version\"", "\"versoin\""),
                " line 4: unknown field 'versoin'; did you mean 'version'?"),
            new DamageRow(
                "a key that is none",
                ".json",
                text("ed25519:", "ed25519:00"),
                " line 21: issuerKeys: ed25519 public key has 33 bytes; expected 32")),
        row -> {
          Path own = temp.resolve(row.name().replace(' ', '-'));
          FileOrderBook damaged = new FileOrderBook(own);
          damaged.add(order(1, 5));
          damaged.add(order(1, 8));
          Path file = own.resolve("0001-00005-1" + row.suffix());
          Files.write(file, row.change().apply(Files.readAllBytes(file)));
          Found found = damaged.find(new OrderId(1, 5, 1));
          assertThat(found).isInstanceOf(Found.Damaged.class);
          String notice = ((Found.Damaged) found).notice();
          assertThat(notice)
              .startsWith(own.resolve("0001-00005-1.json").toString())
              .contains(row.expected())
              .doesNotContain("\n");
          assertThat(damaged.list().notices()).containsExactly(notice);
          assertThat(damaged.list().orders()).containsExactly(order(1, 8));
          assertThat(damaged.add(order(1, 5))).isFalse();
          assertThat(damaged.replace(next(order(1, 5), List.of(), new Progress.Open()))).isFalse();
        });
  }

  @Test
  void shouldSayThatTheBytesAreMissing() throws IOException {
    book.add(order(1, 5));
    Files.delete(folder.resolve("0001-00005-1.order"));
    assertThat(((Found.Damaged) book.find(new OrderId(1, 5, 1))).notice())
        .endsWith("0001-00005-1.order with the signed bytes is missing");
  }

  @Test
  void shouldSayThatTheFolderIsAFile() throws IOException {
    Files.writeString(folder, "not a folder");
    assertThatThrownBy(book::list)
        .hasMessage("order book " + folder + " cannot be read: it is a file, not a folder");
    assertThatThrownBy(() -> book.add(order(1, 5)))
        .hasMessage(
            "order book "
                + folder
                + " cannot be written: it is a file, not a folder; nothing was changed");
  }

  @Test
  void shouldServeTheDeskLikeAnyOtherBook() {
    FakeLedger ledger = new FakeLedger(Keys.CLUSTER, 4, 2, Keys.PUBLIC);
    var desk =
        new cbdc.issuer.core.OrderDesk(book, Keys.CLUSTER, false, java.time.Clock.systemUTC());
    var answer =
        desk.draft(
                ledger,
                OrderDraft.issue(1, 5),
                Keys.ALICE,
                java.util.OptionalInt.empty(),
                3,
                Runnable::run)
            .toCompletableFuture()
            .join();
    OrderRecord drafted = ((cbdc.issuer.core.DeskAnswer.Done) answer).order();
    assertThat(book.find(drafted.id())).isEqualTo(new Found.Present(drafted));
  }
}
