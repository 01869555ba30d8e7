package cbdc.settlement.ledger;

import static cbdc.protocol.RejectionCode.*;
import static cbdc.settlement.ledger.Refusal.refusal;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.AccountStatus;
import cbdc.protocol.Approval;
import cbdc.protocol.BankStatus;
import cbdc.protocol.Command;
import cbdc.protocol.Command.SubmitOrder;
import cbdc.protocol.LimitPolicy;
import cbdc.protocol.LimitPolicy.ClassLimits;
import cbdc.protocol.Order;
import cbdc.protocol.Order.CreditReserve;
import cbdc.protocol.Order.Header;
import cbdc.protocol.Order.Issue;
import cbdc.protocol.Order.RaiseRulesVersion;
import cbdc.protocol.Order.Redeem;
import cbdc.protocol.Order.ReplaceNode;
import cbdc.protocol.Order.SetBank;
import cbdc.protocol.Order.SetIssuerKeys;
import cbdc.protocol.Order.SetOfficialStatus;
import cbdc.protocol.Order.SetPolicy;
import cbdc.protocol.Order.SweepSuspense;
import cbdc.protocol.PublicKey;
import java.util.List;
import java.util.function.Function;

/**
 * Refusals of orders, in the order of their codes. A refused order changes no money and does not
 * use its number.
 */
final class OrderRefusals {
  private static final PublicKey KEY_1 = LedgerWorld.ISSUER_KEYS.get(0);
  private static final PublicKey KEY_2 = LedgerWorld.ISSUER_KEYS.get(1);
  private static final PublicKey FOREIGN_KEY = TestSignatures.key(99);
  private static final String UNCHANGED = "reserve1 500 issuance1 10000 vault1 4500";
  private static final long NONE = LimitPolicy.NONE;

  private OrderRefusals() {}

  static List<Refusal> rows() {
    return java.util.stream.Stream.of(ofSignatures(), ofHeaders(), ofContents(), ofMoney())
        .flatMap(List::stream)
        .map(row -> row.balances(UNCHANGED))
        .toList();
  }

  private static List<Refusal> ofSignatures() {
    return List.of(
        refusal(FOREIGN_ACCOUNT, "an order that a bank submits")
            .when(t -> t.world.signed(issue(t, 1), KEY_1, KEY_2))
            .by(1),
        refusal(WRONG_SHARD, "an order in shard 2")
            .when(t -> t.world.signed(issue(t, 1), KEY_1, KEY_2))
            .to(2),
        refusal(ORDER_MALFORMED, "no order at all")
            .when(t -> new SubmitOrder(t.id(), new byte[] {1, 2, 3}, List.of())),
        refusal(ORDER_MALFORMED, "a byte too many")
            .when(t -> altered(t, bytes -> java.util.Arrays.copyOf(bytes, bytes.length + 1))),
        refusal(ORDER_FOREIGN_CLUSTER, "an order of another cluster")
            .when(
                t ->
                    t.world.signed(
                        new Issue(new Header(1, 2, 1, 4, Integer.MAX_VALUE), 1), KEY_1, KEY_2)),
        refusal(ORDER_UNDERSIGNED, "no signature").when(t -> t.world.signed(issue(t, 1))),
        refusal(ORDER_UNDERSIGNED, "one signature of two")
            .when(t -> t.world.signed(issue(t, 1), KEY_1)),
        refusal(ORDER_UNDERSIGNED, "the same key twice")
            .when(t -> t.world.signed(issue(t, 1), KEY_1, KEY_1)),
        refusal(ORDER_UNDERSIGNED, "a key that is not the issuer's")
            .when(t -> t.world.signed(issue(t, 1), KEY_1, FOREIGN_KEY)),
        refusal(ORDER_UNDERSIGNED, "a bank's key")
            .when(t -> t.world.signed(issue(t, 1), KEY_1, LedgerWorld.bankKey(1))),
        refusal(ORDER_UNDERSIGNED, "altered after it was signed")
            .when(
                t ->
                    altered(
                        t,
                        bytes -> {
                          byte[] more = bytes.clone();
                          more[bytes.length - 1] ^= 1;
                          return more;
                        })),
        refusal(ORDER_UNDERSIGNED, "signatures swapped between keys")
            .when(
                t -> {
                  SubmitOrder order = t.world.signed(issue(t, 1), KEY_1, KEY_2);
                  List<Approval> swapped =
                      List.of(
                          new Approval(KEY_1.keyId(), order.approvals().get(1).signature()),
                          new Approval(KEY_2.keyId(), order.approvals().get(0).signature()));
                  return new SubmitOrder(order.id(), order.order(), swapped);
                }),
        refusal(ORDER_UNDERSIGNED, "keys that were replaced")
            .given(
                t -> {
                  t.world.order(
                      new SetIssuerKeys(t.world.header(0), 2, TestSignatures.keys(1, 4, 5)));
                  t.world.deliverAll();
                })
            .when(t -> t.world.signed(issue(t, 1), KEY_1, KEY_2)));
  }

