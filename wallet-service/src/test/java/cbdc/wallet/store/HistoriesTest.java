package cbdc.wallet.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.CommandId;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.Text;
import cbdc.protocol.wire.FeedKind;
import cbdc.protocol.wire.FeedRecord;
import cbdc.wallet.core.AsOf;
import cbdc.wallet.core.CommandTrace;
import cbdc.wallet.core.EntryKind;
import cbdc.wallet.core.EntryRecord;
import cbdc.wallet.core.Histories;
import cbdc.wallet.core.HoldRecord;
import cbdc.wallet.core.Page;
import cbdc.wallet.core.PaymentKey;
import cbdc.wallet.core.PaymentKind;
import cbdc.wallet.core.PaymentRecord;
import cbdc.wallet.core.PaymentStatus;
import cbdc.wallet.core.RefundBook;
import cbdc.wallet.core.TimelineEvent;
import cbdc.wallet.store.projection.TestProjection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HistoriesTest {
  private static final long VAULT = AccountNumber.vault(TestProjection.BANK);

  private final TestProjection world = new TestProjection(3);
  private final Histories histories = world.store.histories();

  /** In shard 1, 1 and 2. */
  private long anna;

  private long ben;
  private long shop;

  @BeforeEach
  void openAccounts() {
    anna = open(1, 0, AccountKind.WALLET);
    ben = open(1, 1, AccountKind.WALLET);
    shop = open(2, 0, AccountKind.MERCHANT);
    world.feed.add(0, FeedKind.ISSUED, world.feed.id(), VAULT, 0, 10_000, 0);
    pay(0, FeedKind.SENT, VAULT, anna, 5_000, "cash", "");
    world.project();
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void shouldListPaymentsNewestFirstWhateverComesBetweenThePages() {
    List<CommandId> paid = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      paid.addFirst(pay(1, FeedKind.PAID, anna, ben, 10, "", ""));
      world.feed.close();
    }
    world.project();

    Page<PaymentRecord> first = get(histories.payments(anna, page(2, Optional.empty())));
    CommandId between = pay(1, FeedKind.PAID, ben, anna, 1, "", "");
    world.project();
    Page<PaymentRecord> second = get(histories.payments(anna, page(2, first.next())));
    Page<PaymentRecord> third = get(histories.payments(anna, page(2, second.next())));

    List<CommandId> shown = new ArrayList<>();
    List.of(first, second, third).forEach(p -> p.items().forEach(r -> shown.add(r.key().id())));
    assertThat(shown.subList(0, 5)).isEqualTo(paid);
    assertThat(shown).hasSize(6).doesNotHaveDuplicates();
    assertThat(third.next()).isEmpty();
    assertThat(get(histories.payments(anna, page(1, Optional.empty()))).items())
        .extracting(r -> r.key().id())
        .containsExactly(between);
  }

  @Test
  void shouldEndAListThatFitsItsLastPage() {
    pay(1, FeedKind.PAID, anna, ben, 10, "", "");
    pay(1, FeedKind.PAID, anna, ben, 10, "", "");
    world.project();

    assertThat(get(histories.payments(ben, page(2, Optional.empty()))).next()).isEmpty();
    assertThat(get(histories.payments(ben, page(1, Optional.empty()))).next()).isPresent();
  }

  @Test
  void shouldRefuseCursorsOfNoPageOfTheList() {
    pay(1, FeedKind.PAID, anna, ben, 10, "", "");
    pay(1, FeedKind.PAID, anna, ben, 10, "", "");
    world.project();
    String cursor = get(histories.payments(anna, page(1, Optional.empty()))).next().orElseThrow();
    char changed = cursor.charAt(20) == 'A' ? 'B' : 'A';

    assertThat(get(histories.payments(anna, page(1, Optional.of(cursor)))).items()).hasSize(1);
    for (String wrong :
        List.of(
            "",
            "?",
            "AAAA",
            cursor.substring(1),
            cursor + "AAAA",
            cursor.substring(0, 20) + changed + cursor.substring(21))) {
      assertInvalid(histories.payments(anna, page(1, Optional.of(wrong))));
    }
    assertInvalid(histories.payments(ben, page(1, Optional.of(cursor))));
    assertInvalid(histories.entries(anna, page(1, Optional.of(cursor))));
    assertInvalid(histories.holds(anna, page(1, Optional.of(cursor))));
  }

  @Test
  void shouldCallAPaymentSettledFromWhenThePayeeHasIt() {
    CommandId id = pay(1, FeedKind.SENT, anna, shop, 300, "order 7", "shoes");
    world.project();
    PaymentKey key = new PaymentKey(1, id);
    assertThat(payment(key))
        .satisfies(
            p -> {
              assertThat(p.status()).isEqualTo(PaymentStatus.PENDING);
              assertThat(p.endedMillis()).isZero();
            });

    long received = world.feed.timeMillis();
    record(2, FeedKind.RECEIVED, id, shop, anna, 300, 0);
    world.project();
    world.feed.add(1, FeedKind.SETTLED, id, 0, 0, 0, 0);
    world.project();

    assertThat(payment(key))
        .satisfies(
            p -> {
              assertThat(p.status()).isEqualTo(PaymentStatus.SETTLED);
              assertThat(p.kind()).isEqualTo(PaymentKind.PAYMENT);
              assertThat(p.endedMillis()).isEqualTo(received);
              assertThat(p.createdMillis()).isLessThan(received);
              assertThat(p.endToEndId()).isEqualTo("order 7");
            });
    assertThat(kinds(key)).containsExactly("1 sent 300", "2 received 300", "1 settled 0");
    assertThat(get(histories.payments(id, shop))).extracting(PaymentRecord::key).contains(key);
    assertThat(get(histories.payments(id, ben))).isEmpty();
  }

  @Test
  void shouldTellReturnsAndWhereTheMoneyLies() {
    CommandId returned = pay(1, FeedKind.SENT, anna, shop, 300, "", "first");
    CommandId inSuspense = pay(1, FeedKind.SENT, anna, shop, 40, "", "");
    world.project();
    int code = RejectionCode.PAYEE_BLOCKED.number();
    world.feed.add(1, FeedKind.RETURNED, returned, anna, 0, 300, code);
    long suspense = AccountNumber.suspense(TestProjection.BANK, 1);
    world.feed.add(1, FeedKind.TO_SUSPENSE, inSuspense, anna, suspense, 40, code);
    world.project();

    assertThat(payment(new PaymentKey(1, returned)))
        .satisfies(
            p -> {
              assertThat(p.status()).isEqualTo(PaymentStatus.RETURNED);
              assertThat(p.code()).contains(RejectionCode.PAYEE_BLOCKED);
            });
    assertThat(kinds(new PaymentKey(1, returned))).containsExactly("1 sent 300", "1 returned 300");
    assertThat(kinds(new PaymentKey(1, inSuspense)))
        .containsExactly("1 sent 40", "1 to_suspense 40");
    EntryRecord line = get(histories.entries(anna, page(1, Optional.empty()))).items().getFirst();
    assertThat(line.kind()).isEqualTo(EntryKind.RETURNED);
    assertThat(line.counterAccount()).isEqualTo(shop);
    assertThat(line.note()).isEqualTo("first");
    assertThat(line.availableAfter()).isEqualTo(4_960);
    assertThat(get(histories.entries(suspense, page(9, Optional.empty()))).items())
        .singleElement()
        .satisfies(entry -> assertThat(entry.availableAfter()).isEqualTo(40));
  }

  @Test
  void shouldTellTheLifeOfAHold() {
    CommandId hold = world.feed.id();
    hold(FeedKind.HOLD_PLACED, hold, hold, 500);
    CommandId capture = world.feed.id();
    hold(FeedKind.HOLD_CAPTURE_SENT, capture, hold, 200);
    record(2, FeedKind.RECEIVED, capture, shop, anna, 200, 0);
    CommandId release = world.feed.id();
    world.feed.close();
    hold(FeedKind.HOLD_RELEASED, release, hold, 0);
    world.project();

    PaymentKey key = new PaymentKey(1, hold);
    HoldRecord record = get(histories.hold(key)).orElseThrow();
    assertThat(record.status()).isEqualTo(HoldRecord.Status.RELEASED);
    assertThat(record.captured()).isEqualTo(200);
    assertThat(get(histories.holds(hold))).containsExactly(record);
    assertThat(kinds(key))
        .containsExactly(
            "1 hold_placed 500",
            "1 hold_capture_sent 200",
            "2 received 200",
            "1 hold_released 300");
    assertThat(kinds(new PaymentKey(1, release))).contains("1 hold_released 300");
    PaymentRecord paid = payment(new PaymentKey(1, capture));
    assertThat(get(histories.payments(anna, page(9, Optional.empty()))).items())
        .extracting(PaymentRecord::key)
        .contains(paid.key());
    assertThat(paid.kind()).isEqualTo(PaymentKind.CAPTURE);
    assertThat(paid.hold()).contains(hold);
    assertThat(get(histories.entries(anna, page(3, Optional.empty()))).items())
        .extracting(
            e -> e.kind() + " " + e.amount() + " " + e.availableAfter() + " " + e.heldAfter())
        .containsExactly(
            "HOLD_RELEASED 300 4800 0", "HOLD_CAPTURED 0 4500 300", "HOLD_PLACED -500 4500 500");
  }

  @Test
  void shouldPageHoldsOfBothSides() {
    List<CommandId> placed = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      CommandId id = world.feed.id();
      placed.addFirst(id);
      hold(FeedKind.HOLD_PLACED, id, id, 10);
      world.feed.close();
    }
    world.project();

    for (long account : List.of(anna, shop)) {
      List<CommandId> shown = new ArrayList<>();
      Optional<String> next = Optional.empty();
      do {
        Page<HoldRecord> page = get(histories.holds(account, page(2, next)));
        page.items().forEach(h -> shown.add(h.id()));
        next = page.next();
      } while (next.isPresent());
      assertThat(shown).isEqualTo(placed);
    }
  }

  @Test
  void shouldCallPaymentsWhatTheyAreForPeople() {
    CommandId cashOut = pay(1, FeedKind.SENT, anna, VAULT, 100, "", "");
    CommandId paid = pay(1, FeedKind.SENT, anna, shop, 100, "", "");
    record(2, FeedKind.RECEIVED, paid, shop, anna, 100, 0);
    CommandId refund = pay(2, FeedKind.SENT, shop, anna, 30, RefundBook.endToEndId(paid), "");
    world.project();

    assertThat(get(histories.payments(anna, page(9, Optional.empty()))).items())
        .extracting(p -> p.kind() + " " + p.refunded())
        .containsExactly("PAYMENT 30", "CASH_OUT 0", "CASH_IN 0");
    assertThat(payment(new PaymentKey(1, cashOut)).payee()).isEqualTo(VAULT);
    assertThat(get(histories.refunds(new PaymentKey(1, paid))))
        .singleElement()
        .satisfies(
            p -> {
              assertThat(p.key()).isEqualTo(new PaymentKey(2, refund));
              assertThat(p.kind()).isEqualTo(PaymentKind.REFUND);
              assertThat(p.refundOf()).contains(new PaymentKey(1, paid));
            });
  }

  @Test
  void shouldKeepTheAnswersToWhatWasRefused() {
    int code = RejectionCode.LIMIT_SINGLE.number();
    CommandId payment = world.feed.id();
    world.feed.add(1, FeedKind.DECLINED, payment, anna, shop, 77, code);
    CommandId change = world.feed.id();
    world.feed.add(1, FeedKind.DECLINED, change, anna, 0, 0, RejectionCode.CLASS_UNKNOWN.number());
    CommandId asked = world.feed.id();
    world.feed.add(1, FeedKind.CANCELLED, asked, anna, 0, 0, 0);
    CommandId changed = world.feed.id();
    world.feed.add(1, FeedKind.CLASS_CHANGED, changed, anna, 0, 0, 2);
    world.project();

    assertThat(get(histories.payments(anna, page(9, Optional.empty()))).items())
        .extracting(PaymentRecord::status)
        .containsExactly(PaymentStatus.DECLINED, PaymentStatus.SETTLED);
    assertThat(payment(new PaymentKey(1, change)).code()).contains(RejectionCode.CLASS_UNKNOWN);
    assertThat(get(histories.payments(asked)))
        .extracting(PaymentRecord::status)
        .containsExactly(PaymentStatus.CANCELLED);
    assertThat(kinds(new PaymentKey(1, payment))).containsExactly("1 declined 77");
    assertThat(kinds(new PaymentKey(1, asked))).containsExactly("1 cancelled 0");
    assertThat(kinds(new PaymentKey(1, changed))).containsExactly("1 class_changed 0");
  }

  @Test
  void shouldNotBeStoppedByATextThatTheDatabaseCannotKeep() {
    byte[] bytes = {'a', 0, (byte) 0xFF, 'b'};
    world.feed.add(
        1,
        new FeedRecord(
            FeedKind.PAID,
            world.feed.id(),
            FeedRecord.NO_ID,
            anna,
            ben,
            1,
            0,
            Text.ofUtf8(bytes),
            Text.ofUtf8(bytes)));
    world.project();

    assertThat(get(histories.entries(ben, page(1, Optional.empty()))).items())
        .singleElement()
        .satisfies(line -> assertThat(line.note()).isEqualTo("a\uFFFD\uFFFDb"));
  }

  @Test
  void shouldSayHowFarAListsShardWasRead() {
    pay(1, FeedKind.PAID, anna, ben, 10, "", "");
    long timeMillis = world.feed.timeMillis();
    world.project();

    assertThat(get(histories.payments(anna, page(9, Optional.empty()))).asOf())
        .containsExactly(new AsOf(1, 4, timeMillis, 2));
    assertThat(histories.asOf()).extracting(AsOf::shard).containsExactly(0, 1, 2);
  }

  @Test
  void shouldPageThroughDeclinedPaymentsWhereverTheyCome() {
    List<CommandId> all = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      boolean isDeclined = i == 0 || i == 3 || i == 4 || i == 8;
      CommandId id = world.feed.id();
      FeedKind kind = isDeclined ? FeedKind.DECLINED : FeedKind.PAID;
      int code = isDeclined ? RejectionCode.LIMIT_SINGLE.number() : 0;
      world.feed.add(1, kind, id, anna, ben, 7, code);
      all.addFirst(id);
    }
    world.project();

    for (int limit = 1; limit <= all.size() + 1; limit++) {
      List<CommandId> shown = new ArrayList<>();
      Optional<String> next = Optional.empty();
      do {
        Page<PaymentRecord> page = get(histories.payments(anna, page(limit, next)));
        page.items().forEach(record -> shown.add(record.key().id()));
        next = page.next();
      } while (next.isPresent());
      // The oldest is the cash of the set-up.
      assertThat(shown.subList(0, all.size())).as("pages of " + limit).isEqualTo(all);
      assertThat(shown).hasSize(all.size() + 1);
    }
  }

  @Test
  void shouldTraceACommandByWhatItDid() {
    CommandId paid = pay(1, FeedKind.PAID, anna, ben, 10, "", "");
    CommandId placed = world.feed.id();
    hold(FeedKind.HOLD_PLACED, placed, placed, 50);
    CommandId released = world.feed.id();
    hold(FeedKind.HOLD_RELEASED, released, placed, 50);
    CommandId changed = world.feed.id();
    record(1, FeedKind.CLASS_CHANGED, changed, anna, 0, 0, 2);
    assertThat(trace(paid).payment()).isEmpty();
    long timeMillis = world.feed.timeMillis();
    world.project();

    assertThat(trace(paid).payment()).isPresent();
    assertThat(trace(placed).placed()).isPresent();
    assertThat(trace(released).released()).map(HoldRecord::id).contains(placed);
    assertThat(trace(changed).change())
        .contains(new CommandTrace.Change(anna, FeedKind.CLASS_CHANGED, 2));
    CommandTrace none = trace(world.feed.id());
    assertThat(none.payment()).isEmpty();
    assertThat(none.placed()).isEmpty();
    assertThat(none.released()).isEmpty();
    assertThat(none.change()).isEmpty();
    assertThat(none.projectedMillis()).isEqualTo(timeMillis);

    WalletStore.rebuild(world.database);
    assertThat(trace(paid)).extracting(CommandTrace::projectedMillis).isEqualTo(0L);
  }

  private CommandTrace trace(CommandId id) {
    return get(histories.trace(new PaymentKey(1, id)));
  }

  private PaymentRecord payment(PaymentKey key) {
    return get(histories.trace(key)).payment().orElseThrow();
  }

  private long open(int shard, int nth, AccountKind kind) {
    long serial = AccountNumber.FIRST_CUSTOMER_SERIAL;
    for (int found = -1; ; serial++) {
      long account = AccountNumber.of(TestProjection.BANK, serial);
      if (world.shard(account) == shard && ++found == nth) {
        int value = kind.code() * 256 + 1;
        world.feed.add(shard, FeedKind.ACCOUNT_OPENED, world.feed.id(), account, 0, 0, value);
        return account;
      }
    }
  }

  /** Cash for Anna arrives with the payment. */
  private CommandId pay(
      int shard, FeedKind kind, long payer, long payee, long amount, String e2e, String note) {
    CommandId id = world.feed.id();
    world.feed.add(
        shard,
        new FeedRecord(
            kind, id, FeedRecord.NO_ID, payer, payee, amount, 0, Text.of(e2e), Text.of(note)));
    if (payer == VAULT) {
      record(1, FeedKind.RECEIVED, id, payee, payer, amount, 0);
    }
    return id;
  }

  private void record(
      int shard, FeedKind kind, CommandId id, long account, long counter, long amount, int value) {
    world.feed.add(shard, kind, id, account, counter, amount, value);
  }

  private void hold(FeedKind kind, CommandId id, CommandId hold, long amount) {
    world.feed.add(
        1, new FeedRecord(kind, id, hold, anna, shop, amount, 0, Text.EMPTY, Text.EMPTY));
  }

  private List<String> kinds(PaymentKey key) {
    return get(histories.timeline(key)).stream().map(HistoriesTest::line).toList();
  }

  private static String line(TimelineEvent event) {
    return event.shard() + " " + event.kind() + " " + event.amount();
  }

  private static Page.Request page(int limit, Optional<String> cursor) {
    return new Page.Request(limit, cursor);
  }

  private static void assertInvalid(CompletionStage<?> stage) {
    assertThatThrownBy(() -> get(stage)).hasRootCauseInstanceOf(Page.CursorInvalid.class);
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
