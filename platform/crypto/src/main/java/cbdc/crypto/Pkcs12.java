package cbdc.crypto;

import java.io.IOException;
import java.security.Provider;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.InputDecryptorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.PKCS12PfxPdu;
import org.bouncycastle.pkcs.PKCS12PfxPduBuilder;
import org.bouncycastle.pkcs.PKCS12SafeBag;
import org.bouncycastle.pkcs.PKCS12SafeBagBuilder;
import org.bouncycastle.pkcs.PKCS12SafeBagFactory;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcePKCS12MacCalculatorBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCS12MacCalculatorBuilderProvider;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;

/**
 * One private key and its certificates in a password-protected PKCS#12 container (RFC 7292):
 * AES-256 with PBKDF2, MAC over SHA-256, as the JDK and OpenSSL write it today. The JDK's own key
 * store cannot hold SM2 keys.
 */
final class Pkcs12 {
  /**
   * The default of the JDK. Generated passwords are random, so key stretching is not what protects
   * them.
   */
  private static final int ITERATIONS = 10_000;

  /** What a container holds; the first certificate belongs to the key. */
  record Content(PrivateKeyInfo privateKey, List<X509CertificateHolder> certificates) {}

  private Pkcs12() {}

  static byte[] encode(
      PrivateKeyInfo privateKey,
      List<X509CertificateHolder> certificates,
      String name,
      char[] password) {
    Provider provider = new BouncyCastleProvider();
    try {
      DEROctetString keyMark =
          new DEROctetString(Hashes.sha256(certificates.getFirst().getEncoded()));
      PKCS12SafeBag[] bags = new PKCS12SafeBag[certificates.size()];
      for (int i = 0; i < bags.length; i++) {
        PKCS12SafeBagBuilder bag = new PKCS12SafeBagBuilder(certificates.get(i));
        if (i == 0) {
          mark(bag, name, keyMark);
        }
        bags[i] = bag.build();
      }
      PKCS12SafeBagBuilder keyBag =
          new PKCS12SafeBagBuilder(privateKey, encryptor(provider, password));
      mark(keyBag, name, keyMark);
      return new PKCS12PfxPduBuilder()
          .addEncryptedData(encryptor(provider, password), bags)
          .addData(keyBag.build())
          .build(
              new JcePKCS12MacCalculatorBuilder(NISTObjectIdentifiers.id_sha256)
                  .setProvider(provider)
                  .setIterationCount(ITERATIONS),
              password)
          .getEncoded();
    } catch (IOException | OperatorCreationException | PKCSException bug) {
      throw new IllegalStateException("a PKCS#12 container could not be built", bug);
    }
  }

  /** Opens a container; {@code file} names it in refusals. */
  static Content decode(byte[] encoded, char[] password, String file) {
    Provider provider = new BouncyCastleProvider();
    try {
      PKCS12PfxPdu container = new PKCS12PfxPdu(encoded);
      if (!container.hasMac()
          || !container.isMacValid(
              new JcePKCS12MacCalculatorBuilderProvider().setProvider(provider), password)) {
        throw new KeyFileException(
            "key file " + file + " does not open: the password is wrong or the file was altered");
      }
      InputDecryptorProvider decryptor =
          new JcePKCSPBEInputDecryptorProviderBuilder().setProvider(provider).build(password);
      return collect(container, decryptor, file);
    } catch (KeyFileException refused) {
      throw refused;
    } catch (IOException | PKCSException | RuntimeException bad) {
      // Parsers of ASN.1 meet damage with any kind of runtime exception.
      throw new KeyFileException(
          "key file " + file + " is not a PKCS#12 file that can be read", bad);
    }
  }

  private static Content collect(
      PKCS12PfxPdu container, InputDecryptorProvider decryptor, String file) throws PKCSException {
    List<PrivateKeyInfo> keys = new ArrayList<>();
    List<X509CertificateHolder> certificates = new ArrayList<>();
    for (ContentInfo part : container.getContentInfos()) {
      boolean encrypted = part.getContentType().equals(PKCSObjectIdentifiers.encryptedData);
      PKCS12SafeBagFactory bags =
          encrypted ? new PKCS12SafeBagFactory(part, decryptor) : new PKCS12SafeBagFactory(part);
      for (PKCS12SafeBag bag : bags.getSafeBags()) {
        switch (bag.getBagValue()) {
          case PKCS8EncryptedPrivateKeyInfo key -> keys.add(key.decryptPrivateKeyInfo(decryptor));
          case PrivateKeyInfo key -> keys.add(key);
          case X509CertificateHolder certificate -> certificates.add(certificate);
          default ->
              throw new KeyFileException(
                  "key file " + file + " holds more than a key and its certificate");
        }
      }
    }
    if (keys.size() != 1 || certificates.isEmpty()) {
      throw new KeyFileException(
          "key file "
              + file
              + " holds "
              + keys.size()
              + " keys and "
              + certificates.size()
              + " certificates; expected one key and its certificate");
    }
    return new Content(keys.getFirst(), certificates);
  }

  private static OutputEncryptor encryptor(Provider provider, char[] password)
      throws OperatorCreationException {
    return new JcePKCSPBEOutputEncryptorBuilder(NISTObjectIdentifiers.id_aes256_CBC)
        .setProvider(provider)
        .setIterationCount(ITERATIONS)
        .build(password);
  }

  private static void mark(PKCS12SafeBagBuilder bag, String name, ASN1OctetString keyMark) {
    bag.addBagAttribute(PKCS12SafeBag.friendlyNameAttribute, new DERBMPString(name));
    bag.addBagAttribute(PKCS12SafeBag.localKeyIdAttribute, keyMark);
  }
}