  private static List<Refusal> ofHeaders() {
    return List.of(
        refusal(ORDER_EXPIRED, "an order of yesterday, by the policy's day")
            .given(
                t ->
                    t.world.setTimeMillis(
                        java.time.Instant.parse("2026-03-02T16:00:00Z").toEpochMilli()))
            .when(
                t ->
                    t.world.signed(new Issue(withDay(t.world.header(1), 20_514), 1), KEY_1, KEY_2)),
        refusal(ORDER_OUT_OF_SEQUENCE, "the number of the last order again")
            .when(
                t -> t.world.signed(new Issue(withNumber(t.world.header(1), -1), 1), KEY_1, KEY_2)),
        refusal(ORDER_OUT_OF_SEQUENCE, "a number left out")
            .when(
                t -> t.world.signed(new Issue(withNumber(t.world.header(1), 1), 1), KEY_1, KEY_2)),
        refusal(ORDER_OUT_OF_SEQUENCE, "the same order under another id")
            .when(
                t -> {
                  SubmitOrder first =
                      t.world.signed(new CreditReserve(t.world.header(2), 1), KEY_1, KEY_2);
                  t.done(first);
                  return new SubmitOrder(t.id(), first.order(), first.approvals());
                }));
  }

  private static List<Refusal> ofContents() {
    return List.of(
        invalid("issuing nothing", t -> issue(t, 0)),
        invalid("issuing a negative amount", t -> issue(t, -1)),
        invalid("crediting a negative reserve", t -> new CreditReserve(t.world.header(1), -1)),
        invalid("issuing to a bank that was never admitted", t -> new Issue(t.world.header(3), 1)),
        invalid("issuing to the central bank", t -> new Issue(t.world.header(0), 1)),
        invalid(
            "redeeming more than was issued through the bank",
            t -> new Redeem(t.world.header(1), 10_001)),
        invalid(
            "admitting bank 60000",
            t -> new SetBank(header(t, 60_000), BankStatus.ACTIVE, 0, List.of())),
        invalid(
            "a negative quota",
            t -> new SetBank(t.world.header(1), BankStatus.ACTIVE, -1, List.of())),
        invalid("a bank's key twice", t -> bank(t, TestSignatures.keys(1, 1))),
        invalid(
            "a bank's key under two ids",
            t -> bank(t, List.of(KEY_1, new PublicKey(5, 1, KEY_1.encoded())))),
        invalid(
            "a key of an unknown suite", t -> bank(t, List.of(new PublicKey(5, 9, new byte[32])))),
        invalid("an empty key", t -> bank(t, List.of(new PublicKey(5, 1, new byte[0])))),
        invalid(
            "a threshold of 0",
            t -> new SetIssuerKeys(t.world.header(0), 0, TestSignatures.keys(1, 2))),
        invalid(
            "a threshold over the number of keys",
            t -> new SetIssuerKeys(t.world.header(0), 3, TestSignatures.keys(1, 2))),
        invalid(
            "more than 16 keys",
            t ->
                new SetIssuerKeys(
                    t.world.header(0),
                    1,
                    TestSignatures.keys(java.util.stream.LongStream.range(0, 17).toArray()))),
        invalid(
            "issuer keys under a bank's number",
            t -> new SetIssuerKeys(t.world.header(1), 1, TestSignatures.keys(1))),
        invalid(
            "a policy under a bank's number",
            t -> new SetPolicy(t.world.header(1), t.world.genesis().policy())),
        invalid(
            "a class twice",
            t -> policy(t, 0, new ClassLimits(1, 1, 1, 1, 1), new ClassLimits(1, 2, 2, 2, 2))),
        invalid("class 32", t -> policy(t, 0, new ClassLimits(32, 1, 1, 1, 1))),
        invalid("a negative limit", t -> policy(t, 0, new ClassLimits(1, NONE, -1, NONE, NONE))),
        invalid("a time zone 19 hours east", t -> policy(t, 19 * 3600)),
        invalid(
            "an official status for another bank's customer",
            t -> new SetOfficialStatus(t.world.header(2), t.alice, AccountStatus.BLOCKED)),
        invalid(
            "an official status for a reserve",
            t ->
                new SetOfficialStatus(
                    t.world.header(1), AccountNumber.reserve(1), AccountStatus.BLOCKED)),
        invalid(
            "closing officially",
            t -> new SetOfficialStatus(t.world.header(1), t.alice, AccountStatus.CLOSED)),
        invalid("sweeping a shard that is not there", t -> new SweepSuspense(t.world.header(1), 3)),
        invalid("skipping a rules version", t -> new RaiseRulesVersion(t.world.header(0), 3)),
        invalid("the rules version in force", t -> new RaiseRulesVersion(t.world.header(0), 1)),
        invalid("replacing a node by itself", t -> new ReplaceNode(t.world.header(0), "n1", "n1")),
        refusal(ORDER_INVALID, "adding a node that was removed")
            .given(t -> t.world.order(new ReplaceNode(t.world.header(0), "n1", "n4")))
            .when(
                t -> t.world.signed(new ReplaceNode(t.world.header(0), "n2", "n1"), KEY_1, KEY_2)));
  }

