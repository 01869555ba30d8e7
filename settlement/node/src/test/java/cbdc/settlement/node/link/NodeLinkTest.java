package cbdc.settlement.node.link;

import static cbdc.settlement.node.link.LinkCluster.member;
import static cbdc.settlement.node.link.LinkCluster.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.settlement.node.link.LinkIdentity.Stage;
import cbdc.testkit.Await;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NodeLinkTest {

  private static final int TYPE = 30;
  private static final int KIND = 20;

  private final LinkCluster cluster = new LinkCluster();

  @AfterEach
  void stop() {
    cluster.close();
  }

  private void startPair() {
    cluster.startMember("n1", "n1", "n2");
    cluster.startMember("n2", "n1", "n2");
  }

  private void connectPair() {
    cluster.connectAll();
    Await.until(
        "n1 and n2 reach each other",
        () -> link("n1").isReachable("n2") && link("n2").isReachable("n1"));
  }

  private NodeLink link(String id) {
    return cluster.links.get(id);
  }

  @Test
  void shouldCarryFramesBothWaysOnBothChannelsAmongThreeNodes() {
    List<String> ids = List.of("n1", "n2", "n3");
    List<String> got = new CopyOnWriteArrayList<>();
    for (String id : ids) {
      NodeLink link = cluster.startMember(id, "n1", "n2", "n3");
      link.on(TYPE, (peer, payload) -> got.add(peer + ">" + id + ":" + payload[0]));
    }
    cluster.connectAll();
    for (String from : ids) {
      for (String to : ids) {
        if (!from.equals(to)) {
          Await.until(
              from + " reaches " + to,
              () ->
                  LinkCluster.status(link(from), to).reachable()
                      && LinkCluster.status(link(from), to).bulkReachable());
          assertThat(link(from).send(to, TYPE, new byte[] {0}, NodeLink.NORMAL)).isTrue();
          assertThat(link(from).send(to, TYPE, new byte[] {1}, NodeLink.BULK)).isTrue();
        }
      }
    }
    Await.until("all frames", () -> got.size() == 12);
    assertThat(got).doesNotHaveDuplicates().contains("n1>n3:0", "n3>n1:1", "n2>n1:0");
  }

  @Test
  void shouldCarryFramesOfRaftGroups() {
    startPair();
    CompletableFuture<String> got = new CompletableFuture<>();
    RaftFrames first = new RaftFrames(link("n1"), (shard, peer, frame) -> {});
    new RaftFrames(
        link("n2"),
        (shard, peer, frame) -> got.complete(shard + " " + peer + " " + Arrays.toString(frame)));
    assertThat(first.isReachable("n2")).isFalse();
    connectPair();
    assertThat(first.isReachable("n2")).isTrue();
    first.send(15, "n9", new byte[1], false);
    Await.until(
        "it arrives",
        () -> {
          first.send(15, "n2", new byte[] {1, 2, 3}, false);
          return got.get(2, TimeUnit.SECONDS).equals("15 n1 [1, 2, 3]");
        });
  }

  @Test
  void shouldKeepOrderAndGatherSmallFramesInFewWrites() throws Exception {
    startPair();
    int count = 100_000;
    List<Integer> got = new CopyOnWriteArrayList<>();
    AtomicInteger next = new AtomicInteger();
    CountDownLatch all = new CountDownLatch(count);
    link("n2")
        .on(
            TYPE,
            (peer, payload) -> {
              int number = ByteBuffer.wrap(payload).getInt();
              if (!next.compareAndSet(number, number + 1)) {
                got.add(number);
              }
              all.countDown();
            });
    connectPair();
    for (int i = 0; i < count; i++) {
      byte[] payload = ByteBuffer.allocate(16).putInt(i).array();
      Await.until("queue has room", () -> link("n1").send("n2", TYPE, payload, NodeLink.NORMAL));
    }
    assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(got).as("frames out of order").isEmpty();
    LinkCounters.View view = link("n1").counters().view();
    assertThat(view.framesSent()).isGreaterThanOrEqualTo(count);
    assertThat(view.writes()).as("writes for %d frames", view.framesSent()).isLessThan(count / 2);
  }

  @Test
  void shouldCarryFramesUpToTheLimitAndRefuseLongerOnesBeforeSending() {
    startPair();
    byte[] big = new byte[LinkLimits.standard().frameBytesMax()];
    new Random(1).nextBytes(big);
    CompletableFuture<byte[]> got = new CompletableFuture<>();
    link("n2").on(TYPE, (peer, payload) -> got.complete(payload));
    connectPair();
    Await.until("bulk is up", () -> LinkCluster.status(link("n1"), "n2").bulkReachable());
    Await.until(
        "it arrives",
        () -> {
          link("n1").send("n2", TYPE, big, NodeLink.BULK);
          return Arrays.equals(got.get(2, TimeUnit.SECONDS), big);
        });
    assertThatThrownBy(() -> link("n1").send("n2", TYPE, new byte[big.length + 1], NodeLink.BULK))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldCloseWithAReasonWhenAFrameIsLongerThanThisSideAllows() {
    cluster.startMember("n1", "n1", "n2");
    LinkLimits small = LinkCluster.LIMITS.withSizes(1_000, 1 << 20, 1 << 20);
    cluster.start("n2", cluster.make("n2", member("n2", "n1", "n2"), Optional.empty(), small));
    connectPair();
    link("n1").send("n2", TYPE, new byte[1_001], NodeLink.NORMAL);
    Await.until(
        "n1 learns why",
        () ->
            refusal(link("n1"), "n2").equals(Optional.of(RefusalCode.FRAME_TOO_LONG))
                || link("n1").counters().view().refusals() > 0);
    Await.until("the link comes back", () -> link("n1").isReachable("n2"));
  }

  @Test
  void shouldAnswerRequestsAndSayWhyOneHasNoAnswer() {
    startPair();
    link("n2")
        .onRequest(
            KIND,
            (peer, body) -> CompletableFuture.completedFuture(new byte[] {(byte) (body[0] + 1)}));
    link("n2").onRequest(KIND + 1, (peer, body) -> new CompletableFuture<>());
    link("n2")
        .onRequest(
            KIND + 2,
            (peer, body) -> {
              throw new IllegalStateException("disk is sad");
            });
    assertThat(failure("n1", KIND)).isEqualTo(LinkRequestException.Kind.NOT_SENT);
    connectPair();
    assertThat(link("n1").request("n2", KIND, new byte[] {41}, 5_000).toCompletableFuture().join())
        .containsExactly(42);
    assertThat(failure("n1", KIND + 1)).isEqualTo(LinkRequestException.Kind.TIMED_OUT);
    assertThat(failure("n1", KIND + 2)).isEqualTo(LinkRequestException.Kind.DECLINED);
    assertThat(failure("n1", KIND + 3)).isEqualTo(LinkRequestException.Kind.DECLINED);
    CompletableFuture<byte[]> waiting =
        link("n1").request("n2", KIND + 1, new byte[1], 60_000).toCompletableFuture();
    cluster.stop("n2");
    assertThatThrownBy(waiting::join)
        .cause()
        .isInstanceOfSatisfying(
            LinkRequestException.class,
            e -> assertThat(e.kind()).isEqualTo(LinkRequestException.Kind.CONNECTION_LOST));
  }

  private LinkRequestException.Kind failure(String from, int kind) {
    try {
      link(from).request("n2", kind, new byte[1], 100).toCompletableFuture().join();
      throw new AssertionError("answered");
    } catch (CompletionException e) {
      return ((LinkRequestException) e.getCause()).kind();
    }
  }

  @Test
  void shouldReconnectAfterThePeerRestarts() {
    startPair();
    connectPair();
    cluster.stop("n2");
    Await.until("n1 notices", () -> !link("n1").isReachable("n2"));
    assertThat(link("n1").send("n2", TYPE, new byte[1], NodeLink.NORMAL)).isFalse();
    CompletableFuture<String> got = new CompletableFuture<>();
    cluster.startMember("n2", "n1", "n2").on(TYPE, (peer, payload) -> got.complete(peer));
    connectPair();
    Await.until(
        "it arrives",
        () -> {
          link("n1").send("n2", TYPE, new byte[1], NodeLink.NORMAL);
          return got.get(2, TimeUnit.SECONDS).equals("n1");
        });
  }

  @Test
  void shouldRefuseASecondProcessOfANodeUntilTheFirstIsGone() {
    startPair();
    connectPair();
    NodeLink first = link("n2");
    NodeLink second =
        cluster.make("n2", member("n2", "n1", "n2"), Optional.empty(), LinkCluster.LIMITS);
    second.start().toCompletableFuture().join();
    second
        .connect(Map.of("n1", cluster.addresses.get("n1")), LinkAdmission.GENESIS)
        .toCompletableFuture()
        .join();
    Await.until(
        "the second is refused",
        () -> refusal(second, "n1").equals(Optional.of(RefusalCode.ALREADY_RUNNING)));
    assertThat(first.isReachable("n1")).isTrue();
    assertThat(second.isReachable("n1")).isFalse();
    assertThat(link("n1").isReachable("n2")).isTrue();

    cluster.stop("n2");
    Await.until("the second is accepted", () -> second.isReachable("n1"));
    second.stop().toCompletableFuture().join();
  }

  @Test
  void shouldRefuseNodesOfAnotherClusterRecordJournalOrName() {
    cluster.startMember("n1", "n1", "n2");
    expectRefusal(
        "n2",
        new LinkIdentity(
            Stage.COMPLETE,
            new UUID(8, 8),
            LinkCluster.DIGEST,
            LinkCluster.journal("n2"),
            member("n2", "n1", "n2").journals()),
        RefusalCode.CLUSTER_ID);
    expectRefusal(
        "n2",
        new LinkIdentity(
            Stage.COMPLETE,
            LinkCluster.CLUSTER,
            "cd".repeat(32),
            LinkCluster.journal("n2"),
            member("n2", "n1", "n2").journals()),
        RefusalCode.GENESIS_DIGEST);
    expectRefusal(
        "n2",
        new LinkIdentity(
            Stage.COMPLETE,
            LinkCluster.CLUSTER,
            LinkCluster.DIGEST,
            new UUID(9, 9),
            member("n2", "n1", "n2").journals()),
        RefusalCode.JOURNAL_ID);
    expectRefusal("n2", LinkIdentity.empty(new UUID(9, 9)), RefusalCode.WIPED_NODE);
    expectRefusal("n3", member("n3", "n1", "n2", "n3"), RefusalCode.UNKNOWN_NODE);
  }

  private void expectRefusal(String nodeId, LinkIdentity identity, RefusalCode expected) {
    NodeLink link = cluster.make(nodeId, identity, Optional.empty(), LinkCluster.LIMITS);
    int port = link.start().toCompletableFuture().join();
    link.connect(Map.of("n1", cluster.addresses.get("n1")), LinkAdmission.GENESIS)
        .toCompletableFuture()
        .join();
    link("n1")
        .connect(
            Map.of("n2", new LinkAddress("127.0.0.1", nodeId.equals("n2") ? port : 1)),
            LinkAdmission.GENESIS)
        .toCompletableFuture()
        .join();
    Await.until(
        nodeId + " is refused with " + expected,
        () -> refusal(link, "n1").equals(Optional.of(expected)));
    if (nodeId.equals("n2")) {
      Await.until("n1 knows too", () -> refusal(link("n1"), "n2").equals(Optional.of(expected)));
      assertThat(link("n1").isReachable("n2")).isFalse();
    }
    assertThat(link.isReachable("n1")).isFalse();
    link.stop().toCompletableFuture().join();
  }

  @Test
  void shouldNoticeThatAnotherNodeAnswersAtAPeersAddress() {
    cluster.startMember("n1", "n1", "n2", "n3");
    cluster.startMember("n3", "n1", "n2", "n3");
    link("n3")
        .connect(Map.of("n1", cluster.addresses.get("n1")), LinkAdmission.GENESIS)
        .toCompletableFuture()
        .join();
    link("n1")
        .connect(Map.of("n2", cluster.addresses.get("n3")), LinkAdmission.GENESIS)
        .toCompletableFuture()
        .join();
    Await.until(
        "n1 is told", () -> refusal(link("n1"), "n2").equals(Optional.of(RefusalCode.WRONG_NODE)));
  }

  @Test
  void shouldTalkOnlyAboutGenesisBeforeItIsComplete() {
    cluster.start(
        "n1",
        cluster.make(
            "n1",
            LinkIdentity.empty(LinkCluster.journal("n1")),
            Optional.empty(),
            LinkCluster.LIMITS));
    cluster.start(
        "n2",
        cluster.make(
            "n2",
            LinkIdentity.empty(LinkCluster.journal("n2")),
            Optional.empty(),
            LinkCluster.LIMITS));
    link("n2")
        .onRequest(RequestKind.GENESIS, (peer, body) -> CompletableFuture.completedFuture(body));
    link("n2").onRequest(KIND, (peer, body) -> CompletableFuture.completedFuture(body));
    cluster.connectAll();
    Await.until("genesis is answered", () -> answers("n1", "n2"));
    assertThat(link("n1").isReachable("n2")).isFalse();
    assertThat(failure("n1", KIND)).isEqualTo(LinkRequestException.Kind.NOT_SENT);

    link("n1").become(member("n1", "n1", "n2"));
    link("n2").become(member("n2", "n1", "n2"));
    Await.until(
        "both are members", () -> link("n1").isReachable("n2") && link("n2").isReachable("n1"));
  }

  private boolean answers(String from, String to) {
    return link(from)
        .request(to, RequestKind.GENESIS, new byte[] {5}, 1_000)
        .handle((answer, failure) -> failure == null && answer[0] == 5)
        .toCompletableFuture()
        .join();
  }

  @Test
  void shouldDropAndCountWhenAQueueIsFullAndReadNoFurtherWhileHandlersAreBehind() {
    LinkLimits tight = LinkCluster.LIMITS.withSizes(1 << 20, 1 << 20, 1 << 20);
    cluster.start("n1", cluster.make("n1", member("n1", "n1", "n2"), Optional.empty(), tight));
    cluster.start("n2", cluster.make("n2", member("n2", "n1", "n2"), Optional.empty(), tight));
    CountDownLatch gate = new CountDownLatch(1);
    AtomicInteger handled = new AtomicInteger();
    link("n2")
        .on(
            TYPE,
            (peer, payload) -> {
              awaitLatch(gate);
              handled.incrementAndGet();
            });
    connectPair();
    AtomicInteger taken = new AtomicInteger();
    Await.until(
        "the queue is full",
        () -> {
          if (link("n1").send("n2", TYPE, new byte[200_000], NodeLink.NORMAL)) {
            taken.incrementAndGet();
          }
          return link("n1").counters().view().droppedQueueFull() > 0;
        });
    assertThat(link("n2").counters().view().readPauses()).isGreaterThan(0);
    assertThat(link("n1").isReachable("n2")).isTrue();
    gate.countDown();
    Await.until("what was taken arrives", () -> handled.get() == taken.get());
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void shouldNotStartInPlainBeyondLoopback() {
    NodeLink open =
        cluster.make("n1", member("n1", "n1", "n2"), Optional.empty(), LinkCluster.LIMITS);
    open.start().toCompletableFuture().join();
    assertThatThrownBy(
            () ->
                open.connect(
                        Map.of("n2", new LinkAddress("192.0.2.1", 7_000)), LinkAdmission.GENESIS)
                    .toCompletableFuture()
                    .join())
        .hasMessageContaining(
            "plain TCP is allowed on loopback only, but peer n2 is at 192.0.2.1:7000")
        .hasMessageContaining("link.key, link.certificate and link.trust");
    open.stop().toCompletableFuture().join();
  }

  @Test
  void shouldSayThatThePortIsTaken() {
    cluster.startMember("n1", "n1");
    LinkConfig same =
        new LinkConfig(
            "n2", cluster.addresses.get("n1"), Map.of(), Optional.empty(), LinkCluster.LIMITS);
    NodeLink second =
        new NodeLink(io.vertx.core.Vertx.vertx(), same, member("n2", "n1", "n2"), cluster.handlers);
    assertThatThrownBy(() -> second.start().toCompletableFuture().join())
        .hasCauseInstanceOf(LinkStartException.class)
        .hasMessageContaining("cannot listen on 127.0.0.1:");
  }
}
