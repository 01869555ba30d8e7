package cbdc.settlement.node.shard;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.BankStatus;
import cbdc.protocol.PublicKey;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyRingTest {
  private static final PublicKey APPROVAL = new PublicKey(1, 1, new byte[32]);
  private static final PublicKey SERVICE = new PublicKey(2, 1, new byte[32]);
  private static final PublicKey BANKS = new PublicKey(3, 1, new byte[32]);

  private final KeyRing keys =
      new KeyRing(
          Map.of(
              0, new KeyRing.Bank(BankStatus.ACTIVE, List.of(SERVICE)),
              7, new KeyRing.Bank(BankStatus.ACTIVE, List.of(BANKS))),
          List.of(APPROVAL));

  @Test
  void shouldLetTheIssuersServiceUseAKeyThatApprovesNothing() {
    assertThat(keys.key(0, 1)).contains(APPROVAL);
    assertThat(keys.key(0, 2)).contains(SERVICE);
    assertThat(keys.key(0, 3)).isEmpty();
  }

  @Test
  void shouldKnowABanksOwnKeysOnly() {
    assertThat(keys.key(7, 3)).contains(BANKS);
    assertThat(keys.key(7, 1)).isEmpty();
    assertThat(keys.key(7, 2)).isEmpty();
    assertThat(keys.key(8, 3)).isEmpty();
    assertThat(keys.knows(8)).isFalse();
  }
}
