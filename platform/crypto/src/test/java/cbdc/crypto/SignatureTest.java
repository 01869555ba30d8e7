package cbdc.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SignatureTest {
  private static final byte[] MESSAGE = "pay nobody anything".getBytes(UTF_8);

  @ParameterizedTest
  @EnumSource
  void shouldVerifyWhatItSigned(SignatureSuite suite) {
    LocalSigningKey key = KeyGeneration.generate(suite, new SecureRandom());

    byte[] signature = key.sign(MESSAGE);

    assertThat(signature).hasSize(SignatureSuite.SIGNATURE_LENGTH);
    assertThat(VerifyingKey.of(suite, key.publicKey()).verify(MESSAGE, signature)).isTrue();
    assertThat(VerifyingKey.fromText(key.verifyingKey().text())).isEqualTo(key.verifyingKey());
    assertThat(key.verifyingKey().verify(new byte[0], key.sign(new byte[0]))).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void shouldRefuseAnotherKeysSignature(SignatureSuite suite) {
    LocalSigningKey alice = KeyGeneration.forTest(suite, "alice");
    LocalSigningKey bob = KeyGeneration.forTest(suite, "bob");

    assertThat(bob.verifyingKey().verify(MESSAGE, alice.sign(MESSAGE))).isFalse();
    assertThat(bob.keyId()).isNotEqualTo(alice.keyId());
  }

  @ParameterizedTest
  @EnumSource
  void shouldRefuseEveryAlteredBitOfTheSignature(SignatureSuite suite) {
    LocalSigningKey key = KeyGeneration.forTest(suite, "alice");
    byte[] signature = key.sign(MESSAGE);

    for (int bit = 0; bit < signature.length * Byte.SIZE; bit++) {
      byte[] altered = signature.clone();
      altered[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
      assertThat(key.verifyingKey().verify(MESSAGE, altered)).as("bit %d", bit).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldRefuseEveryAlteredBitOfTheMessage(SignatureSuite suite) {
    LocalSigningKey key = KeyGeneration.forTest(suite, "alice");
    byte[] signature = key.sign(MESSAGE);

    for (int bit = 0; bit < MESSAGE.length * Byte.SIZE; bit++) {
      byte[] altered = MESSAGE.clone();
      altered[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
      assertThat(key.verifyingKey().verify(altered, signature)).as("bit %d", bit).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldRefuseSignaturesOfAnotherLength(SignatureSuite suite) {
    LocalSigningKey key = KeyGeneration.forTest(suite, "alice");
    byte[] signature = key.sign(MESSAGE);

    for (int length : new int[] {0, 1, 32, 63, 65, 128}) {
      assertThat(key.verifyingKey().verify(MESSAGE, Arrays.copyOf(signature, length)))
          .as("length %d", length)
          .isFalse();
    }
  }

  /**
   * Whatever arithmetic turns one valid signature into another must be refused, or ids made of them
   * would not be unique.
   */
  @Test
  void shouldRefuseTheSecondFormOfAnEcdsaSignature() {
    LocalSigningKey key = KeyGeneration.forTest(SignatureSuite.ECDSA_P256_SHA256, "alice");
    PrimeCurve curve = EcdsaP256Keys.CURVE;
    byte[] signature = key.sign(MESSAGE);
    BigInteger mirrored = curve.order().subtract(curve.decodeS(signature));

    assertThat(
            key.verifyingKey()
                .verify(MESSAGE, curve.encodeSignature(curve.decodeR(signature), mirrored)))
        .isFalse();
  }

  @Test
  void shouldRefuseAnEd25519SignatureWithTheOrderAdded() {
    LocalSigningKey key = KeyGeneration.forTest(SignatureSuite.ED25519, "alice");
    BigInteger order =
        BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
    byte[] signature = key.sign(MESSAGE);
    BigInteger s = new BigInteger(1, reversed(Arrays.copyOfRange(signature, 32, 64))).add(order);
    byte[] mirrored = Arrays.copyOf(signature, 64);
    byte[] bigEndian = s.toByteArray();
    for (int i = 0; i < 32; i++) {
      int from = bigEndian.length - 1 - i;
      mirrored[32 + i] = from >= 0 ? bigEndian[from] : 0;
    }

    assertThat(mirrored).isNotEqualTo(signature);
    assertThat(key.verifyingKey().verify(MESSAGE, mirrored)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"ECDSA_P256_SHA256", "SM2_SM3"})
  void shouldRefuseScalarsOutsideTheirRange(SignatureSuite suite) {
    LocalSigningKey key = KeyGeneration.forTest(suite, "alice");
    PrimeCurve curve = suite == SignatureSuite.SM2_SM3 ? Sm2Keys.CURVE : EcdsaP256Keys.CURVE;
    byte[] signature = key.sign(MESSAGE);
    BigInteger r = curve.decodeR(signature);
    BigInteger s = curve.decodeS(signature);
    BigInteger all = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);

    for (BigInteger wrong :
        List.of(BigInteger.ZERO, curve.order(), curve.order().add(BigInteger.ONE), all)) {
      assertThat(key.verifyingKey().verify(MESSAGE, curve.encodeSignature(wrong, s))).isFalse();
      assertThat(key.verifyingKey().verify(MESSAGE, curve.encodeSignature(r, wrong))).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldNeitherThrowNorAcceptOnGarbage(SignatureSuite suite) {
    long seed = Long.getLong("cbdc.seed", 20261122);
    Random random = new Random(seed);
    VerifyingKey key = KeyGeneration.forTest(suite, "alice").verifyingKey();

    for (int i = 0; i < 2_000; i++) {
      byte[] message = new byte[random.nextInt(100)];
      byte[] signature = new byte[random.nextInt(10) == 0 ? random.nextInt(200) : 64];
      random.nextBytes(message);
      random.nextBytes(signature);
      assertThat(key.verify(message, signature)).as("seed %d, round %d", seed, i).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldNotThrowOnGarbageKeys(SignatureSuite suite) {
    long seed = Long.getLong("cbdc.seed", 20261122);
    Random random = new Random(seed);

    for (int i = 0; i < 2_000; i++) {
      byte[] encoded =
          new byte[random.nextInt(10) == 0 ? random.nextInt(100) : suite.publicKeyLength()];
      random.nextBytes(encoded);
      if (encoded.length > 0 && random.nextBoolean()) {
        encoded[0] = 4;
      }
      VerifyingKey.parse(suite, encoded)
          .ifPresent(
              key -> assertThat(key.verify(MESSAGE, new byte[64])).as("seed %d", seed).isFalse());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ECDSA_P256_SHA256", "SM2_SM3"})
  void shouldRefusePointsThatAreNotOneUncompressedPointOnTheCurve(SignatureSuite suite) {
    byte[] good = KeyGeneration.forTest(suite, "alice").publicKey();
    byte[] offCurve = good.clone();
    offCurve[64] ^= 1;
    byte[] hybrid = good.clone();
    hybrid[0] = (byte) (6 + (good[64] & 1));
    byte[] infinity = new byte[65];
    infinity[0] = 4;

    assertThatThrownBy(() -> VerifyingKey.of(suite, offCurve))
        .hasMessageContaining("not a point on the curve");
    assertThatThrownBy(() -> VerifyingKey.of(suite, hybrid))
        .hasMessageContaining("not an uncompressed point");
    assertThatThrownBy(() -> VerifyingKey.of(suite, infinity))
        .isInstanceOf(UnusableKeyException.class);
    assertThatThrownBy(() -> VerifyingKey.of(suite, Arrays.copyOf(good, 64)))
        .hasMessageContaining("64 bytes");
  }

  /** Under the neutral point and other points of small order, one signature fits many messages. */
  @Test
  void shouldRefuseEd25519KeysOfSmallOrder() {
    byte[] neutral = new byte[32];
    neutral[0] = 1;
    byte[] orderFour = new byte[32];
    byte[] orderEight =
        HexFormat.of().parseHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05");

    for (byte[] weak : List.of(neutral, orderFour, orderEight)) {
      assertThat(VerifyingKey.parse(SignatureSuite.ED25519, weak)).isEmpty();
    }
  }

  @Test
  void shouldRefuseTextThatIsNoKey() {
    assertThatThrownBy(() -> VerifyingKey.fromText("abc")).hasMessageContaining("<suite>:");
    assertThatThrownBy(() -> VerifyingKey.fromText("rsa:00"))
        .hasMessageContaining("expected one of ed25519");
    assertThatThrownBy(() -> VerifyingKey.fromText("ed25519:0g"))
        .isInstanceOf(UnusableKeyException.class);
    assertThatThrownBy(() -> VerifyingKey.fromText("ed25519:00"))
        .hasMessageContaining("expected 32");
    assertThatThrownBy(() -> KeyId.parse("12")).hasMessageContaining("16 hexadecimal digits");
    assertThat(SignatureSuite.ofCode((byte) 0)).isEmpty();
  }

  @Test
  void shouldKeepItsOwnCopyOfTheKeyBytes() {
    LocalSigningKey key = KeyGeneration.forTest(SignatureSuite.ED25519, "alice");
    byte[] encoded = key.publicKey();
    VerifyingKey verifyingKey = VerifyingKey.of(SignatureSuite.ED25519, encoded);

    encoded[0] ^= 1;
    verifyingKey.encoded()[1] ^= 1;

    assertThat(verifyingKey).isEqualTo(key.verifyingKey());
  }

  @ParameterizedTest
  @EnumSource
  @Timeout(60)
  void shouldServeSeveralThreadsAtOnce(SignatureSuite suite) throws Exception {
    LocalSigningKey key = KeyGeneration.forTest(suite, "alice");
    Callable<Boolean> work =
        () ->
            IntStream.range(0, 100)
                .allMatch(i -> key.verifyingKey().verify(new byte[i], key.sign(new byte[i])));
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (Future<Boolean> result : threads.invokeAll(List.of(work, work, work, work))) {
        assertThat(result.get()).isTrue();
      }
    }
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }
}
