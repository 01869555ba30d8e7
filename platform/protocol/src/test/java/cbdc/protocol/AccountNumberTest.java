package cbdc.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AccountNumberTest {
  @Test
  void shouldCarryTheCheckDigitsOfIso7064() {
    Random random = new Random(7);
    for (int i = 0; i < 1000; i++) {
      long account =
          AccountNumber.of(random.nextInt(10_000), random.nextLong(AccountNumber.MAX_SERIAL + 1));
      String text = AccountNumber.format(account);
      // The rule of ISO 13616: move the first four characters to the end, letters as numbers,
      // remainder 1.
      String rearranged = text.substring(4) + "1312" + text.substring(2, 4);
      assertThat(new BigInteger(rearranged).mod(BigInteger.valueOf(97)))
          .as(text)
          .isEqualTo(BigInteger.ONE);
      assertThat(AccountNumber.parse(text)).isEqualTo(account);
    }
  }

  @Test
  void shouldFindEverySingleWrongDigitAndNeighbourSwap() {
    String text = AccountNumber.format(AccountNumber.of(17, 1_000_042));
    for (int at = 2; at < text.length(); at++) {
      for (char digit = '0'; digit <= '9'; digit++) {
        String other = text.substring(0, at) + digit + text.substring(at + 1);
        if (!other.equals(text)) {
          assertThatThrownBy(() -> AccountNumber.parse(other)).hasMessageContaining("check digits");
        }
      }
      if (at + 1 < text.length() && text.charAt(at) != text.charAt(at + 1)) {
        String swapped =
            text.substring(0, at) + text.charAt(at + 1) + text.charAt(at) + text.substring(at + 2);
        assertThatThrownBy(() -> AccountNumber.parse(swapped)).hasMessageContaining("check digits");
      }
    }
  }

  @Test
  void shouldNameTheRuleForOtherForms() {
    for (String text :
        new String[] {
          "", "DC", "XX87000100000001000000", "DC8700010000000100000", "DC870001000000010000x0"
        }) {
      assertThatThrownBy(() -> AccountNumber.parse(text))
          .hasMessageContaining("must be DC and 20 digits");
    }
  }

  @Test
  void shouldSpreadCustomersEvenlyAndKeepSystemAccountsInPlace() {
    int[] counts = new int[16];
    for (int serial = 0; serial < 150_000; serial++) {
      counts[
          AccountNumber.shard(
              AccountNumber.of(3, AccountNumber.FIRST_CUSTOMER_SERIAL + serial), 16)]++;
    }
    assertThat(counts[0]).isZero();
    for (int shard = 1; shard < 16; shard++) {
      assertThat(counts[shard]).isBetween(9_500, 10_500);
    }
    assertThat(AccountNumber.shard(AccountNumber.vault(3), 16)).isZero();
    assertThat(AccountNumber.shard(AccountNumber.suspense(3, 7), 16)).isEqualTo(7);
    assertThat(AccountNumber.shard(AccountNumber.of(3, 5_000_000), 1)).isZero();
  }

  @Test
  void shouldNeverMoveAnAccountToAnotherShard() {
    // These values decide where money lies: they may never change.
    assertThat(AccountNumber.shard(AccountNumber.of(1, 1_000_000), 16)).isEqualTo(GOLDEN_SHARDS[0]);
    assertThat(AccountNumber.shard(AccountNumber.of(1, 1_000_001), 16)).isEqualTo(GOLDEN_SHARDS[1]);
    assertThat(AccountNumber.shard(AccountNumber.of(9999, 99_999_999_999_999L), 16))
        .isEqualTo(GOLDEN_SHARDS[2]);
  }

  private static final int[] GOLDEN_SHARDS = {4, 8, 2};
}
