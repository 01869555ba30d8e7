package cbdc.settlement.node.member;

import cbdc.protocol.MalformedException;
import cbdc.settlement.node.core.GenesisRecord;
import cbdc.settlement.node.core.GenesisState;
import cbdc.settlement.node.core.GenesisStore;
import cbdc.settlement.node.core.JoinedNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a node with an empty store joins a cluster that an order added it to: it introduces itself to
 * a member, which keeps its journal id and address for ever and answers with the genesis record and
 * what has changed since. The node keeps the record as its own genesis, and is a member of no group
 * yet: leaders come to it.
 */
public final class JoinExchange {
  private static final Logger LOG = LoggerFactory.getLogger(JoinExchange.class);
  private static final long REMIND_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final byte REFUSED = 0;
  private static final byte WELCOME = 1;

  private final JoinedNode self;
  private final Collection<String> peers;
  private final GenesisStore store;
  private final BiFunction<String, byte[], CompletionStage<byte[]>> asking;
  private final long pollMillis;
  private volatile String problem = "";
  private volatile long notedNanos;

  /**
   * Where a joiner stands.
   *
   * @param genesis the cluster's record
   * @param news what has changed since
   */
  public record Joined(GenesisRecord genesis, ClusterNews news) {}

  /**
   * An exchange that has asked nobody.
   *
   * @param self how this node introduces itself
   * @param peers nodes to ask
   * @param asking asks one of them
   * @param pollMillis pause between two attempts
   */
  public JoinExchange(
      JoinedNode self,
      Collection<String> peers,
      GenesisStore store,
      BiFunction<String, byte[], CompletionStage<byte[]>> asking,
      long pollMillis) {
    this.self = self;
    this.peers = List.copyOf(peers);
    this.store = store;
    this.asking = asking;
    this.pollMillis = pollMillis;
  }

  /**
   * Waits until this node has joined; returns at once where it has.
   *
   * @throws InterruptedException when the node is stopped meanwhile; it may be run again
   */
  public Joined run() throws InterruptedException {
    Optional<GenesisState> own = store.read();
    if (own.isPresent()) {
      return new Joined(own.get().record(), ClusterNews.NONE);
    }
    while (true) {
      for (String peer : peers) {
        Optional<Joined> joined = await(ask(peer));
        if (joined.isPresent()) {
          return joined.get();
        }
      }
      Thread.sleep(pollMillis);
    }
  }

  private static Optional<Joined> await(CompletionStage<Optional<Joined>> asked)
      throws InterruptedException {
    try {
      return asked.toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("joining failed", e.getCause());
    }
  }

  /** What joining waits for, in one line; empty when it is done. */
  public String problem() {
    return problem;
  }

  /**
   * Introduces this node to one member.
   *
   * @return where it stands if that let it join, by then on disk; empty if not, and why is noted
   */
  public CompletionStage<Optional<Joined>> ask(String peer) {
    return asking
        .apply(peer, encode(self))
        .handle((answer, failure) -> failure == null ? read(peer, answer) : silent(peer, failure))
        .thenApply(
            joined -> {
              joined.ifPresent(this::keep);
              return joined;
            });
  }

  private Optional<Joined> silent(String peer, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    note(
        "joining waits for node "
            + peer
            + ", and for the order that adds node "
            + self.nodeId()
            + ": "
            + cause.getMessage());
    return Optional.empty();
  }

  private void keep(Joined joined) {
    store.join(joined.genesis(), self.nodeId());
    LOG.info("node {} joined {}", self.nodeId(), joined.genesis());
    problem = "";
  }

  private Optional<Joined> read(String peer, byte[] answer) {
    try {
      return decode(peer, answer);
    } catch (MalformedException e) {
      note("the answer of node " + peer + " cannot be read: do all nodes run the same version?");
      return Optional.empty();
    }
  }

  private Optional<Joined> decode(String peer, byte[] answer) {
    ByteBuffer in = ByteBuffer.wrap(answer);
    if (in.remaining() < 1 + Integer.BYTES || in.get() != WELCOME) {
      String why = new String(answer, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "");
      note("node " + peer + " does not let node " + self.nodeId() + " join: " + why);
      return Optional.empty();
    }
    byte[] record = new byte[Math.clamp(in.getInt(), 0, in.remaining())];
    in.get(record);
    byte[] news = new byte[in.remaining()];
    in.get(news);
    GenesisRecord genesis =
        GenesisRecord.decode(record).orElseThrow(() -> new MalformedException("no genesis record"));
    return Optional.of(new Joined(genesis, ClusterNews.decode(news)));
  }

  /**
   * A member's answer to a node that introduces itself. Writes to the disk.
   *
   * @throws MalformedException when the question is none
   */
  public static byte[] answer(String peer, byte[] question, ClusterMembers cluster) {
    List<JoinedNode> nodes = ClusterNews.decode(question).joined();
    if (nodes.size() != 1 || !nodes.getFirst().nodeId().equals(peer)) {
      throw new MalformedException("node " + peer + " introduces another one");
    }
    if (!cluster.meet(nodes.getFirst())) {
      String why = "no order added it, or another store came under its id before";
      return ByteBuffer.allocate(1 + why.length())
          .put(REFUSED)
          .put(why.getBytes(StandardCharsets.UTF_8))
          .array();
    }
    byte[] record = cluster.roster().genesis().encode();
    byte[] news = cluster.news().encode();
    return ByteBuffer.allocate(1 + Integer.BYTES + record.length + news.length)
        .put(WELCOME)
        .putInt(record.length)
        .put(record)
        .put(news)
        .array();
  }

  private static byte[] encode(JoinedNode node) {
    return new ClusterNews(List.of(), Map.of(), List.of(node)).encode();
  }

  private void note(String what) {
    long now = System.nanoTime();
    if (!what.equals(problem) || now - notedNanos > REMIND_NANOS) {
      problem = what;
      notedNanos = now;
      LOG.info("node {}: {}", self.nodeId(), what);
    }
  }
}
