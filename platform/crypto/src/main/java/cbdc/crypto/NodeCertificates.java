package cbdc.crypto;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;

/**
 * A small certificate authority for the links between nodes: tests, the demo and small
 * installations use it; others bring certificates of their own. ECDSA on P-256 throughout, as every
 * TLS library has it.
 *
 * <p>A node's certificate names the node in a subject alternative name of the form {@code
 * urn:cbdc:node:<id>}: that is what the link compares with the node id of the handshake, whatever
 * host the node runs on.
 */
public final class NodeCertificates {
  static final String CERTIFICATE = "CERTIFICATE";
  static final String PRIVATE_KEY = "PRIVATE KEY";

  private static final String NODE_URN = "urn:cbdc:node:";
  private static final Pattern NODE_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
  private static final Pattern IP_ADDRESS =
      Pattern.compile("[0-9]+(\\.[0-9]+){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");
  private static final Duration AUTHORITY_LIFETIME = Duration.ofDays(3650);
  private static final Duration NODE_LIFETIME = Duration.ofDays(825);

  /** Certificates begin in the past, since the clocks of nodes differ. */
  private static final Duration CLOCK_TOLERANCE = Duration.ofHours(1);

  private static final int SUBJECT_ALTERNATIVE_URI = 6;
  private static final int SERIAL_BITS = 120;
  private static final String AUTHORITY_FILE = "ca.pem";
  private static final String AUTHORITY_KEY_FILE = "ca-key.pem";

  private final LocalSigningKey key;
  private final X509CertificateHolder certificate;

  private NodeCertificates(LocalSigningKey key, X509CertificateHolder certificate) {
    this.key = key;
    this.certificate = certificate;
  }

