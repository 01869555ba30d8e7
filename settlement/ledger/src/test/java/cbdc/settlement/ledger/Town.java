package cbdc.settlement.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.AccountStatus;
import cbdc.protocol.Command.CaptureHold;
import cbdc.protocol.Command.ChangeClass;
import cbdc.protocol.Command.OpenAccount;
import cbdc.protocol.Command.Pay;
import cbdc.protocol.Command.PlaceHold;
import cbdc.protocol.Command.ReleaseHold;
import cbdc.protocol.Command.SetStatus;
import cbdc.protocol.CommandId;
import cbdc.protocol.Order.SetOfficialStatus;
import cbdc.protocol.Outcome;
import cbdc.protocol.Text;
import java.util.List;

/**
 * A small world in which everybody has a name. Three shards; bank 1 with 10,000 issued of a quota
 * of 20,000 and reserves of 10,500, bank 2 with nothing issued.
 *
 * <pre>
 *   alice  bank 1  shard 1  no limits       1,000
 *   bob    bank 1  shard 1  small limits    4,500
 *   shop   bank 2  shard 1  merchant            0
 *   carol  bank 2  shard 2  small limits        0
 * </pre>
 */
final class Town {
  static final long HOUR_MILLIS = 3_600_000L;
  static final long DAY_MILLIS = 24 * HOUR_MILLIS;

  final LedgerWorld world;
  final long alice;
  final long bob;
  final long shop;
  final long carol;
  final long stranger;
  final long vault1 = AccountNumber.vault(1);
  final long vault2 = AccountNumber.vault(2);

  Town() {
    this(new LedgerWorld(3));
  }

  Town(LedgerWorld world) {
    this.world = world;
    alice = world.customer(1, 1, 1);
    bob = world.customer(1, 1, 2);
    stranger = world.customer(1, 1, 3);
    shop = world.customer(2, 1, 1);
    carol = world.customer(2, 2, 1);
    world.admit(1, 20_000);
    world.admit(2, 20_000);
    world.issue(1, 10_000);
    world.order(new cbdc.protocol.Order.CreditReserve(world.header(1), 500));
    world.open(alice, AccountKind.WALLET, LedgerWorld.UNLIMITED);
    world.open(bob, AccountKind.WALLET, LedgerWorld.LIMITED);
    world.open(shop, AccountKind.MERCHANT, LedgerWorld.UNLIMITED);
    world.open(carol, AccountKind.WALLET, LedgerWorld.LIMITED);
    world.fund(alice, 1_000);
    world.fund(bob, 4_500);
  }

  long account(String name) {
    return switch (name) {
      case "alice" -> alice;
      case "bob" -> bob;
      case "shop" -> shop;
      case "carol" -> carol;
      case "vault1" -> vault1;
      case "vault2" -> vault2;
      case "reserve1" -> AccountNumber.reserve(1);
      case "issuance1" -> AccountNumber.issuance(1);
      default -> throw new IllegalArgumentException(name);
    };
  }

  CommandId id() {
    return world.id();
  }

  Pay pay(long payer, long payee, long amount) {
    return world.pay(payer, payee, amount);
  }

  OpenAccount open(long account, AccountKind kind, int classNumber) {
    return new OpenAccount(id(), account, kind, classNumber);
  }

  ChangeClass changeClass(long account, int classNumber) {
    return new ChangeClass(id(), account, classNumber);
  }

  SetStatus setStatus(long account, AccountStatus status) {
    return new SetStatus(id(), account, status);
  }

  PlaceHold hold(long payer, long payee, long amount) {
    return hold(payer, payee, amount, world.nowMillis() + HOUR_MILLIS);
  }

  PlaceHold hold(long payer, long payee, long amount, long expiresAtMillis) {
    return new PlaceHold(id(), payer, payee, amount, expiresAtMillis, Text.EMPTY, Text.EMPTY);
  }

  CaptureHold capture(PlaceHold hold, long amount) {
    return new CaptureHold(
        id(), hold.payer(), hold.payee(), hold.id(), amount, Text.EMPTY, Text.EMPTY);
  }

  ReleaseHold release(PlaceHold hold) {
    return new ReleaseHold(id(), hold.payer(), hold.payee(), hold.id());
  }

  /** Executes and insists on success. */
  <C extends cbdc.protocol.Command> C done(C command) {
    assertThat(world.execute(command)).isIn(Outcome.Settled.INSTANCE, Outcome.Pending.INSTANCE);
    return command;
  }

  void officialStatus(long account, AccountStatus status) {
    int bank = AccountNumber.bank(account);
    assertThat(world.order(new SetOfficialStatus(world.header(bank), account, status)))
        .isIn(Outcome.Settled.INSTANCE, Outcome.Pending.INSTANCE);
    world.deliverAll();
  }

  /**
   * Checks balances written as {@code alice 1000 bob 4500}; a held part as {@code alice 700+300}.
   */
  void assertBalances(String expected) {
    String[] words = expected.split(" ", -1);
    for (int i = 0; i < words.length; i += 2) {
      long held = world.held(account(words[i]));
      String actual = world.available(account(words[i])) + (held == 0 ? "" : "+" + held);
      assertThat(actual).as("balance of %s in '%s'", words[i], expected).isEqualTo(words[i + 1]);
    }
  }

  /** Everything that must hold in every shard at every moment. */
  void assertSound() {
    for (int shard = 0; shard < world.shardCount(); shard++) {
      assertThat(FullCheck.of(world.state(shard))).isEqualTo(List.of());
    }
  }
}
