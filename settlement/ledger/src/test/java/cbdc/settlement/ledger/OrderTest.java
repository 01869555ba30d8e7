package cbdc.settlement.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.AccountStatus;
import cbdc.protocol.BankStatus;
import cbdc.protocol.Command.SubmitOrder;
import cbdc.protocol.LimitPolicy;
import cbdc.protocol.LimitPolicy.ClassLimits;
import cbdc.protocol.Order;
import cbdc.protocol.Order.CreditReserve;
import cbdc.protocol.Order.Issue;
import cbdc.protocol.Order.RaiseRulesVersion;
import cbdc.protocol.Order.Redeem;
import cbdc.protocol.Order.ReplaceNode;
import cbdc.protocol.Order.SetBank;
import cbdc.protocol.Order.SetIssuerKeys;
import cbdc.protocol.Order.SetOfficialStatus;
import cbdc.protocol.Order.SetPolicy;
import cbdc.protocol.Order.SweepSuspense;
import cbdc.protocol.Outcome;
import cbdc.protocol.Outcome.Rejected;
import cbdc.protocol.PublicKey;
import cbdc.protocol.RejectionCode;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What the issuer's orders do, here and in other shards. What they may not do stands in the table
 * of refusals.
 */
class OrderTest {
  private static final PublicKey KEY_1 = LedgerWorld.ISSUER_KEYS.get(0);
  private static final PublicKey KEY_2 = LedgerWorld.ISSUER_KEYS.get(1);
  private static final PublicKey KEY_3 = LedgerWorld.ISSUER_KEYS.get(2);

  private final Town t = new Town();

  @AfterEach
  void shouldHaveSoundBooks() {
    t.assertSound();
  }

  @Test
  void shouldIssueAgainstReservesAndRedeemBack() {
    assertThat(t.world.order(new Issue(t.world.header(1), 500)))
        .isEqualTo(Outcome.Settled.INSTANCE);
    t.assertBalances("reserve1 0 issuance1 10500 vault1 5000");
    assertThat(t.world.order(new Redeem(t.world.header(1), 5_000)))
        .isEqualTo(Outcome.Settled.INSTANCE);
    t.assertBalances("reserve1 5000 issuance1 5500 vault1 0");
    assertThat(t.world.state(0).registry().issued(1)).isEqualTo(10_500);
    assertThat(t.world.state(0).registry().redeemed(1)).isEqualTo(5_000);
  }

  @Test
  void shouldTakeAnyTwoOfThreeKeys() {
    assertThat(
            t.world.execute(t.world.signed(new CreditReserve(t.world.header(1), 1), KEY_3, KEY_1)))
        .isEqualTo(Outcome.Settled.INSTANCE);
    assertThat(
            t.world.execute(
                t.world.signed(new CreditReserve(t.world.header(1), 1), KEY_3, KEY_3, KEY_2)))
        .isEqualTo(Outcome.Settled.INSTANCE);
  }

  @Test
  void shouldIgnoreASignatureTooManyThatIsWrong() {
    SubmitOrder order =
        t.world.signed(
            new CreditReserve(t.world.header(1), 1), KEY_1, KEY_2, TestSignatures.key(9));
    assertThat(t.world.execute(order)).isEqualTo(Outcome.Settled.INSTANCE);
  }

  @Test
  void shouldAnswerARepeatedOrderWithItsFirstOutcomeAndIssueOnce() {
    SubmitOrder order = t.world.signed(new Issue(t.world.header(1), 100), KEY_1, KEY_2);
    assertThat(t.world.execute(order)).isEqualTo(Outcome.Settled.INSTANCE);
    assertThat(t.world.execute(order)).isEqualTo(Outcome.Settled.INSTANCE);
    t.assertBalances("vault1 4600");
  }

