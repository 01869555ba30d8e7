package cbdc.settlement.node.link;

import static cbdc.settlement.node.link.LinkCluster.LIMITS;
import static cbdc.settlement.node.link.LinkCluster.member;
import static org.assertj.core.api.Assertions.assertThat;

import cbdc.testkit.Await;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class NodeLinkTlsTest {

  private static final int TYPE = 30;

  @TempDir static Path directory;
  private static LinkTls n1;
  private static LinkTls n2;
  private static LinkTls foreignN2;

  private final LinkCluster cluster = new LinkCluster();

  @BeforeAll
  static void makeCertificates() throws Exception {
    Certificates ours = new Certificates(directory, "ours");
    n1 = ours.pem("n1", "localhost", "n2");
    n2 = ours.pkcs12("n2");
    foreignN2 = new Certificates(directory, "theirs").pem("n2");
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private NodeLink start(String nodeId, Optional<LinkTls> tls) {
    return cluster.start(nodeId, cluster.make(nodeId, member(nodeId, "n1", "n2"), tls, LIMITS));
  }

  @Test
  void shouldCarryFramesWithMutualTls() {
    NodeLink first = start("n1", Optional.of(n1));
    NodeLink second = start("n2", Optional.of(n2));
    CompletableFuture<byte[]> got = new CompletableFuture<>();
    second.on(TYPE, (peer, payload) -> got.complete(payload));
    cluster.connectAll();
    Await.until("n1 reaches n2", () -> first.isReachable("n2"));
    Await.until(
        "it arrives",
        () -> {
          first.send("n2", TYPE, new byte[3_000_000], NodeLink.NORMAL);
          return got.get(2, TimeUnit.SECONDS).length == 3_000_000;
        });
  }

  /** The certificate used lists n2 among its hosts, which proves nothing. */
  @Test
  void shouldRefuseANodeIdThatTheCertificateDoesNotName() {
    NodeLink first = start("n1", Optional.of(n1));
    NodeLink second = start("n2", Optional.of(n1));
    cluster.connectAll();
    Await.until(
        "refused",
        () -> LinkCluster.refusal(second, "n1").equals(Optional.of(RefusalCode.CERTIFICATE)));
    Await.until(
        "refused",
        () -> LinkCluster.refusal(first, "n2").equals(Optional.of(RefusalCode.CERTIFICATE)));
    assertThat(first.isReachable("n2")).isFalse();
    assertThat(second.isReachable("n1")).isFalse();
  }

  @Test
  void shouldNotConnectToACertificateOfAnotherAuthority() {
    shouldNeverConnect(
        Optional.of(n1), Optional.of(foreignN2), "unable to find valid certification path");
  }

  @Test
  void shouldNotConnectPlainToTls() {
    shouldNeverConnect(Optional.of(n1), Optional.empty(), "does not speak TLS");
  }

  private void shouldNeverConnect(Optional<LinkTls> tls1, Optional<LinkTls> tls2, String expected) {
    NodeLink first = start("n1", tls1);
    NodeLink second = start("n2", tls2);
    cluster.connectAll();
    Await.until(
        "n1 says why",
        () -> !LinkCluster.status(first, "n2").problem().equals("not connected yet"));
    Await.until(
        "n2 says why",
        () -> !LinkCluster.status(second, "n1").problem().equals("not connected yet"));
    assertThat(first.isReachable("n2")).isFalse();
    assertThat(second.isReachable("n1")).isFalse();
    assertThat(LinkCluster.status(first, "n2").problem()).contains(expected);
  }
}
