package cbdc.settlement.node.link;

import static cbdc.settlement.node.link.LinkCluster.member;
import static org.assertj.core.api.Assertions.assertThat;

import cbdc.testkit.Await;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a link does with connections that do not behave. */
@Timeout(60)
class NodeLinkHostileTest {

  /** Quick to judge silence, which these tests wait for. */
  private static final LinkLimits IMPATIENT = LinkCluster.LIMITS.withTimes(50, 1_000, 10, 100);

  private final LinkCluster cluster = new LinkCluster(IMPATIENT);

  @BeforeEach
  void start() {
    cluster.startMember("n1", "n1", "n2");
    cluster.startMember("n2", "n1", "n2");
    cluster.connectAll();
    Await.until("n1 reaches n2", () -> cluster.links.get("n1").isReachable("n2"));
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private Socket connect() throws IOException {
    Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), cluster.addresses.get("n1").port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static byte[] frame(int type, byte[] payload) {
    return ByteBuffer.allocate(5 + payload.length)
        .putInt(payload.length)
        .put((byte) type)
        .put(payload)
        .array();
  }

  /** Sends these bytes, reads the refusal that comes back, and the end of the stream after it. */
  private Refusal refusalOf(byte[] bytes) throws IOException {
    try (Socket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      out.flush();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      byte[] payload = new byte[in.readInt()];
      assertThat(in.readUnsignedByte()).isEqualTo(FrameType.REFUSED);
      in.readFully(payload);
      assertThat(in.read()).isEqualTo(-1);
      return Refusal.decode(payload);
    }
  }

  private static Hello hello(int version, String nodeId, int channel) {
    LinkIdentity identity = member(nodeId, "n1", "n2");
    return new Hello(
        version,
        nodeId,
        "n1",
        channel,
        UUID.randomUUID(),
        identity.stage(),
        identity.clusterId(),
        identity.genesisDigest(),
        identity.journalId());
  }

  @Test
  void shouldRefuseWhatIsNoHandshake() throws IOException {
    assertThat(
            refusalOf("GET / HTTP/1.1\r\nHost: n1\r\n\r\n".getBytes(StandardCharsets.US_ASCII))
                .code())
        .isEqualTo(RefusalCode.MALFORMED);
    assertThat(refusalOf(frame(FrameType.REQUEST, new byte[20])).code())
        .isEqualTo(RefusalCode.MALFORMED);
    byte[] hello = hello(Hello.VERSION, "n2", 0).encode();
    for (int length = 0; length < hello.length; length++) {
      assertThat(refusalOf(frame(FrameType.HELLO, Arrays.copyOf(hello, length))).code())
          .as("hello cut to %d bytes", length)
          .isIn(RefusalCode.MALFORMED, RefusalCode.PROTOCOL_VERSION);
    }
    assertThat(cluster.links.get("n1").isReachable("n2")).isTrue();
  }

  @Test
  void shouldRefuseAnotherVersionAndItsOwnName() throws IOException {
    Refusal version = refusalOf(frame(FrameType.HELLO, hello(2, "n2", 0).encode()));
    assertThat(version)
        .isEqualTo(
            new Refusal(
                RefusalCode.PROTOCOL_VERSION, "link protocol version 2, this node speaks 1"));
    assertThat(refusalOf(frame(FrameType.HELLO, hello(Hello.VERSION, "n1", 0).encode())).code())
        .isEqualTo(RefusalCode.ALREADY_RUNNING);
  }

  @Test
  void shouldHangUpOnAConnectionThatSaysNothing() throws IOException {
    try (Socket socket = connect()) {
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void shouldGiveUpAFrozenPeerAndThenTakeItsSuccessor() throws Exception {
    cluster.stop("n2");
    try (FreezingProxy proxy = new FreezingProxy(cluster.addresses.get("n1").port())) {
      NodeLink frozen = cluster.startMember("n2", "n1", "n2");
      frozen
          .connect(Map.of("n1", new LinkAddress("127.0.0.1", proxy.port())), LinkAdmission.GENESIS)
          .toCompletableFuture()
          .join();
      Await.until("the first n2 is linked", () -> frozen.isReachable("n1"));

      NodeLink successor =
          cluster.make("n2", member("n2", "n1", "n2"), Optional.empty(), IMPATIENT);
      successor.start().toCompletableFuture().join();
      successor
          .connect(Map.of("n1", cluster.addresses.get("n1")), LinkAdmission.GENESIS)
          .toCompletableFuture()
          .join();
      Await.until(
          "the successor is refused",
          () ->
              LinkCluster.refusal(successor, "n1")
                  .equals(Optional.of(RefusalCode.ALREADY_RUNNING)));

      proxy.freeze();
      Await.until("n1 takes the successor", () -> successor.isReachable("n1"));
      Await.until("the frozen one notices too", () -> !frozen.isReachable("n1"));
      successor.stop().toCompletableFuture().join();
    }
  }
}