  @Test
  void shouldRefuseAnOrderThatExecutedEvenWhenItsIdIsForgotten() {
    SubmitOrder order = t.world.signed(new Issue(t.world.header(1), 100), KEY_1, KEY_2);
    t.done(order);
    t.world.advanceMillis(Town.HOUR_MILLIS);
    assertThat(t.world.execute(new SubmitOrder(t.id(), order.order(), order.approvals())))
        .isEqualTo(new Rejected(RejectionCode.ORDER_OUT_OF_SEQUENCE));
    t.assertBalances("vault1 4600");
  }

  @Test
  void shouldNotUseTheNumberOfARefusedOrder() {
    Order.Header header = t.world.header(1);
    assertThat(t.world.order(new Issue(header, 99_999)).isFinal()).isTrue();
    assertThat(t.world.order(new Issue(header, 100))).isEqualTo(Outcome.Settled.INSTANCE);
  }

  @Test
  void shouldNumberEachBanksOrdersByThemselves() {
    assertThat(t.world.header(1).number()).isEqualTo(5);
    assertThat(t.world.header(2).number()).isEqualTo(2);
    assertThat(t.world.order(new CreditReserve(t.world.header(2), 1)))
        .isEqualTo(Outcome.Settled.INSTANCE);
    assertThat(t.world.header(2).number()).isEqualTo(3);
  }

  @Test
  void shouldTakeAnOrderOnItsLastDayByThePolicysZone() {
    t.world.setTimeMillis(java.time.Instant.parse("2026-03-02T15:59:59.999Z").toEpochMilli());
    Order.Header h = t.world.header(1);
    Order.Header today = new Order.Header(h.clusterHigh(), h.clusterLow(), 1, h.number(), 20_514);
    assertThat(t.world.order(new Issue(today, 1))).isEqualTo(Outcome.Settled.INSTANCE);
  }

  @Test
  void shouldOpenTheAccountsOfANewBankOnceAndLetItActEverywhere() {
    t.world.admit(3, 100);
    assertThat(t.world.available(AccountNumber.reserve(3))).isZero();
    assertThat(t.world.available(AccountNumber.issuance(3))).isZero();
    assertThat(t.world.available(AccountNumber.vault(3))).isZero();
    t.world.open(t.world.customer(3, 1, 1), AccountKind.WALLET, LedgerWorld.UNLIMITED);
    t.world.open(t.world.customer(3, 2, 1), AccountKind.MERCHANT, LedgerWorld.UNLIMITED);
    int accounts = t.world.state(0).accounts().size();
    t.world.order(new SetBank(t.world.header(3), BankStatus.ACTIVE, 200, TestSignatures.keys(7)));
    assertThat(t.world.state(0).accounts().size()).isEqualTo(accounts);
    assertThat(t.world.state(0).registry().quota(3)).isEqualTo(200);
  }

  @Test
  void shouldLetASuspendedBanksCustomersBePaid() {
    t.world.order(
        new SetBank(
            t.world.header(2), BankStatus.SUSPENDED, 20_000, List.of(LedgerWorld.bankKey(2))));
    t.world.deliverAll();
    t.done(t.pay(t.alice, t.shop, 10));
    t.done(t.pay(t.alice, t.carol, 10));
    t.world.deliverAll();
    t.assertBalances("alice 980 shop 10 carol 10");
    assertThat(t.world.execute(t.pay(t.shop, t.alice, 1)))
        .isEqualTo(new Rejected(RejectionCode.BANK_SUSPENDED));
  }

  @Test
  void shouldSetThePolicyInEveryShard() {
    LimitPolicy policy = new LimitPolicy(0, List.of(new ClassLimits(1, 5, 5, 5, 5)));
    assertThat(t.world.order(new SetPolicy(t.world.header(0), policy)))
        .isEqualTo(Outcome.Settled.INSTANCE);
    assertThat(t.world.state(1).registry().policy()).isNotEqualTo(policy);
    t.world.deliverAll();
    for (int shard = 0; shard < 3; shard++) {
      assertThat(t.world.state(shard).registry().policy()).isEqualTo(policy);
    }
  }

