package cbdc.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.util.test.TestRandomBigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Published vectors: they may never change, or stored signatures would no longer verify. */
class KnownAnswerTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final BigInteger P256_SECRET =
      new BigInteger("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721", 16);
  private static final BigInteger SM2_SECRET =
      new BigInteger("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8", 16);
  private static final String SM2_NONCE =
      "59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21";
  private static final String SM2_PUBLIC_KEY =
      "04"
          + "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
          + "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13";
  private static final String SM2_SIGNATURE =
      "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
          + "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa";

  /** RFC 8032, section 7.1, tests 1 to 3. */
  @ParameterizedTest
  @CsvSource({
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
        + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a,'',"
        + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
        + "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
        + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c,72,"
        + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da0"
        + "85ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,"
        + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025,af82,"
        + "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac1"
        + "8ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
  })
  void shouldSignAsRfc8032(String secret, String publicKey, String message, String signature) {
    LocalSigningKey key =
        Ed25519Keys.signingKey(new Ed25519PrivateKeyParameters(HEX.parseHex(secret)));

    assertThat(HEX.formatHex(key.publicKey())).isEqualTo(publicKey);
    assertThat(HEX.formatHex(key.sign(HEX.parseHex(message)))).isEqualTo(signature);
    assertThat(key.verifyingKey().verify(HEX.parseHex(message), HEX.parseHex(signature))).isTrue();
  }

  /**
   * RFC 6979, A.2.5, SHA-256. The RFC's s for "sample" lies in the upper half, so ours is the order
   * less it.
   */
  @ParameterizedTest
  @CsvSource({
    "sample,EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716,"
        + "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8,true",
    "test,F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367,"
        + "019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083,false",
  })
  void shouldSignAsRfc6979(String message, String r, String s, boolean upperHalf) {
    LocalSigningKey key = EcdsaP256Keys.signingKey(P256_SECRET);
    BigInteger published = new BigInteger(s, 16);
    BigInteger expected = upperHalf ? EcdsaP256Keys.CURVE.order().subtract(published) : published;

    byte[] signature = key.sign(message.getBytes(US_ASCII));

    assertThat(signature)
        .isEqualTo(EcdsaP256Keys.CURVE.encodeSignature(new BigInteger(r, 16), expected));
    assertThat(HEX.formatHex(key.publicKey()))
        .isEqualToIgnoringCase(
            "04"
                + "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
                + "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299");
    assertThat(key.verifyingKey().verify(message.getBytes(US_ASCII), signature)).isTrue();
  }

  /**
   * GB/T 32918.5-2017, annex A: the recommended curve, the default user id, message "message
   * digest".
   */
  @Test
  void shouldSignAsTheSm2Standard() {
    SecureRandom nonce = new TestRandomBigInteger(SM2_NONCE, 16);
    LocalSigningKey key = Sm2Keys.signingKey(SM2_SECRET, nonce);

    assertThat(HEX.formatHex(key.publicKey())).isEqualTo(SM2_PUBLIC_KEY);
    assertThat(HEX.formatHex(key.sign("message digest".getBytes(US_ASCII))))
        .isEqualTo(SM2_SIGNATURE);
  }

  @Test
  void shouldVerifyTheSm2StandardsSignature() {
    VerifyingKey key = VerifyingKey.of(SignatureSuite.SM2_SM3, HEX.parseHex(SM2_PUBLIC_KEY));

    assertThat(key.verify("message digest".getBytes(US_ASCII), HEX.parseHex(SM2_SIGNATURE)))
        .isTrue();
    assertThat(key.verify("message Digest".getBytes(US_ASCII), HEX.parseHex(SM2_SIGNATURE)))
        .isFalse();
  }

  /** FIPS 180-2, B.1 and B.2. */
  @ParameterizedTest
  @CsvSource({
    "abc,ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq,"
        + "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  })
  void shouldHashAsFips180(String message, String expected) {
    assertThat(HEX.formatHex(Hashes.sha256(message.getBytes(US_ASCII)))).isEqualTo(expected);
  }

  /** Codes, labels and key ids are stored in histories: golden values that never change. */
  @Test
  void shouldKeepCodesAndKeyIds() {
    assertThat(SignatureSuite.values())
        .extracting(SignatureSuite::code)
        .containsExactly((byte) 1, (byte) 2, (byte) 3);
    assertThat(SignatureSuite.values())
        .extracting(SignatureSuite::label)
        .containsExactly("ed25519", "ecdsa-p256-sha256", "sm2-sm3");
    assertThat(KeyId.of(SignatureSuite.SM2_SM3, HEX.parseHex(SM2_PUBLIC_KEY)))
        .hasToString("4285aa41eed25e5d");
    assertThat(KeyGeneration.forTest(SignatureSuite.ED25519, "alice").verifyingKey().text())
        .isEqualTo("ed25519:a43af1b067e2fa6246c7f5b2f512d184edfdb247f8e7c5b25dee2af03dfb5e0d");
  }
}
