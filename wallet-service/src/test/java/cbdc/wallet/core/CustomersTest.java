package cbdc.wallet.core;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.AccountKind;
import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.wire.FeedKind;
import cbdc.wallet.core.ClassChanges.Change;
import cbdc.wallet.core.Openings.Opening;
import cbdc.wallet.core.Openings.Wanted;
import cbdc.wallet.store.projection.TestProjection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Openings and changes of class under keys that are used again, over the real registry. */
class CustomersTest {
  private static final Caller BANK = Caller.Operator.INSTANCE;
  private static final Evidence PHONE = new Evidence(EvidenceKind.PHONE_NUMBER, "file 1");
  private static final Evidence PASSPORT = new Evidence(EvidenceKind.IDENTITY_DOCUMENT, "file 2");
  private static final Evidence CARD = new Evidence(EvidenceKind.BANK_CARD, "file 3");

  private final TestProjection world = new TestProjection(2);
  private final ScriptedLedger ledger = new ScriptedLedger(TestProjection.BANK, 2);
  private final AccountRegistry accounts = world.store.accounts();
  private final Executor executor =
      new Executor(ledger, world.store.idempotencyKeys(), world.store.histories(), world.feed::id);
  private final Openings openings = new Openings(ledger, accounts, executor, () -> 77);
  private final ClassChanges changes = new ClassChanges(accounts, executor);
  private long wallet;

  @BeforeEach
  void openAWallet() {
    ledger.answers(Outcome.Settled.INSTANCE);
    wallet = opened(openings.open(BANK, "open", wallet(4, PHONE, PASSPORT))).account().account();
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void shouldRefuseAKeyThatOpenedWithOtherContent() {
    assertThat(get(openings.open(BANK, "open", wallet(1, PHONE, PASSPORT))))
        .isInstanceOf(Opening.KeyReused.class);
    assertThat(get(openings.open(BANK, "open", wallet(4, PHONE))))
        .isInstanceOf(Opening.KeyReused.class);
    get(openings.open(BANK, "shop", merchant(0)));
    assertThat(get(openings.open(BANK, "shop", merchant(2)))).isInstanceOf(Opening.KeyReused.class);
    assertThat(opened(openings.open(BANK, "shop", merchant(0))).account().kind())
        .isEqualTo(AccountKind.MERCHANT);
  }

  @Test
  void shouldAnswerARepeatedOpeningAsTheFirstAfterTheClassWasChanged() {
    change("up", 2, CARD);
    world.feed.add(
        world.shard(wallet),
        FeedKind.ACCOUNT_OPENED,
        id("open"),
        wallet,
        0,
        0,
        AccountKind.WALLET.code() * 256 + 4);
    world.feed.add(world.shard(wallet), FeedKind.CLASS_CHANGED, id("up"), wallet, 0, 0, 2);
    world.project();
    assertThat(get(accounts.find(wallet)).orElseThrow().classNumber()).isEqualTo(2);

    AccountRecord again = opened(openings.open(BANK, "open", wallet(4, PHONE, PASSPORT))).account();
    assertThat(again.account()).isEqualTo(wallet);
    assertThat(again.classNumber()).isEqualTo(4);
    assertThat(again.evidence()).containsExactly(PHONE, PASSPORT);
  }

  @Test
  void shouldForgetWhatWasShownForAChangeThatWasRefused() {
    ledger.answers(new Outcome.Rejected(RejectionCode.CLASS_UNKNOWN));
    for (int i = 0; i < 3; i++) {
      assertThat(change("up", 2, CARD)).isInstanceOf(Change.Asked.class);
      assertThat(evidence()).containsExactly(PHONE, PASSPORT);
      assertThat(rows()).isEqualTo(2);
    }
  }

  @Test
  void shouldCountWhatWasShownOnceTheChangeSettled() {
    ledger.isSilent();
    change("up", 2, CARD);
    assertThat(evidence()).as("nobody knows yet").containsExactly(PHONE, PASSPORT);

    ledger.answers(Outcome.Settled.INSTANCE);
    for (int i = 0; i < 3; i++) {
      change("up", 2, CARD);
      assertThat(evidence()).containsExactly(PHONE, PASSPORT, CARD);
      assertThat(rows()).isEqualTo(3);
    }
  }

  @Test
  void shouldLearnFromTheHistoryThatAChangeSettled() {
    ledger.isSilent();
    change("up", 2, CARD);
    change("other", 2, PHONE);
    world.feed.add(
        world.shard(wallet),
        FeedKind.ACCOUNT_OPENED,
        id("open"),
        wallet,
        0,
        0,
        AccountKind.WALLET.code() * 256 + 4);
    world.feed.add(world.shard(wallet), FeedKind.CLASS_CHANGED, id("up"), wallet, 0, 0, 2);
    world.project();

    assertThat(evidence()).containsExactly(PHONE, PASSPORT, CARD);
    get(accounts.evidenceAnswered(wallet, id("up"), false));
    assertThat(evidence()).as("the history is right").containsExactly(PHONE, PASSPORT, CARD);
  }

  @Test
  void shouldRefuseAKeyThatChangedTheClassWithOtherEvidence() {
    change("up", 2, CARD);
    assertThat(change("up", 2, PHONE)).isInstanceOf(Change.KeyReused.class);
    assertThat(evidence()).containsExactly(PHONE, PASSPORT, CARD);
  }

  @Test
  void shouldKeepNoMoreEvidenceThanALimit() {
    ledger.isSilent();
    Evidence[] most =
        Collections.nCopies(AccountRegistry.EVIDENCE_MAX - 2, CARD).toArray(Evidence[]::new);
    assertThat(change("all", 2, most)).isInstanceOf(Change.Asked.class);
    assertThat(change("more", 2, CARD)).isInstanceOf(Change.EvidenceFull.class);
    assertThat(change("all", 2, most)).as("again").isInstanceOf(Change.Asked.class);

    ledger.answers(new Outcome.Rejected(RejectionCode.ACCOUNT_CLOSED));
    change("all", 2, most);
    assertThat(change("more", 2, CARD)).as("there is room").isInstanceOf(Change.Asked.class);
  }

  private Change change(String key, int classNumber, Evidence... shown) {
    return get(changes.change(BANK, key, wallet, classNumber, List.of(shown)));
  }

  private CommandId id(String key) {
    return get(executor.idOf(BANK, key));
  }

  private List<Evidence> evidence() {
    return get(accounts.find(wallet)).orElseThrow().evidence();
  }

  private int rows() {
    return world.database.transact(
        connection -> {
          try (var statement = connection.createStatement();
              var count = statement.executeQuery("SELECT count(*) FROM evidence")) {
            count.next();
            return count.getInt(1);
          }
        });
  }

  private static Wanted wallet(int classNumber, Evidence... evidence) {
    return new Wanted(AccountKind.WALLET, classNumber, "holder", List.of(evidence));
  }

  private static Wanted merchant(int classNumber) {
    return new Wanted(AccountKind.MERCHANT, classNumber, "shop", List.of());
  }

  private static Opening.Asked opened(CompletionStage<Opening> opening) {
    return (Opening.Asked) get(opening);
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
