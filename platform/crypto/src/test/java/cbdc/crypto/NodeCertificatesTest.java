package cbdc.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class NodeCertificatesTest {
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final SecureRandom RANDOM = new SecureRandom();

  private final NodeCertificates authority =
      NodeCertificates.create("test authority", Instant.now(), RANDOM);

  @Test
  void shouldNameTheNodeAndItsHosts() throws Exception {
    X509Certificate certificate = parse(issue(authority, "node-1").certificatePem());

    certificate.verify(parse(authority.authorityPem()).getPublicKey());
    assertThat(NodeCertificates.nodeIdOf(certificate)).contains("node-1");
    assertThat(certificate.getSubjectAlternativeNames())
        .extracting(name -> (Object) name.get(1))
        .containsExactlyInAnyOrder(
            "urn:cbdc:node:node-1", "localhost", "127.0.0.1", "0:0:0:0:0:0:0:1");
    assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
    assertThat(NodeCertificates.nodeIdOf(parse(authority.authorityPem()))).isEmpty();
  }

  @Test
  @Timeout(30)
  void shouldCarryAMutualTlsHandshake() throws Exception {
    SSLContext one = context(issue(authority, "node-1"));
    SSLContext two = context(issue(authority, "node-2"));

    assertThat(peerSeenByServer(one, two)).isEqualTo("node-2");
  }

  @Test
  @Timeout(30)
  void shouldNotTrustAnotherAuthority() throws Exception {
    SSLContext one = context(issue(authority, "node-1"));
    NodeCertificates stranger = NodeCertificates.create("test authority", Instant.now(), RANDOM);
    SSLContext two = context(issue(stranger, "node-2"));

    assertThatThrownBy(() -> peerSeenByServer(one, two)).isInstanceOf(SSLException.class);
  }

  @Test
  void shouldIssueAgainAfterItWasWrittenAndRead(@TempDir Path folder) throws Exception {
    authority.write(folder);
    issue(authority, "node-1").write(folder);

    NodeCertificates read = NodeCertificates.read(folder);

    assertThat(read.authorityPem()).isEqualTo(authority.authorityPem());
    parse(issue(read, "node-2").certificatePem())
        .verify(parse(authority.authorityPem()).getPublicKey());
    assertThat(Files.readString(folder.resolve("node-1-key.pem")))
        .startsWith("-----BEGIN PRIVATE KEY-----\n");
    assertThatThrownBy(() -> authority.write(folder)).hasMessageContaining("never overwritten");
  }

  @Test
  void shouldRefuseADamagedOrForeignAuthority(@TempDir Path folder) throws IOException {
    authority.write(folder);
    Files.writeString(
        folder.resolve("ca.pem"),
        NodeCertificates.create("other", Instant.now(), RANDOM).authorityPem());
    assertThatThrownBy(() -> NodeCertificates.read(folder))
        .hasMessageContaining("is not the key of ca.pem");

    Files.writeString(folder.resolve("ca.pem"), "garbage");
    assertThatThrownBy(() -> NodeCertificates.read(folder)).isInstanceOf(KeyFileException.class);
  }

  @Test
  void shouldRefuseNodeIdsThatCannotBeFileNames() {
    for (String id : new String[] {"", "../x", "a b", "-x", "x".repeat(64)}) {
      assertThatThrownBy(() -> issue(authority, id)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static NodeCertificate issue(NodeCertificates authority, String nodeId) {
    return authority.issue(nodeId, List.of("localhost", "127.0.0.1", "::1"), Instant.now(), RANDOM);
  }

  private static X509Certificate parse(String pem) throws Exception {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    return (X509Certificate)
        factory.generateCertificate(new ByteArrayInputStream(pem.getBytes(US_ASCII)));
  }

  /**
   * A TLS context as a node would have it: its own key store, trusting the issuer of its own
   * certificate only.
   */
  private static SSLContext context(NodeCertificate certificate) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(new ByteArrayInputStream(certificate.pkcs12(PASSWORD)), PASSWORD);
    KeyManagerFactory keyManagers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keyManagers.init(keys, PASSWORD);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", keys.getCertificateChain(certificate.nodeId())[1]);
    TrustManagerFactory trustManagers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trustManagers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), RANDOM);
    return context;
  }

  private static String peerSeenByServer(SSLContext server, SSLContext client) throws Exception {
    try (SSLServerSocket listening =
        (SSLServerSocket) server.getServerSocketFactory().createServerSocket(0)) {
      listening.setNeedClientAuth(true);
      CompletableFuture<Void> connecting =
          CompletableFuture.runAsync(() -> connect(client, listening.getLocalPort()));
      try (SSLSocket accepted = (SSLSocket) listening.accept()) {
        accepted.startHandshake();
        X509Certificate peer = (X509Certificate) accepted.getSession().getPeerCertificates()[0];
        accepted.getOutputStream().write(1);
        connecting.get(10, TimeUnit.SECONDS);
        return NodeCertificates.nodeIdOf(peer).orElseThrow();
      }
    }
  }

  private static void connect(SSLContext client, int port) {
    try (SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket("localhost", port)) {
      socket.startHandshake();
      socket.getInputStream().read();
    } catch (IOException failed) {
      throw new IllegalStateException(failed);
    }
  }
}
