package cbdc.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PaymentsTest {
  private static final long NOW_MILLIS = 1_772_366_400_000L;
  private static final TargetSystem TARGET =
      new TargetSystem(
          List.of(
              new TargetSystem.Payer("http://127.0.0.1:8101", "payer-1", "token-1"),
              new TargetSystem.Payer("http://127.0.0.1:8201", "payer-2", "token-2")),
          List.of("merchant-1", "merchant-2"));

  private static Payments payments(long seed) {
    return new Payments(TARGET, 3, seed, InstantSource.fixed(Instant.ofEpochMilli(NOW_MILLIS)));
  }

  @Test
  void shouldGiveEachPaymentAFreshKeyOfThisMoment() {
    Payments payments = payments(1);
    Set<UUID> keys = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      UUID key = UUID.fromString((String) payments.next().get(Payments.KEY));
      assertThat(key.version()).isEqualTo(7);
      assertThat(key.variant()).isEqualTo(2);
      assertThat(key.getMostSignificantBits() >>> 16).isEqualTo(NOW_MILLIS);
      keys.add(key);
    }
    assertThat(keys).hasSize(10_000);
  }

  @Test
  void shouldLetEveryWalletPayEveryMerchantAtItsOwnBank() {
    Payments payments = payments(1);
    Set<Object> pairs = new HashSet<>();
    Set<Object> amounts = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      Map<String, Object> payment = payments.next();
      TargetSystem.Payer payer =
          TARGET.payers().get(payment.get(Payments.PAYER).equals("payer-1") ? 0 : 1);
      assertThat(payment)
          .containsEntry(Payments.URL, payer.url())
          .containsEntry(Payments.TOKEN, payer.token());
      pairs.add(payment.get(Payments.PAYER) + " pays " + payment.get(Payments.PAYEE));
      amounts.add(payment.get(Payments.AMOUNT));
    }
    assertThat(pairs).hasSize(4);
    assertThat(amounts).containsExactlyInAnyOrder(1, 2, 3);
  }

  @Test
  void shouldRepeatItsChoicesButNotItsKeys() {
    Map<String, Object> first = new HashMap<>(payments(42).next());
    Map<String, Object> again = new HashMap<>(payments(42).next());

    assertThat(first.remove(Payments.KEY)).isNotEqualTo(again.remove(Payments.KEY));
    assertThat(first).isEqualTo(again);
  }
}