  @Test
  void shouldChangeIssuerKeysInTheOrderOfDecisionInEveryShard() {
    t.world.order(new SetIssuerKeys(t.world.header(0), 1, TestSignatures.keys(4)));
    SetOfficialStatus block =
        new SetOfficialStatus(t.world.header(1), t.alice, AccountStatus.BLOCKED);
    SubmitOrder order = t.world.signed(block, TestSignatures.key(4));
    byte[] entry =
        Batches.of(t.world.nowMillis(), 0, TestSignatures.key(4).keyId(), List.of(order));
    assertThat(t.world.execute(0, entry)).containsExactly(Outcome.Pending.INSTANCE);
    t.world.deliverAll();
    assertThat(t.world.remembered(0, order.id())).isEqualTo(Outcome.Settled.INSTANCE);
    assertThat(t.world.execute(t.pay(t.alice, t.shop, 1)))
        .isEqualTo(new Rejected(RejectionCode.OFFICIALLY_BLOCKED));
  }

  @Test
  void shouldTellThatAnOrderIsPendingUntilTheAccountsShardHasAnswered() {
    SubmitOrder order =
        t.world.signed(
            new SetOfficialStatus(t.world.header(1), t.alice, AccountStatus.BLOCKED), KEY_1, KEY_2);
    assertThat(t.world.execute(order)).isEqualTo(Outcome.Pending.INSTANCE);
    assertThat(t.world.remembered(0, order.id())).isEqualTo(Outcome.Pending.INSTANCE);
    t.world.deliverAll();
    assertThat(t.world.remembered(0, order.id())).isEqualTo(Outcome.Settled.INSTANCE);
  }

  @Test
  void shouldReturnAnOrderThatTheAccountsShardCannotExecute() {
    SubmitOrder order =
        t.world.signed(
            new SetOfficialStatus(t.world.header(1), t.stranger, AccountStatus.BLOCKED),
            KEY_1,
            KEY_2);
    assertThat(t.world.execute(order)).isEqualTo(Outcome.Pending.INSTANCE);
    t.world.deliverAll();
    assertThat(t.world.remembered(0, order.id()))
        .isEqualTo(new Outcome.Returned(RejectionCode.ACCOUNT_UNKNOWN));
    assertThat(t.world.header(1).number()).as("the number is used").isEqualTo(6);
  }

  @Test
  void shouldBlockAVaultOnShard0AtOnce() {
    assertThat(
            t.world.order(
                new SetOfficialStatus(t.world.header(1), t.vault1, AccountStatus.DEBIT_BLOCKED)))
        .isEqualTo(Outcome.Settled.INSTANCE);
    assertThat(t.world.execute(t.pay(t.vault1, t.alice, 1)))
        .isEqualTo(new Rejected(RejectionCode.OFFICIALLY_BLOCKED));
  }

  @Test
  void shouldLiftAnOfficialBlockByAnotherOrder() {
    t.officialStatus(t.alice, AccountStatus.BLOCKED);
    t.officialStatus(t.alice, AccountStatus.ACTIVE);
    t.done(t.pay(t.alice, t.shop, 1));
  }

  @Test
  void shouldSweepSuspenseOfAnotherShardToTheVault() {
    stageSuspense();
    SubmitOrder sweep = t.world.signed(new SweepSuspense(t.world.header(1), 1), KEY_1, KEY_2);
    assertThat(t.world.execute(sweep)).isEqualTo(Outcome.Pending.INSTANCE);
    t.world.deliverAll();
    assertThat(t.world.remembered(0, sweep.id())).isEqualTo(Outcome.Settled.INSTANCE);
    assertThat(t.world.available(AccountNumber.suspense(1, 1))).isZero();
    t.assertBalances("vault1 5500");
  }

  @Test
  void shouldBringSweptSuspenseBackWhenTheVaultIsBlocked() {
    stageSuspense();
    t.officialStatus(t.vault1, AccountStatus.BLOCKED);
    assertThat(t.world.order(new SweepSuspense(t.world.header(1), 1)))
        .isEqualTo(Outcome.Pending.INSTANCE);
    t.world.deliverAll();
    assertThat(t.world.available(AccountNumber.suspense(1, 1))).isEqualTo(1_000);
    t.assertBalances("vault1 4500");
  }

