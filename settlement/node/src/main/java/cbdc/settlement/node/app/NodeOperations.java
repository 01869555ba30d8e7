package cbdc.settlement.node.app;

import cbdc.kit.ManagementOperation;
import cbdc.kit.ManagementOperation.Reply;
import cbdc.kit.ManagementOperation.Request;
import cbdc.protocol.LedgerGenesis;
import cbdc.settlement.node.shard.NodeShards;
import cbdc.settlement.node.shard.ResumeOutcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** What an operator may ask of a running node on its management port. */
final class NodeOperations {
  private static final int DRAIN_ATTEMPTS = 5;
  private static final long DRAIN_PAUSE_MILLIS = 200;
  private static final long RESUME_LIMIT_SECONDS = 10;

  private final NodeStatus status;
  private final Supplier<NodeShards> shards;
  private final Supplier<ShardGroups> groups;
  private final Runnable sendPulse;
  private final Supplier<NodeBackup> backup;

  /**
   * Operations of a node that may still be starting: then all but the status are refused.
   *
   * @param shards gives null until the node has its shards; they may still be replaying, and lead
   *     nothing then
   * @param groups asked only when there are shards; the node has its groups before
   * @param sendPulse tells the other nodes at once whether this one takes leadership
   * @param backup gives null until there is something to back up
   */
  NodeOperations(
      NodeStatus status,
      Supplier<NodeShards> shards,
      Supplier<ShardGroups> groups,
      Runnable sendPulse,
      Supplier<NodeBackup> backup) {
    this.status = status;
    this.shards = shards;
    this.groups = groups;
    this.sendPulse = sendPulse;
    this.backup = backup;
  }

  List<ManagementOperation> all(ManagementToken token) {
    return List.of(
        new ManagementOperation("GET", "/status", request -> Reply.ok(status.read())),
        token.guarding("POST", "/drain", request -> drain()),
        token.guarding("DELETE", "/drain", request -> endDrain()),
        token.guarding("POST", "/backup", this::backUp),
        token.guarding("POST", "/channels/resume", this::resumeChannel));
  }

  private Reply drain() throws InterruptedException {
    if (shards.get() == null) {
      return starting();
    }
    shards.get().beginStop();
    sendPulse.run();
    // A transfer that was under way already makes one attempt fail; the next finds it ended.
    for (int attempt = 1; attempt <= DRAIN_ATTEMPTS && !isDrained(); attempt++) {
      groups.get().handOver();
      if (!isDrained()) {
        TimeUnit.MILLISECONDS.sleep(DRAIN_PAUSE_MILLIS);
      }
    }
    return Reply.ok(drained());
  }

  private boolean isDrained() {
    return shards.get().leading().isEmpty();
  }

  private Reply endDrain() {
    if (shards.get() == null) {
      return starting();
    }
    shards.get().endStop();
    sendPulse.run();
    return Reply.ok(drained());
  }

  private JsonObject drained() {
    return new JsonObject()
        .put("draining", shards.get().isStopping())
        .put("leading", new JsonArray(shards.get().leading()));
  }

  private Reply backUp(Request request) throws Exception {
    String to = request.parameters().get("to");
    if (to == null || !Path.of(to).isAbsolute()) {
      return Reply.refused(400, "needs the parameter 'to', an absolute path on this machine");
    }
    NodeBackup ready = backup.get();
    return ready == null ? starting() : ready.to(Path.of(to));
  }

  private Reply resumeChannel(Request request) throws Exception {
    int shard = number(request, "shard");
    int from = number(request, "from");
    NodeShards running = shards.get();
    if (running == null) {
      return starting();
    }
    if (shard < 0 || from < 0 || shard >= running.count() || from >= running.count()) {
      return Reply.refused(
          400, "needs the parameters 'shard' and 'from', each a shard below " + running.count());
    }
    CompletableFuture<ResumeOutcome> decided = new CompletableFuture<>();
    running
        .host(shard)
        .ifPresentOrElse(
            host -> host.resume(from, decided::complete),
            () -> decided.complete(ResumeOutcome.NOT_LEADER));
    String channel = "the channel from shard " + from + " to shard " + shard;
    try {
      return switch (decided.get(RESUME_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        case RESUMED -> Reply.ok(new JsonObject().put("resumed", true));
        case NOT_STOPPED -> Reply.refused(409, channel + " is not stopped");
        case STOPPED_AGAIN ->
            Reply.refused(
                409,
                "STOPPED_AGAIN: "
                    + channel
                    + " went on, and the next delivery stopped it again: the node that sends what is wrong is still there");
        case STOPPED_BY_ACKNOWLEDGEMENT ->
            Reply.refused(
                409,
                "STOPPED_BY_ACKNOWLEDGEMENT: shard "
                    + from
                    + " acknowledged more than shard "
                    + shard
                    + " had sent, so going on could settle payments that nobody was credited for."
                    + " Run './cbdc verify'; the central bank decides what follows");
        case STOPPED_BY_UNKNOWN ->
            Reply.refused(
                409,
                "STOPPED_BY_UNKNOWN: "
                    + channel
                    + " was stopped before rules version "
                    + LedgerGenesis.RULES_WITH_RESUMED_CHANNELS
                    + ", under which nobody noted what did it; it may have been a false acknowledgement."
                    + " Run './cbdc verify'; the central bank decides what follows");
        case RULES_TOO_OLD ->
            Reply.refused(
                409,
                "RULES_TOO_OLD: the ledger's rules have no way back from a stop before version "
                    + LedgerGenesis.RULES_WITH_RESUMED_CHANNELS
                    + ": the issuer raises them ('issuer draft raise-rules-version')");
        case NOT_LEADER ->
            Reply.refused(
                409,
                "this node does not lead shard "
                    + shard
                    + ": ask "
                    + running.leaders().leader(shard).orElse("the node that does"));
      };
    } catch (TimeoutException undecided) {
      return Reply.refused(503, "shard " + shard + " has not decided in time: look at /status");
    }
  }

  /** The parameter's value, or -1. */
  private static int number(Request request, String name) {
    try {
      return Integer.parseInt(request.parameters().getOrDefault(name, ""));
    } catch (NumberFormatException noNumber) {
      return -1;
    }
  }

  private static Reply starting() {
    return Reply.refused(503, "the node is still starting: ask again, or look at /status");
  }
}