  /** A new authority, valid for ten years from now. */
  public static NodeCertificates create(String name, Instant now, SecureRandom random) {
    LocalSigningKey key = KeyGeneration.generate(SignatureSuite.ECDSA_P256_SHA256, random);
    X500Name subject = commonName(name);
    X509v3CertificateBuilder builder =
        new X509v3CertificateBuilder(
            subject,
            new BigInteger(SERIAL_BITS, random),
            Date.from(now.minus(CLOCK_TOLERANCE)),
            Date.from(now.plus(AUTHORITY_LIFETIME)),
            subject,
            KeyEncoding.publicKeyInfo(key.verifyingKey()));
    extend(builder, Extension.basicConstraints, true, new BasicConstraints(0));
    extend(
        builder, Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    return new NodeCertificates(key, builder.build(new CertificateSigning(key)));
  }

  /** The authority that {@link #write} left in the folder. */
  public static NodeCertificates read(Path folder) {
    Path keyFile = folder.resolve(AUTHORITY_KEY_FILE);
    byte[] keyPem = PrivateFiles.read(keyFile, "authority key");
    byte[] certificatePem =
        PrivateFiles.readPublic(folder.resolve(AUTHORITY_FILE), "authority certificate");
    try {
      PrivateKeyInfo keyInfo = PrivateKeyInfo.getInstance(Pem.decode(PRIVATE_KEY, keyPem));
      X509CertificateHolder certificate =
          new X509CertificateHolder(Pem.decode(CERTIFICATE, certificatePem));
      LocalSigningKey key = KeyEncoding.signingKey(keyInfo);
      if (!certificate
          .getSubjectPublicKeyInfo()
          .equals(KeyEncoding.publicKeyInfo(key.verifyingKey()))) {
        throw new KeyFileException(
            AUTHORITY_KEY_FILE + " in " + folder + " is not the key of " + AUTHORITY_FILE);
      }
      return new NodeCertificates(key, certificate);
    } catch (IOException | IllegalArgumentException | UnusableKeyException damaged) {
      throw new KeyFileException(
          "the certificate authority in " + folder + " cannot be read", damaged);
    }
  }

  /**
   * Writes {@code ca.pem} and {@code ca-key.pem} to the folder; only the owner may read the key.
   */
  public void write(Path folder) {
    PrivateFiles.writeNew(
        folder.resolve(AUTHORITY_KEY_FILE),
        privateKeyPem().getBytes(StandardCharsets.US_ASCII),
        "authority key");
    PrivateFiles.writeNewReadable(
        folder.resolve(AUTHORITY_FILE),
        authorityPem().getBytes(StandardCharsets.US_ASCII),
        "authority certificate");
  }

  /** The authority's certificate in PEM: what every node trusts. */
  public String authorityPem() {
    return pem(certificate);
  }

  /**
   * A certificate for one node, as TLS server and client, valid for 825 days from now.
   *
   * @param hosts host names and IP addresses under which peers reach the node
   * @throws IllegalArgumentException if the node id is not 1 to 63 letters, digits, dots, hyphens
   *     and underscores
   */
  public NodeCertificate issue(
      String nodeId, List<String> hosts, Instant now, SecureRandom random) {
    if (!NODE_ID.matcher(nodeId).matches()) {
      throw new IllegalArgumentException(
          "node id '"
              + nodeId
              + "' is not valid; expected 1 to 63 letters, digits, dots, hyphens or underscores");
    }
    LocalSigningKey nodeKey = KeyGeneration.generate(SignatureSuite.ECDSA_P256_SHA256, random);
    X509v3CertificateBuilder builder =
        new X509v3CertificateBuilder(
            certificate.getSubject(),
            new BigInteger(SERIAL_BITS, random),
            Date.from(now.minus(CLOCK_TOLERANCE)),
            Date.from(now.plus(NODE_LIFETIME)),
            commonName(nodeId),
            KeyEncoding.publicKeyInfo(nodeKey.verifyingKey()));
    extend(builder, Extension.basicConstraints, true, new BasicConstraints(false));
    extend(builder, Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    extend(
        builder,
        Extension.extendedKeyUsage,
        false,
        new ExtendedKeyUsage(
            new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
    extend(builder, Extension.subjectAlternativeName, false, alternativeNames(nodeId, hosts));
    return new NodeCertificate(
        nodeId, nodeKey, builder.build(new CertificateSigning(key)), certificate);
  }

  /**
   * The node that a certificate was issued to, or empty if it names none or several. Says nothing
   * about who signed the certificate: that is for TLS to check first.
   */
  public static Optional<String> nodeIdOf(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      List<String> nodeIds = new ArrayList<>();
      for (List<?> name : names == null ? List.<List<?>>of() : names) {
        if (name.get(0).equals(SUBJECT_ALTERNATIVE_URI)
            && name.get(1) instanceof String uri
            && uri.startsWith(NODE_URN)) {
          nodeIds.add(uri.substring(NODE_URN.length()));
        }
      }
      return nodeIds.size() == 1 ? Optional.of(nodeIds.getFirst()) : Optional.empty();
    } catch (CertificateParsingException unreadable) {
      return Optional.empty();
    }
  }

  static String pem(X509CertificateHolder certificate) {
    try {
      return Pem.encode(CERTIFICATE, certificate.getEncoded());
    } catch (IOException bug) {
      throw new IllegalStateException("a certificate could not be encoded", bug);
    }
  }

  private String privateKeyPem() {
    try {
      return Pem.encode(PRIVATE_KEY, KeyEncoding.privateKeyInfo(key).getEncoded());
    } catch (IOException bug) {
      throw new IllegalStateException("a private key could not be encoded", bug);
    }
  }

  private static X500Name commonName(String name) {
    return new X500NameBuilder().addRDN(BCStyle.CN, name).build();
  }

  private static GeneralNames alternativeNames(String nodeId, List<String> hosts) {
    List<GeneralName> names = new ArrayList<>();
    names.add(new GeneralName(GeneralName.uniformResourceIdentifier, NODE_URN + nodeId));
    for (String host : hosts) {
      boolean address = IP_ADDRESS.matcher(host).matches();
      names.add(new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, host));
    }
    return new GeneralNames(names.toArray(GeneralName[]::new));
  }

  private static void extend(
      X509v3CertificateBuilder builder,
      ASN1ObjectIdentifier extension,
      boolean critical,
      ASN1Encodable value) {
    try {
      builder.addExtension(extension, critical, value);
    } catch (IOException bug) {
      throw new IllegalStateException("a certificate extension could not be encoded", bug);
    }
  }
}
