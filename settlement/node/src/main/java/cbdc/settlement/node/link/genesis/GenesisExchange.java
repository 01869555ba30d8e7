package cbdc.settlement.node.link.genesis;

import cbdc.settlement.node.core.GenesisRecord;
import cbdc.settlement.node.core.GenesisState;
import cbdc.settlement.node.core.GenesisStore;
import cbdc.settlement.node.link.LinkIdentity;
import cbdc.settlement.node.link.LinkIdentity.Stage;
import cbdc.settlement.node.link.genesis.GenesisMessages.PeerState;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates a cluster, or lets a node of an existing one pass. The initiator, the node of the lowest
 * id, proposes one record; every node puts it on disk as <em>prepared</em>; when all have, the
 * initiator completes it, then the others do.
 *
 * <p>Each step is idempotent and can be interrupted anywhere: a node that is only prepared may be
 * asked to prepare another record, because no group starts before a node is complete, and none is
 * complete before all are prepared with the same record. A complete node never changes its record,
 * and goes on answering those that are not complete yet.
 */
public final class GenesisExchange {

  private static final Logger LOG = LoggerFactory.getLogger(GenesisExchange.class);
  private static final long REQUEST_MILLIS = 2_000;
  private static final long REMIND_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final GenesisPlan plan;
  private final GenesisStore store;
  private final GenesisTransport transport;
  private final long pollMillis;
  private volatile String problem = "";
  private volatile long notedNanos;

  /**
   * Makes an exchange that answers nobody yet.
   *
   * @param pollMillis pause between two attempts, in milliseconds
   */
  public GenesisExchange(
      GenesisPlan plan, GenesisStore store, GenesisTransport transport, long pollMillis) {
    this.plan = plan;
    this.store = store;
    this.transport = transport;
    this.pollMillis = pollMillis;
  }

  /** What the link says about a node whose store is in this state. */
  public static LinkIdentity identity(GenesisStore store) {
    Optional<GenesisState> state = store.read();
    if (state.isEmpty()) {
      return LinkIdentity.empty(store.journalId());
    }
    GenesisRecord record = state.get().record();
    return new LinkIdentity(
        state.get().complete() ? Stage.COMPLETE : Stage.PREPARED,
        record.clusterId(),
        record.digest(),
        store.journalId(),
        record.journals());
  }

  /** Starts to answer the peers. Call it once, before the link starts. */
  public void answerPeers() {
    transport.onRequest(this::answer);
  }

  /** What genesis waits for, or what stands against it, in one line; empty when it is complete. */
  public String problem() {
    return problem;
  }

  /**
   * Waits until genesis is complete on this node, and drives it if this node is the initiator.
   * Returns at once on a node of an existing cluster.
   *
   * @return the cluster's record
   * @throws InterruptedException when the node is stopped meanwhile; it may be run again
   */
  public GenesisRecord run() throws InterruptedException {
    while (true) {
      Optional<GenesisState> own = read();
      if (own.isPresent() && own.get().complete()) {
        note("");
        return own.get().record();
      }
      Optional<Map<String, PeerState>> peers = askAll();
      if (peers.isEmpty() || !advance(own, peers.get())) {
        Thread.sleep(pollMillis);
      }
    }
  }

  private synchronized Optional<GenesisState> read() {
    return store.read();
  }

  /** Every peer's state, or empty with the problem noted when not all answer. */
  private Optional<Map<String, PeerState>> askAll() throws InterruptedException {
    Map<String, CompletableFuture<byte[]>> asked = new TreeMap<>();
    byte[] question = GenesisMessages.question(GenesisMessages.ASK_STATE, new byte[0]);
    for (String peer : plan.others()) {
      asked.put(peer, transport.request(peer, question, REQUEST_MILLIS).toCompletableFuture());
    }
    Map<String, PeerState> states = new TreeMap<>();
    Map<String, String> silent = new TreeMap<>();
    for (Map.Entry<String, CompletableFuture<byte[]>> answer : asked.entrySet()) {
      try {
        PeerState.decode(answer.getValue().get())
            .ifPresentOrElse(
                state -> states.put(answer.getKey(), state),
                () ->
                    silent.put(
                        answer.getKey(),
                        "its answer cannot be read: do all nodes run the same version?"));
      } catch (ExecutionException e) {
        silent.put(answer.getKey(), String.valueOf(e.getCause().getMessage()));
      }
    }
    if (states.size() < asked.size()) {
      // One complete peer is enough to finish what was prepared here.
      Optional<GenesisState> own = read();
      if (own.isPresent() && completeLike(own.get(), states)) {
        return Optional.of(states);
      }
      note(
          "genesis waits for every configured node to answer; not yet: "
              + silent.entrySet().stream()
                  .map(peer -> peer.getKey() + " (" + peer.getValue() + ")")
                  .collect(Collectors.joining(", ")));
      return Optional.empty();
    }
    return Optional.of(states);
  }

  /** Takes the next step; false if there is nothing to do but wait. */
  private boolean advance(Optional<GenesisState> own, Map<String, PeerState> peers)
      throws InterruptedException {
    if (own.isPresent() && completeLike(own.get(), peers)) {
      return true;
    }
    for (Map.Entry<String, PeerState> peer : peers.entrySet()) {
      if (peer.getValue().stage() == Stage.COMPLETE) {
        note(
            "node "
                + peer.getKey()
                + " belongs to a cluster already (genesis record "
                + peer.getValue().digest()
                + "), but node "
                + plan.self()
                + " does not: a new cluster needs empty nodes only");
        return false;
      }
    }
    if (!plan.isInitiator()) {
      note("genesis waits for node " + plan.initiator() + ", which proposes the record");
      return false;
    }
    return propose(own, peers);
  }

