package cbdc.wallet.store;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.CommandId;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.Text;
import cbdc.protocol.wire.FeedKind;
import cbdc.protocol.wire.FeedRecord;
import cbdc.testkit.ManualClock;
import cbdc.wallet.core.PaymentKey;
import cbdc.wallet.core.PaymentKind;
import cbdc.wallet.core.PaymentStatus;
import cbdc.wallet.core.RefundBook;
import cbdc.wallet.core.RefundBook.Refund;
import cbdc.wallet.core.RefundBook.Reservation;
import cbdc.wallet.store.projection.TestProjection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RefundBookTest {
  private static final int OTHER_BANK = 9;

  private final ManualClock clock = new ManualClock(Instant.ofEpochMilli(1_000));
  private final TestProjection world = new TestProjection(3, clock);
  private final RefundBook book = world.store.refunds();

  private long shop;
  private int shopShard;
  private long customer;

  /** What the customer of another bank paid to the shop: 100. */
  private PaymentKey paid;

  @BeforeEach
  void payTheShop() {
    shop = AccountNumber.of(TestProjection.BANK, AccountNumber.FIRST_CUSTOMER_SERIAL);
    shopShard = world.shard(shop);
    customer = elsewhere();
    int value = AccountKind.MERCHANT.code() * 256 + 1;
    world.feed.add(shopShard, FeedKind.ACCOUNT_OPENED, world.feed.id(), shop, 0, 0, value);
    paid = receive();
    world.project();
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void shouldNeverSetAsideMoreThanWasPaidWhoeverRaces() {
    List<CompletionStage<Reservation>> asked = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      asked.add(book.reserve(refund(world.feed.id(), 30)));
    }

    List<Reservation> answers = asked.stream().map(RefundBookTest::get).toList();
    assertThat(answers).filteredOn(Reservation.Reserved.class::isInstance).hasSize(3);
    assertThat(answers)
        .filteredOn(answer -> !(answer instanceof Reservation.Reserved))
        .contains(new Reservation.OverRest(10))
        .allMatch(Reservation.OverRest.class::isInstance);
    assertThat(refunded()).isEqualTo(90);
  }

  @Test
  void shouldSetTheSameRefundAsideOnceHoweverOftenItIsAskedFor() {
    Refund refund = refund(world.feed.id(), 60);
    List<CompletionStage<Reservation>> asked = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      asked.add(book.reserve(refund));
    }

    assertThat(asked.stream().map(RefundBookTest::get))
        .containsOnly(new Reservation.Reserved(refund));
    assertThat(refunded()).isEqualTo(60);
    assertThat(get(book.reserve(refund(refund.key().id(), 59))))
        .isEqualTo(new Reservation.IdReused());
  }

  @Test
  void shouldNotTakeOneIdForRefundsOfTwoPayments() {
    PaymentKey other = receive();
    world.project();
    CommandId id = world.feed.id();
    get(book.reserve(refund(id, 10)));

    Refund again = new Refund(new PaymentKey(shopShard, id), other, shop, customer, 10, "sorry");
    assertThat(get(book.reserve(again))).isEqualTo(new Reservation.IdReused());
  }

  @Test
  void shouldRefundOnlyWhatTheMerchantReceived() {
    assertThat(get(book.reserve(refund(world.feed.id(), 101))))
        .isEqualTo(new Reservation.OverRest(100));
    PaymentKey unknown = new PaymentKey(paid.shard(), world.feed.id());
    assertThat(get(book.reserve(of(unknown, shop, customer))))
        .isEqualTo(new Reservation.PaymentUnknown());
    assertThat(get(book.reserve(of(paid, shop + 1, customer))))
        .isEqualTo(new Reservation.PaymentUnknown());
    assertThat(get(book.reserve(of(paid, shop, customer + 1))))
        .isEqualTo(new Reservation.PaymentUnknown());
    assertThat(refunded()).isZero();
  }

  @Test
  void shouldNotRefundARefundOrWhatDidNotSettle() {
    CommandId refund = send(10, RefundBook.endToEndId(paid.id()));
    CommandId pending = send(10, "");
    world.project();

    assertThat(get(book.reserve(of(new PaymentKey(shopShard, refund), customer, shop))))
        .isEqualTo(new Reservation.NotRefundable(PaymentStatus.PENDING, PaymentKind.REFUND));
    assertThat(get(book.reserve(of(new PaymentKey(shopShard, pending), customer, shop))))
        .isEqualTo(new Reservation.NotRefundable(PaymentStatus.PENDING, PaymentKind.PAYMENT));
  }

  @Test
  void shouldFreeWhatWasNotPaidAndTakeItAgainUnderTheSameId() {
    Refund first = refund(world.feed.id(), 60);
    get(book.reserve(first));
    get(book.ended(first.key(), false));
    assertThat(refunded()).isZero();

    assertThat(get(book.reserve(refund(world.feed.id(), 70))))
        .isInstanceOf(Reservation.Reserved.class);
    assertThat(get(book.reserve(first))).isEqualTo(new Reservation.OverRest(30));
  }

  @Test
  void shouldKeepWhatWasPaidWhateverIsSaidLater() {
    Refund refund = refund(world.feed.id(), 60);
    get(book.reserve(refund));
    get(book.ended(refund.key(), true));
    get(book.ended(refund.key(), false));

    assertThat(refunded()).isEqualTo(60);
  }

  @Test
  void shouldCountARefundOnceWhenTheProjectionKnowsItToo() {
    Refund refund = refund(world.feed.id(), 60);
    get(book.reserve(refund));
    send(refund.key().id(), 60, RefundBook.endToEndId(paid.id()));
    world.project();
    assertThat(refunded()).isEqualTo(60);

    world.feed.add(shopShard, FeedKind.SETTLED, refund.key().id(), 0, 0, 0, 0);
    world.project();
    assertThat(refunded()).isEqualTo(60);
  }

  @Test
  void shouldBelieveTheProjectionMoreThanWhatTheServiceWasTold() {
    Refund returned = refund(world.feed.id(), 60);
    get(book.reserve(returned));
    send(returned.key().id(), 60, RefundBook.endToEndId(paid.id()));
    int code = RejectionCode.PAYEE_CLOSED.number();
    world.feed.add(shopShard, FeedKind.RETURNED, returned.key().id(), shop, 0, 60, code);
    Refund settled = refund(world.feed.id(), 40);
    get(book.reserve(settled));
    get(book.ended(settled.key(), false));
    send(settled.key().id(), 40, RefundBook.endToEndId(paid.id()));
    world.project();

    assertThat(refunded()).isEqualTo(40);
    assertThat(get(book.reserve(returned)))
        .as("the ledger answers as before")
        .isEqualTo(new Reservation.Reserved(returned));
    assertThat(refunded()).isEqualTo(40);
  }

  @Test
  void shouldSumRefundsThatAreReadBeforeTheirPayment() {
    long payer = inShard(shopShard == 1 ? 2 : 1);
    int payerShard = world.shard(payer);
    CommandId original = world.feed.id();
    add(payerShard, FeedKind.SENT, original, payer, shop, 50, "");
    CommandId back = world.feed.id();
    add(shopShard, FeedKind.RECEIVED, original, shop, payer, 50, "");
    add(shopShard, FeedKind.SENT, back, shop, payer, 20, RefundBook.endToEndId(original));

    world.project(shopShard);
    assertThat(refunded(new PaymentKey(payerShard, original))).isEqualTo(20);
    world.feed.add(shopShard, FeedKind.SETTLED, back, 0, 0, 0, 0);
    world.project();
    assertThat(refunded(new PaymentKey(payerShard, original))).isEqualTo(20);
  }

  @Test
  void shouldNotCountWhatOnlyClaimsToBeARefund() {
    CommandId id = world.feed.id();
    long stranger = AccountNumber.of(OTHER_BANK, AccountNumber.FIRST_CUSTOMER_SERIAL + 77);
    int from = world.shard(stranger);
    FeedKind kind = from == shopShard ? FeedKind.PAID : FeedKind.RECEIVED;
    boolean isPaid = kind == FeedKind.PAID;
    add(
        shopShard,
        kind,
        id,
        isPaid ? stranger : shop,
        isPaid ? shop : stranger,
        70,
        RefundBook.endToEndId(paid.id()));
    world.project();

    assertThat(refunded()).isZero();
    assertThat(get(world.store.histories().refunds(paid))).isEmpty();
  }

  @Test
  void shouldNameRefundsWithoutAnEndForRecovery() {
    Refund lost = refund(world.feed.id(), 10);
    Refund told = refund(world.feed.id(), 20);
    Refund seen = refund(world.feed.id(), 30);
    List.of(lost, told, seen).forEach(refund -> get(book.reserve(refund)));
    get(book.ended(told.key(), true));
    send(seen.key().id(), 30, RefundBook.endToEndId(paid.id()));
    world.feed.add(shopShard, FeedKind.SETTLED, seen.key().id(), 0, 0, 0, 0);
    world.project();
    clock.advance(Duration.ofSeconds(1));
    Refund young = refund(world.feed.id(), 5);
    get(book.reserve(young));

    assertThat(get(book.open(2_000))).containsExactly(lost);
    assertThat(get(book.open(2_001))).containsExactly(lost, young);
  }

  private long refunded() {
    return refunded(paid);
  }

  private long refunded(PaymentKey payment) {
    return get(world.store.histories().trace(payment)).payment().orElseThrow().refunded();
  }

  private Refund refund(CommandId id, long amount) {
    return new Refund(new PaymentKey(shopShard, id), paid, shop, customer, amount, "sorry");
  }

  private Refund of(PaymentKey payment, long merchant, long payer) {
    return new Refund(new PaymentKey(shopShard, world.feed.id()), payment, merchant, payer, 1, "");
  }

  /** 100 from the customer. */
  private PaymentKey receive() {
    CommandId id = world.feed.id();
    add(shopShard, FeedKind.RECEIVED, id, shop, customer, 100, "");
    return new PaymentKey(world.shard(customer), id);
  }

  private CommandId send(long amount, String endToEndId) {
    CommandId id = world.feed.id();
    send(id, amount, endToEndId);
    return id;
  }

  private void send(CommandId id, long amount, String endToEndId) {
    add(shopShard, FeedKind.SENT, id, shop, customer, amount, endToEndId);
  }

  private void add(
      int shard, FeedKind kind, CommandId id, long account, long counter, long amount, String e2e) {
    world.feed.add(
        shard,
        new FeedRecord(
            kind, id, FeedRecord.NO_ID, account, counter, amount, 0, Text.of(e2e), Text.EMPTY));
  }

  /** A customer of another bank in another shard than the shop's. */
  private long elsewhere() {
    long account = AccountNumber.of(OTHER_BANK, AccountNumber.FIRST_CUSTOMER_SERIAL);
    while (world.shard(account) == shopShard) {
      account++;
    }
    return account;
  }

  /** Another account of the bank, opened and with money. */
  private long inShard(int shard) {
    long account = shop + 1;
    while (world.shard(account) != shard) {
      account++;
    }
    int value = AccountKind.WALLET.code() * 256 + 1;
    world.feed.add(shard, FeedKind.ACCOUNT_OPENED, world.feed.id(), account, 0, 0, value);
    add(shard, FeedKind.RECEIVED, world.feed.id(), account, customer, 500, "");
    return account;
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