  @Test
  void shouldRefuseToSweepNothing() {
    SubmitOrder sweep = t.world.signed(new SweepSuspense(t.world.header(1), 2), KEY_1, KEY_2);
    assertThat(t.world.execute(sweep)).isEqualTo(Outcome.Pending.INSTANCE);
    t.world.deliverAll();
    assertThat(t.world.remembered(0, sweep.id()))
        .isEqualTo(new Outcome.Returned(RejectionCode.ACCOUNT_UNKNOWN));
  }

  @Test
  void shouldKeepRemovedNodesForEver() {
    assertThat(t.world.order(new ReplaceNode(t.world.header(0), "n1", "n4")))
        .isEqualTo(Outcome.Settled.INSTANCE);
    assertThat(t.world.state(0).registry().isNodeRemoved("n1")).isTrue();
    assertThat(t.world.state(0).registry().isNodeRemoved("n4")).isFalse();
  }

  @Test
  void shouldStopAReplicaThatCannotExecuteTheRulesOrdered() {
    LedgerWorld world = new LedgerWorld(1);
    int known = ShardLedger.RULES_VERSION_MAX;
    for (int version = 2; version <= known; version++) {
      world.order(new RaiseRulesVersion(world.header(0), version));
    }
    assertThatThrownBy(() -> world.order(new RaiseRulesVersion(world.header(0), known + 1)))
        .isInstanceOf(LedgerFault.class)
        .hasMessageContaining("rules version " + (known + 1))
        .hasMessageContaining("install a newer one");
  }

  @Test
  void shouldReportThatTheRegistryChanged() {
    byte[] order =
        Batches.of(
            t.world.nowMillis(),
            0,
            KEY_1.keyId(),
            List.of(
                t.world.signed(
                    new SetPolicy(t.world.header(0), t.world.genesis().policy()), KEY_1, KEY_2)));
    assertThat(t.world.executeEntry(0, order).registryChanged()).isTrue();
    assertThat(t.world.executeEntry(0, Batches.empty(t.world.nowMillis())).registryChanged())
        .isFalse();
  }

  @Test
  void shouldTakeABanksNewKeyWithinTheBatchThatSetsIt() {
    LedgerWorld world = new LedgerWorld(1);
    SubmitOrder first =
        world.signed(
            new SetBank(world.header(0), BankStatus.ACTIVE, 0, TestSignatures.keys(50)),
            KEY_1,
            KEY_2);
    byte[] entry = Batches.of(world.nowMillis(), 0, TestSignatures.key(50).keyId(), List.of(first));
    assertThat(world.execute(0, entry))
        .containsExactly(new Rejected(RejectionCode.BANK_KEY_UNKNOWN));
    SubmitOrder again = new SubmitOrder(world.id(), first.order(), first.approvals());
    assertThat(world.execute(again)).isEqualTo(Outcome.Settled.INSTANCE);
    SubmitOrder second =
        world.signed(new SetPolicy(world.header(0), world.genesis().policy()), KEY_1, KEY_2);
    byte[] withNewKey =
        Batches.of(world.nowMillis(), 0, TestSignatures.key(50).keyId(), List.of(second));
    assertThat(world.execute(0, withNewKey)).containsExactly(Outcome.Settled.INSTANCE);
  }

  /**
   * 1,000 of alice's come back to an account that is closed behind the ledger's back: no command
   * can bring that about.
   */
  private void stageSuspense() {
    t.done(t.setStatus(t.carol, AccountStatus.BLOCKED));
    t.done(t.pay(t.alice, t.carol, 1_000));
    var accounts = t.world.state(1).accounts();
    accounts.setStatus(accounts.find(t.alice), AccountStatus.CLOSED);
    t.world.deliverAll();
    assertThat(t.world.available(AccountNumber.suspense(1, 1))).isEqualTo(1_000);
  }
}
