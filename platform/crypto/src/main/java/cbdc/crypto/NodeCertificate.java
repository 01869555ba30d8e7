package cbdc.crypto;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.bouncycastle.cert.X509CertificateHolder;

/** A node's certificate and private key for TLS, signed by a {@link NodeCertificates} authority. */
public final class NodeCertificate {
  private final String nodeId;
  private final LocalSigningKey key;
  private final X509CertificateHolder certificate;
  private final X509CertificateHolder authority;

  NodeCertificate(
      String nodeId,
      LocalSigningKey key,
      X509CertificateHolder certificate,
      X509CertificateHolder authority) {
    this.nodeId = nodeId;
    this.key = key;
    this.certificate = certificate;
    this.authority = authority;
  }

  /** The node this certificate is for. */
  public String nodeId() {
    return nodeId;
  }

  /** The certificate in PEM. */
  public String certificatePem() {
    return NodeCertificates.pem(certificate);
  }

  /** The private key in PEM (PKCS#8, not encrypted). */
  public String privateKeyPem() {
    try {
      return Pem.encode(NodeCertificates.PRIVATE_KEY, KeyEncoding.privateKeyInfo(key).getEncoded());
    } catch (IOException bug) {
      throw new IllegalStateException("a private key could not be encoded", bug);
    }
  }

  /**
   * Key, certificate and the authority's certificate as a PKCS#12 key store that the JDK and
   * OpenSSL read.
   */
  public byte[] pkcs12(char[] password) {
    return Pkcs12.encode(
        KeyEncoding.privateKeyInfo(key), List.of(certificate, authority), nodeId, password);
  }

  /**
   * Writes {@code <node>.pem} and {@code <node>-key.pem} to the folder; only the owner may read the
   * key.
   */
  public void write(Path folder) {
    PrivateFiles.writeNew(
        folder.resolve(nodeId + "-key.pem"),
        privateKeyPem().getBytes(StandardCharsets.US_ASCII),
        "node key");
    PrivateFiles.writeNewReadable(
        folder.resolve(nodeId + ".pem"),
        certificatePem().getBytes(StandardCharsets.US_ASCII),
        "node certificate");
  }

  /** The node's id; nothing of the key. */
  @Override
  public String toString() {
    return "certificate of node " + nodeId;
  }
}
