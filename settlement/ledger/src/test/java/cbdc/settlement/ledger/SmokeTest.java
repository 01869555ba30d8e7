package cbdc.settlement.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.Outcome;
import org.junit.jupiter.api.Test;

class SmokeTest {
  @Test
  void shouldPayBetweenShards() {
    LedgerWorld world = new LedgerWorld(3);
    world.admit(1, 1_000_000);
    world.issue(1, 500_000);
    long a = world.customer(1, 1, 1);
    long b = world.customer(1, 2, 1);
    world.open(a, AccountKind.WALLET, LedgerWorld.UNLIMITED);
    world.open(b, AccountKind.WALLET, LedgerWorld.UNLIMITED);
    world.fund(a, 1_000);
    assertThat(world.available(a)).isEqualTo(1_000);
    var pay = world.pay(a, b, 300);
    assertThat(world.execute(pay)).isEqualTo(Outcome.PENDING);
    world.deliverAll();
    assertThat(world.available(b)).isEqualTo(300);
    assertThat(world.remembered(1, pay.id())).isEqualTo(Outcome.SETTLED);
    assertThat(world.available(AccountNumber.vault(1))).isEqualTo(499_000);
  }
}
