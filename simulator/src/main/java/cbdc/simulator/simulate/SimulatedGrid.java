package cbdc.simulator.simulate;

import cbdc.settlement.client.transport.CallResult;
import cbdc.settlement.client.transport.NodeTransport;
import cbdc.settlement.node.cluster.LeaderPlacement;
import cbdc.settlement.node.cluster.PreferenceStability;
import cbdc.settlement.node.cluster.PreferredLeader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The model of Hazelcast: who seems to be there, who owns a partition, and calls to nodes. It
 * misbehaves as the real one does: views lag and differ, owners are wrong, the cluster falls apart
 * without the nodes noticing, calls run twice or long after they were given up.
 */
final class SimulatedGrid {
  private static final long VIEW_MILLIS = 1_000;
  private static final int MISSED_VIEWS_MAX = 8;
  private static final long REPEAT_NANOS_MAX = 20_000_000_000L;

  private final VirtualTime time;
  private final Chance chance;
  private final SimulatedNetwork network;
  private final Counters counters;
  private final Map<String, SimulatedNode> nodes;
  private final Map<String, View> views = new TreeMap<>();
  private final Map<Integer, String> wrongOwners = new HashMap<>();
  private final Set<String> splitOff = new TreeSet<>();
  private int repeatPerMille;

  /** What one end believes of the cluster. */
  private static final class View {
    private final Map<String, Integer> missed = new TreeMap<>();
    private final Map<Integer, PreferenceStability> stability = new HashMap<>();
    private final List<NodeTransport.NodeListener> listeners = new ArrayList<>();

    Set<String> seen() {
      return new TreeSet<>(missed.keySet());
    }
  }

  SimulatedGrid(
      VirtualTime time,
      Chance chance,
      SimulatedNetwork network,
      Counters counters,
      Map<String, SimulatedNode> nodes) {
    this.time = time;
    this.chance = chance;
    this.network = network;
    this.counters = counters;
    this.nodes = nodes;
    time.afterMillis(VIEW_MILLIS, this::look);
  }

  /** Names a wrong owner of a shard's partition; null to mend it. */
  void wrongOwner(int shard, String node) {
    if (node == null) {
      wrongOwners.remove(shard);
    } else {
      wrongOwners.put(shard, node);
    }
  }

  /** The grid falls into these and the others, though the nodes still hear each other. */
  void split(Set<String> off) {
    splitOff.clear();
    splitOff.addAll(off);
  }

  /** So many of 1,000 calls are executed twice or late. */
  void repeatCalls(int perMille) {
    repeatPerMille = perMille;
  }

  /** All is well again. */
  void heal() {
    wrongOwners.clear();
    splitOff.clear();
    repeatPerMille = 0;
  }

  /** Whom a node should hand a shard to, as the real placement says it. */
  Optional<String> settled(String viewer, int shard, List<String> voters) {
    View view = view(viewer);
    List<String> live = List.copyOf(view.seen());
    Optional<String> owner =
        live.isEmpty()
            ? Optional.empty()
            : Optional.of(wrongOwners.getOrDefault(shard, live.get(shard % live.size())));
    return view.stability
        .computeIfAbsent(shard, s -> new PreferenceStability(LeaderPlacement.STAND_MILLIS))
        .observe(PreferredLeader.of(owner, voters, view.seen()), time.millis());
  }

  /** A client's way to the nodes. */
  NodeTransport transport(String client) {
    View view = view(client);
    nodes.keySet().forEach(node -> view.missed.put(node, 0));
    return new NodeTransport() {
      @Override
      public CompletionStage<CallResult> call(
          String nodeId, byte kind, byte[] request, long timeoutMillis) {
        return SimulatedGrid.this.call(client, nodeId, kind, request, timeoutMillis);
      }

      @Override
      public Set<String> nodes() {
        return view.seen();
      }

      @Override
      public Registration listen(NodeListener listener) {
        view.listeners.add(listener);
        return () -> view.listeners.remove(listener);
      }

      @Override
      public void close() {
        view.listeners.clear();
      }
    };
  }

  private CompletionStage<CallResult> call(
      String client, String nodeId, byte kind, byte[] request, long timeoutMillis) {
    CompletableFuture<CallResult> result = new CompletableFuture<>();
    if (!view(client).missed.containsKey(nodeId)) {
      time.after(1_000, () -> result.complete(new CallResult.NodeGone(nodeId)));
      return result;
    }
    Runnable arrive =
        () ->
            nodes
                .get(nodeId)
                .call(
                    kind,
                    request,
                    answer -> network.send(nodeId, client, () -> result.complete(answer)));
    network.send(client, nodeId, arrive);
    if (repeatPerMille > 0 && chance.perMille(repeatPerMille)) {
      counters.add(Counters.Count.CALLS_REPEATED);
      time.after(chance.below(REPEAT_NANOS_MAX), arrive);
    }
    time.afterMillis(
        timeoutMillis, () -> result.complete(new CallResult.TimedOut(nodeId, timeoutMillis)));
    return result;
  }

  private View view(String viewer) {
    return views.computeIfAbsent(viewer, v -> new View());
  }

  private void look() {
    views.forEach(this::look);
    time.afterMillis(VIEW_MILLIS, this::look);
  }

  private void look(String viewer, View view) {
    for (SimulatedNode node : nodes.values()) {
      boolean there =
          node.isUp()
              && network.isOpen(viewer, node.id())
              && splitOff.contains(viewer) == splitOff.contains(node.id());
      if (there) {
        if (view.missed.put(node.id(), 0) == null) {
          List.copyOf(view.listeners).forEach(listener -> listener.nodeJoined(node.id()));
        }
      } else if (view.missed.containsKey(node.id())
          && view.missed.merge(node.id(), 1, Integer::sum) > MISSED_VIEWS_MAX) {
        view.missed.remove(node.id());
        List.copyOf(view.listeners).forEach(listener -> listener.nodeLeft(node.id()));
      }
    }
  }
}
