package cbdc.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyFileTest {
  private static final byte[] MESSAGE = {1, 2, 3};

  @TempDir Path folder;
  private Path file;
  private Path passwordFile;

  @BeforeEach
  void makePassword() {
    file = folder.resolve("bank.p12");
    passwordFile = folder.resolve("bank.password");
    KeyFile.writeNewPassword(passwordFile, new SecureRandom());
  }

  @ParameterizedTest
  @EnumSource
  void shouldReadWhatItWrote(SignatureSuite suite) throws IOException {
    LocalSigningKey key = KeyGeneration.generate(suite, new SecureRandom());

    KeyFile.write(file, passwordFile, key, "bank 0001");
    LocalSigningKey read = KeyFile.read(file, passwordFile);

    assertThat(read.verifyingKey()).isEqualTo(key.verifyingKey());
    assertThat(key.verifyingKey().verify(MESSAGE, read.sign(MESSAGE))).isTrue();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactlyInAnyOrder(file, passwordFile);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ED25519", "ECDSA_P256_SHA256"})
  void shouldBeReadableByTheJdk(SignatureSuite suite) throws Exception {
    LocalSigningKey key = KeyGeneration.forTest(suite, "alice");
    KeyFile.write(file, passwordFile, key, "alice");
    char[] password = KeyFile.readPassword(passwordFile);

    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, password);
    }
    store.getCertificate("alice").verify(store.getCertificate("alice").getPublicKey());
    Signature signature =
        Signature.getInstance(
            suite == SignatureSuite.ED25519 ? "Ed25519" : "SHA256withECDSAinP1363Format");
    signature.initSign((PrivateKey) store.getKey("alice", password));
    signature.update(MESSAGE);

    byte[] signed = signature.sign();
    // The JDK does not keep s in the lower half.
    assertThat(
            key.verifyingKey().verify(MESSAGE, signed)
                || key.verifyingKey().verify(MESSAGE, mirrored(signed)))
        .isTrue();
  }

  private static byte[] mirrored(byte[] signature) {
    PrimeCurve curve = EcdsaP256Keys.CURVE;
    return curve.encodeSignature(
        curve.decodeR(signature), curve.order().subtract(curve.decodeS(signature)).abs());
  }

  @Test
  void shouldRefuseAWrongPasswordInOneLine() throws IOException {
    KeyFile.write(
        file, passwordFile, KeyGeneration.forTest(SignatureSuite.ED25519, "alice"), "alice");
    Path wrong = secretFile("wrong", "open sesame\n");

    assertThatThrownBy(() -> KeyFile.read(file, wrong))
        .isInstanceOf(KeyFileException.class)
        .hasMessage(
            "key file " + file + " does not open: the password is wrong or the file was altered");
  }

  @Test
  void shouldTakeTheFirstLineOfAnyTextAsPassword() throws IOException {
    LocalSigningKey key = KeyGeneration.forTest(SignatureSuite.SM2_SM3, "alice");
    KeyFile.write(
        file, secretFile("a", "Schl\u00fcssel \u5bc6\u7801\r\nsecond line"), key, "alice");

    assertThat(KeyFile.read(file, secretFile("b", "Schl\u00fcssel \u5bc6\u7801")).publicKey())
        .isEqualTo(key.publicKey());
  }

  @Test
  void shouldRefuseEveryDamageWithItsOwnException() throws IOException {
    LocalSigningKey key = KeyGeneration.forTest(SignatureSuite.ED25519, "alice");
    KeyFile.write(file, passwordFile, key, "alice");
    byte[] good = Files.readAllBytes(file);
    long seed = Long.getLong("cbdc.seed", 20261122);
    Random random = new Random(seed);

    for (int i = 0; i < 60; i++) {
      byte[] bad = i % 3 == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
      if (i % 3 != 0) {
        bad[random.nextInt(bad.length)] ^= (byte) (1 + random.nextInt(255));
      }
      Path damaged = secretFile("damaged" + i, bad);
      assertReadsTheSameKeyOrRefuses(damaged, key, "seed " + seed + ", round " + i);
    }
  }

  private void assertReadsTheSameKeyOrRefuses(Path damaged, LocalSigningKey key, String round) {
    try {
      // A flipped bit may sit where it means nothing, such as in a name of an algorithm's absent
      // parameters.
      assertThat(KeyFile.read(damaged, passwordFile).verifyingKey())
          .as(round)
          .isEqualTo(key.verifyingKey());
    } catch (KeyFileException refused) {
      assertThat(refused).as(round).hasMessageContaining(damaged.toString());
    }
  }

  @Test
  void shouldNeverOverwrite() {
    LocalSigningKey key = KeyGeneration.forTest(SignatureSuite.ED25519, "alice");
    KeyFile.write(file, passwordFile, key, "alice");

    assertThatThrownBy(() -> KeyFile.write(file, passwordFile, key, "alice"))
        .hasMessageContaining("never overwritten");
    assertThatThrownBy(() -> KeyFile.writeNewPassword(passwordFile, new SecureRandom()))
        .hasMessageContaining("never overwritten");
  }

  @Test
  void shouldCloseItsFilesToOthersAndRefuseOpenOnes() throws IOException {
    assumeTrue(
        Files.getFileStore(folder).supportsFileAttributeView("posix"), "needs POSIX permissions");
    KeyFile.write(
        file, passwordFile, KeyGeneration.forTest(SignatureSuite.ED25519, "alice"), "alice");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(passwordFile)))
        .isEqualTo("rw-------");

    Files.setPosixFilePermissions(passwordFile, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> KeyFile.read(file, passwordFile))
        .hasMessageContaining(
            "password file " + passwordFile + " is open to other users (rw-r--r--)")
        .hasMessageContaining("chmod 600");

    Files.setPosixFilePermissions(passwordFile, PosixFilePermissions.fromString("rw-r-----"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
    assertThatThrownBy(() -> KeyFile.read(file, passwordFile))
        .hasMessageContaining("key file " + file + " is open");
  }

  @Test
  void shouldNameWhatIsMissingOrEmpty() throws IOException {
    Path empty = secretFile("empty", "\nsecond line");
    Path noKey = secretFile("nokey", "not a key");

    assertThatThrownBy(() -> KeyFile.read(folder.resolve("none"), passwordFile))
        .hasMessageContaining("does not exist");
    assertThatThrownBy(() -> KeyFile.read(noKey, empty)).hasMessageContaining("is empty");
    assertThatThrownBy(() -> KeyFile.read(noKey, passwordFile))
        .hasMessageContaining("is not a PKCS#12 file");
  }

  private Path secretFile(String name, String text) throws IOException {
    return secretFile(name, text.getBytes(UTF_8));
  }

  private Path secretFile(String name, byte[] content) throws IOException {
    Path path = folder.resolve(name);
    PrivateFiles.writeNew(path, content, "test file");
    return path;
  }
}
