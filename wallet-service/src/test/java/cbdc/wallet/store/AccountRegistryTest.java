package cbdc.wallet.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.AccountStatus;
import cbdc.protocol.CommandId;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.wire.FeedKind;
import cbdc.wallet.core.AccountRecord;
import cbdc.wallet.core.AccountRegistry;
import cbdc.wallet.core.Evidence;
import cbdc.wallet.core.EvidenceKind;
import cbdc.wallet.core.Page;
import cbdc.wallet.store.projection.TestProjection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AccountRegistryTest {
  private static final Evidence PHONE = new Evidence(EvidenceKind.PHONE_NUMBER, "file 1");
  private static final Evidence CARD = new Evidence(EvidenceKind.BANK_CARD, "file 2");

  private final TestProjection world = new TestProjection(2);
  private final AccountRegistry accounts = world.store.accounts();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void shouldKeepTheNumberThatAnOpeningProposedFirst() {
    CommandId opening = world.feed.id();
    AccountRecord first = get(accounts.begin(wallet(1, opening)));

    assertThat(get(accounts.begin(wallet(2, opening)))).isEqualTo(first);
    assertThat(first).isEqualTo(wallet(1, opening));
    assertThat(get(accounts.find(wallet(2, opening).account()))).isEmpty();
  }

  @Test
  void shouldGiveOneNumberToAllWhoRaceWithAnOpening() {
    CommandId opening = world.feed.id();
    List<CompletionStage<AccountRecord>> asked = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      asked.add(accounts.begin(wallet(i, opening)));
    }
    assertThat(asked.stream().map(AccountRegistryTest::get).distinct()).hasSize(1);
  }

  @Test
  void shouldNotGiveANumberTwice() {
    get(accounts.begin(wallet(1, world.feed.id())));

    assertThatThrownBy(() -> get(accounts.begin(wallet(1, world.feed.id()))))
        .hasRootCauseInstanceOf(AccountRegistry.NumberTaken.class);
  }

  @Test
  void shouldTellTheStateThatTheLedgerAnswered() {
    AccountRecord open = get(accounts.begin(wallet(1, world.feed.id())));
    AccountRecord refused = get(accounts.begin(wallet(2, world.feed.id())));
    get(accounts.opened(open.account(), true));
    get(accounts.opened(refused.account(), false));
    get(accounts.opened(refused.account(), true));

    assertThat(state(open)).isEqualTo(AccountRecord.State.OPEN);
    assertThat(state(refused)).isEqualTo(AccountRecord.State.REFUSED);
  }

  @Test
  void shouldLearnFromTheHistoryWhatItWasNotTold() {
    AccountRecord open = get(accounts.begin(wallet(1, world.feed.id())));
    AccountRecord refused = get(accounts.begin(wallet(2, world.feed.id())));
    long account = open.account();
    int value = AccountKind.WALLET.code() * 256 + 3;
    world.feed.add(1, FeedKind.ACCOUNT_OPENED, open.opening(), account, 0, 0, value);
    int code = RejectionCode.CLASS_UNKNOWN.number();
    world.feed.add(1, FeedKind.DECLINED, refused.opening(), refused.account(), 0, 0, code);
    world.feed.add(1, FeedKind.CLASS_CHANGED, world.feed.id(), account, 0, 0, 2);
    int blocked = AccountStatus.DEBIT_BLOCKED.code();
    world.feed.add(1, FeedKind.STATUS_CHANGED, world.feed.id(), account, 0, 0, blocked);
    int official = AccountStatus.BLOCKED.code();
    world.feed.add(1, FeedKind.OFFICIAL_STATUS_CHANGED, world.feed.id(), account, 0, 0, official);
    world.project();

    assertThat(get(accounts.find(account)).orElseThrow())
        .isEqualTo(
            new AccountRecord(
                account,
                AccountKind.WALLET,
                open.opening(),
                AccountRecord.State.OPEN,
                2,
                AccountStatus.DEBIT_BLOCKED,
                AccountStatus.BLOCKED,
                "holder",
                List.of(PHONE),
                77));
    assertThat(state(refused)).isEqualTo(AccountRecord.State.REFUSED);
  }

  @Test
  void shouldKeepEvidenceInTheOrderInWhichItCame() {
    AccountRecord account = get(accounts.begin(wallet(1, world.feed.id())));
    show(account, List.of(CARD, PHONE));
    show(account, List.of(CARD));

    assertThat(get(accounts.find(account.account())).orElseThrow().evidence())
        .containsExactly(PHONE, CARD, PHONE, CARD);
    CommandId change = world.feed.id();
    assertThatThrownBy(
            () -> get(accounts.keepEvidence(account.account() + 1, change, List.of(CARD))))
        .hasRootCauseInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldListAKindNewestFirst() {
    for (int i = 1; i <= 5; i++) {
      get(accounts.begin(wallet(i, world.feed.id())));
    }
    List<Long> shown = new ArrayList<>();
    Optional<String> next = Optional.empty();
    do {
      Page<AccountRecord> page = get(accounts.list(AccountKind.WALLET, new Page.Request(2, next)));
      page.items().forEach(account -> shown.add(account.account() % 10));
      next = page.next();
    } while (next.isPresent());

    assertThat(shown).containsExactly(5L, 4L, 3L, 2L, 1L);
    assertThat(get(accounts.list(AccountKind.MERCHANT, new Page.Request(2, next))).items())
        .isEmpty();
    Page.Request wrong = new Page.Request(2, Optional.of("AAAA"));
    assertThatThrownBy(() -> get(accounts.list(AccountKind.WALLET, wrong)))
        .hasRootCauseInstanceOf(Page.CursorInvalid.class);
  }

  private void show(AccountRecord account, List<Evidence> evidence) {
    CommandId change = world.feed.id();
    get(accounts.keepEvidence(account.account(), change, evidence));
    get(accounts.evidenceAnswered(account.account(), change, true));
  }

  private AccountRecord.State state(AccountRecord account) {
    return get(accounts.find(account.account())).orElseThrow().state();
  }

  private static AccountRecord wallet(int number, CommandId opening) {
    return new AccountRecord(
        AccountNumber.of(TestProjection.BANK, AccountNumber.FIRST_CUSTOMER_SERIAL + number),
        AccountKind.WALLET,
        opening,
        AccountRecord.State.OPENING,
        3,
        AccountStatus.ACTIVE,
        AccountStatus.ACTIVE,
        "holder",
        List.of(PHONE),
        77);
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