  private static List<Refusal> ofMoney() {
    return List.of(
        refusal(ORDER_OVER_QUOTA, "1 over the quota")
            .when(t -> signed(t, issue(t, 10_001)))
            .left(10_000),
        refusal(ORDER_OVER_RESERVES, "1 over the reserve")
            .when(t -> signed(t, issue(t, 501)))
            .left(500),
        refusal(ORDER_OVER_VAULT, "redeeming what is no longer in the vault")
            .when(t -> signed(t, new Redeem(t.world.header(1), 4_501)))
            .left(4_500),
        refusal(AMOUNT_OVERFLOW, "more reserves than can be counted")
            .when(t -> signed(t, new CreditReserve(t.world.header(1), Long.MAX_VALUE))),
        refusal(ACCOUNT_UNKNOWN, "sweeping suspense that is not there, on shard 0")
            .when(t -> signed(t, new SweepSuspense(t.world.header(1), 0))),
        refusal(INSUFFICIENT_FUNDS, "sweeping suspense that is empty, on shard 0")
            .given(
                t ->
                    t.world
                        .state(0)
                        .accounts()
                        .open(AccountNumber.suspense(1, 0), cbdc.protocol.AccountKind.SUSPENSE, 0))
            .when(t -> signed(t, new SweepSuspense(t.world.header(1), 0))));
  }

  private static Refusal invalid(String what, Function<Town, Order> order) {
    return refusal(ORDER_INVALID, what).when(t -> signed(t, order.apply(t)));
  }

  private static Command signed(Town t, Order order) {
    return t.world.signed(order, KEY_1, KEY_2);
  }

  private static Issue issue(Town t, long amount) {
    return new Issue(t.world.header(1), amount);
  }

  private static Header header(Town t, int bank) {
    return new Header(
        t.world.genesis().clusterHigh(),
        t.world.genesis().clusterLow(),
        bank,
        1,
        Integer.MAX_VALUE);
  }

  private static SetBank bank(Town t, List<PublicKey> keys) {
    return new SetBank(t.world.header(1), BankStatus.ACTIVE, 20_000, keys);
  }

  private static SetPolicy policy(Town t, int utcOffsetSeconds, ClassLimits... classes) {
    return new SetPolicy(t.world.header(0), new LimitPolicy(utcOffsetSeconds, List.of(classes)));
  }

  private static SubmitOrder altered(Town t, java.util.function.UnaryOperator<byte[]> change) {
    SubmitOrder order = t.world.signed(issue(t, 1), KEY_1, KEY_2);
    return new SubmitOrder(order.id(), change.apply(order.order()), order.approvals());
  }

  private static Header withDay(Header h, int lastValidDay) {
    return new Header(h.clusterHigh(), h.clusterLow(), h.bank(), h.number(), lastValidDay);
  }

  private static Header withNumber(Header h, int offset) {
    return new Header(
        h.clusterHigh(), h.clusterLow(), h.bank(), h.number() + offset, h.lastValidDay());
  }
}