  private boolean completeLike(GenesisState own, Map<String, PeerState> peers) {
    String digest = own.record().digest();
    boolean completeElsewhere =
        peers.values().stream()
            .anyMatch(peer -> peer.stage() == Stage.COMPLETE && peer.digest().equals(digest));
    if (completeElsewhere) {
      completeHere(digest, () -> {});
    }
    return completeElsewhere;
  }

  private boolean propose(Optional<GenesisState> own, Map<String, PeerState> peers)
      throws InterruptedException {
    Map<String, UUID> journals = new TreeMap<>();
    peers.forEach((node, state) -> journals.put(node, state.journalId()));
    journals.put(plan.self(), store.journalId());
    if (plan.charter().isEmpty()) {
      note(
          "node "
              + plan.self()
              + " begins genesis and needs the ledger genesis, which is not configured");
      return false;
    }
    GenesisPlan.Charter charter = plan.charter().get();
    GenesisRecord wanted =
        new GenesisRecord(
            charter.clusterId(),
            journals,
            plan.replicationFactor(),
            ShardPlacement.members(plan.nodeIds(), plan.replicationFactor(), plan.shardCount()),
            charter.ledgerGenesis());
    prepareHere(own, wanted);
    String digest = wanted.digest();
    for (String peer : plan.others()) {
      if (!prepares(peer, wanted)) {
        return false;
      }
    }
    completeHere(digest, () -> tellComplete(digest));
    return true;
  }

  /** Not needed for safety, and not waited for: a peer that misses it asks for itself. */
  private void tellComplete(String digest) {
    byte[] question =
        GenesisMessages.question(GenesisMessages.COMPLETE, GenesisMessages.text(digest));
    for (String peer : plan.others()) {
      transport
          .request(peer, question, REQUEST_MILLIS)
          .whenComplete(
              (answer, failure) ->
                  LOG.debug("node {} was told that genesis is complete", peer, failure));
    }
  }

  private boolean prepares(String peer, GenesisRecord record) throws InterruptedException {
    try {
      byte[] question = GenesisMessages.question(GenesisMessages.PREPARE, record.encode());
      String refusal =
          GenesisMessages.text(
              transport.request(peer, question, REQUEST_MILLIS).toCompletableFuture().get());
      if (!refusal.isEmpty()) {
        note("node " + peer + " refuses the genesis record: " + refusal);
      }
      return refusal.isEmpty();
    } catch (ExecutionException e) {
      note("genesis waits for node " + peer + ": " + e.getCause().getMessage());
      return false;
    }
  }

  private synchronized void prepareHere(Optional<GenesisState> own, GenesisRecord record) {
    if (own.isEmpty() || !own.get().record().equals(record)) {
      store.prepare(record);
      LOG.info("genesis on node {}: prepared {}", plan.self(), record);
      transport.become(identity(store));
    }
  }

  /**
   * Completes the record of this digest.
   *
   * @param tellPeers run once it is on disk, before the link takes its new identity and with it new
   *     connections
   */
  private synchronized void completeHere(String digest, Runnable tellPeers) {
    GenesisState state = store.read().orElseThrow();
    if (!state.complete() && state.record().digest().equals(digest)) {
      store.complete();
      LOG.info("genesis on node {}: complete, cluster {}", plan.self(), state.record().clusterId());
      tellPeers.run();
      transport.become(identity(store));
    }
  }

  private CompletionStage<byte[]> answer(String peer, byte[] question) {
    byte what = question.length == 0 ? 0 : question[0];
    return CompletableFuture.completedFuture(
        switch (what) {
          case GenesisMessages.ASK_STATE -> PeerState.of(store.journalId(), read()).encode();
          case GenesisMessages.PREPARE ->
              GenesisMessages.text(onPrepare(peer, GenesisMessages.body(question)));
          case GenesisMessages.COMPLETE ->
              GenesisMessages.text(
                  onComplete(GenesisMessages.text(GenesisMessages.body(question))));
          default -> throw new IllegalArgumentException("unknown genesis question " + what);
        });
  }

  private synchronized String onPrepare(String peer, byte[] bytes) {
    Optional<GenesisRecord> proposal = GenesisRecord.decode(bytes);
    if (proposal.isEmpty()) {
      return "the proposed record cannot be read: do all nodes run the same version?";
    }
    Optional<GenesisState> own = store.read();
    if (own.isPresent() && own.get().complete()) {
      return own.get().record().equals(proposal.get())
          ? ""
          : "node "
              + plan.self()
              + " belongs to cluster "
              + own.get().record().clusterId()
              + " already";
    }
    String refusal = GenesisReview.refusal(plan, store.journalId(), peer, proposal.get());
    if (refusal.isEmpty()) {
      prepareHere(own, proposal.get());
    } else {
      note("refused the genesis record of node " + peer + ": " + refusal);
    }
    return refusal;
  }

  private synchronized String onComplete(String digest) {
    Optional<GenesisState> own = store.read();
    if (own.isEmpty() || !own.get().record().digest().equals(digest)) {
      return "node " + plan.self() + " has not prepared the record " + digest;
    }
    completeHere(digest, () -> {});
    return "";
  }

  private void note(String what) {
    long now = System.nanoTime();
    // Said again now and then: it may wait for days, and the log is where people look.
    if (!what.equals(problem) || now - notedNanos > REMIND_NANOS) {
      problem = what;
      notedNanos = now;
      if (!what.isEmpty()) {
        LOG.info("node {}: {}", plan.self(), what);
      }
    }
  }
}
