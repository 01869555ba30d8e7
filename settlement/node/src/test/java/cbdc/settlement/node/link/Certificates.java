package cbdc.settlement.node.link;

import cbdc.crypto.NodeCertificate;
import cbdc.crypto.NodeCertificates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.util.List;

/** Key and trust files of nodes, by an authority of the test's own. */
final class Certificates {

  private static final String PASSWORD = "test-only";

  private final Path folder;
  private final NodeCertificates authority;
  private final SecureRandom random = new SecureRandom();

  Certificates(Path directory, String name) throws IOException {
    folder = Files.createDirectories(directory.resolve(name));
    authority = NodeCertificates.create(name, Instant.now(), random);
    Files.writeString(
        folder.resolve("ca.pem"), authority.authorityPem(), StandardCharsets.US_ASCII);
  }

  /** PEM files of a node that peers reach under these host names. */
  LinkTls pem(String nodeId, String... hosts) {
    NodeCertificate certificate = issue(nodeId, hosts);
    certificate.write(folder);
    return new LinkTls.Pem(
        folder.resolve(nodeId + "-key.pem"),
        folder.resolve(nodeId + ".pem"),
        folder.resolve("ca.pem"));
  }

  /** The same as PKCS#12 stores. */
  LinkTls pkcs12(String nodeId) throws Exception {
    Path keyStore = folder.resolve(nodeId + ".p12");
    Files.write(keyStore, issue(nodeId).pkcs12(PASSWORD.toCharArray()));
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    try (var in = Files.newInputStream(folder.resolve("ca.pem"))) {
      trust.setCertificateEntry(
          "authority", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    Path trustStore = folder.resolve(nodeId + "-trust.p12");
    try (var out = Files.newOutputStream(trustStore)) {
      trust.store(out, PASSWORD.toCharArray());
    }
    return new LinkTls.Pkcs12(keyStore, PASSWORD, trustStore, PASSWORD);
  }

  private NodeCertificate issue(String nodeId, String... hosts) {
    return authority.issue(nodeId, List.of(hosts), Instant.now(), random);
  }
}
