package cbdc.settlement.node.link;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.crypto.NodeCertificates;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CertificateNamesTest {

  private final SecureRandom random = new SecureRandom();
  private final NodeCertificates authority =
      NodeCertificates.create("authority", Instant.now(), random);

  private static X509Certificate read(String pem) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void shouldNotTakeAHostNameForANodeIdWhereTheNodeIsNamed() throws Exception {
    String pem =
        authority
            .issue("n1", List.of("n2", "localhost", "127.0.0.1"), Instant.now(), random)
            .certificatePem();
    assertThat(CertificateNames.of(read(pem))).containsExactly("n1");
  }

  @Test
  void shouldFallBackToTheCommonName() throws Exception {
    assertThat(CertificateNames.of(read(authority.authorityPem()))).containsExactly("authority");
  }
}
