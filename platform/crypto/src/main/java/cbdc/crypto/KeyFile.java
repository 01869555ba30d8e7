package cbdc.crypto;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;

/**
 * Signing keys on disk: one key per PKCS#12 file, its password in a file of its own. Both must be
 * closed to other users and are never overwritten. Every refusal is a {@link KeyFileException}.
 */
public final class KeyFile {
  private static final int PASSWORD_LENGTH_BYTES = 32;

  // PKCS#12 readers expect a certificate beside a key. Nobody trusts it, so it holds no date that
  // could run out.
  private static final Instant VALID_FROM = Instant.parse("2020-01-01T00:00:00Z");
  private static final Instant VALID_UNTIL = Instant.parse("9999-12-31T23:59:59Z");

  private KeyFile() {}

  /**
   * Writes a key to a new file.
   *
   * @param name stands in the file as the key's name, for people who look into it with other tools
   */
  public static void write(Path file, Path passwordFile, LocalSigningKey key, String name) {
    char[] password = readPassword(passwordFile);
    List<X509CertificateHolder> certificate = List.of(selfSigned(key, name));
    PrivateFiles.writeNew(
        file,
        Pkcs12.encode(KeyEncoding.privateKeyInfo(key), certificate, name, password),
        "key file");
  }

  /** Reads the key in a file. */
  public static LocalSigningKey read(Path file, Path passwordFile) {
    byte[] content = PrivateFiles.read(file, "key file");
    Pkcs12.Content opened = Pkcs12.decode(content, readPassword(passwordFile), file.toString());
    LocalSigningKey key = signingKey(opened.privateKey(), file);
    X509CertificateHolder certificate = opened.certificates().getFirst();
    if (!certificate
        .getSubjectPublicKeyInfo()
        .equals(KeyEncoding.publicKeyInfo(key.verifyingKey()))) {
      throw new KeyFileException("key file " + file + " holds a certificate that is not its key's");
    }
    return key;
  }

  /** Writes a new random password to a new file. */
  public static void writeNewPassword(Path passwordFile, SecureRandom random) {
    byte[] bytes = new byte[PASSWORD_LENGTH_BYTES];
    random.nextBytes(bytes);
    String password = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + "\n";
    PrivateFiles.writeNew(
        passwordFile, password.getBytes(StandardCharsets.US_ASCII), "password file");
  }

  /** The first line of a password file, which must not be empty. */
  static char[] readPassword(Path passwordFile) {
    byte[] content = PrivateFiles.read(passwordFile, "password file");
    CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(content));
    int length = 0;
    while (length < text.length() && text.charAt(length) != '\n' && text.charAt(length) != '\r') {
      length++;
    }
    if (length == 0) {
      throw new KeyFileException(
          "password file " + passwordFile + " is empty: its first line must be the password");
    }
    char[] password = new char[length];
    text.get(password);
    return password;
  }

  private static LocalSigningKey signingKey(PrivateKeyInfo encoded, Path file) {
    try {
      return KeyEncoding.signingKey(encoded);
    } catch (UnusableKeyException refused) {
      throw new KeyFileException(
          "key file " + file + " cannot be used: " + refused.getMessage(), refused);
    }
  }

  private static X509CertificateHolder selfSigned(LocalSigningKey key, String name) {
    X500Name subject = new X500NameBuilder().addRDN(BCStyle.CN, name).build();
    return new X509v3CertificateBuilder(
            subject,
            BigInteger.ONE,
            Date.from(VALID_FROM),
            Date.from(VALID_UNTIL),
            subject,
            KeyEncoding.publicKeyInfo(key.verifyingKey()))
        .build(new CertificateSigning(key));
  }
}
