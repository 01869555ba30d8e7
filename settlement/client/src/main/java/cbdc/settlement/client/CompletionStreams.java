package cbdc.settlement.client;

import cbdc.protocol.MalformedException;
import cbdc.protocol.wire.CallKind;
import cbdc.protocol.wire.CompletionsAnswer;
import cbdc.protocol.wire.CompletionsAnswer.BatchFinished;
import cbdc.protocol.wire.CompletionsAnswer.CommandFinished;
import cbdc.protocol.wire.CompletionsRequest;
import cbdc.settlement.client.OpenCommand.Stage;
import cbdc.settlement.client.transport.CallResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One long poll to each node from which something is expected. Entries that are lost are noticed by
 * sequence and incarnation, and what they would have told is asked for by id.
 */
final class CompletionStreams {
  private static final Logger LOG = LoggerFactory.getLogger(CompletionStreams.class);
  private static final long RETRY_MILLIS = 50;
  private static final int FAILURES_MAX = 5;

  private final ClientCore core;

  CompletionStreams(ClientCore core) {
    this.core = core;
  }

  void pump() {
    for (NodePeer peer : core.peers.values()) {
      if (peer.expected > 0 && !peer.polling && core.now() >= peer.pollNotBefore) {
        poll(peer);
      }
    }
  }

  private void poll(NodePeer peer) {
    peer.polling = true;
    long asked = core.now();
    int waitMillis = core.config.completionWaitMillis();
    byte[] request =
        new CompletionsRequest(core.clientId, peer.incarnation, peer.lastSequence, waitMillis)
            .encode();
    core.call(peer.nodeId, CallKind.COMPLETIONS, request, waitMillis + core.config.attemptMillis())
        .whenComplete((result, failure) -> core.onLoop(() -> ended(peer, asked, result, failure)));
  }

  private void ended(NodePeer peer, long asked, CallResult result, Throwable failure) {
    peer.polling = false;
    if (failure == null && result instanceof CallResult.Answered answer) {
      try {
        CompletionsAnswer entries = CompletionsAnswer.decode(answer.response());
        peer.pollFailures = 0;
        if (entries.entries().isEmpty()) {
          // A node that may not wait answers at once: then it is this side that waits.
          peer.pollNotBefore = asked + RETRY_MILLIS;
        }
        take(peer, entries);
        return;
      } catch (MalformedException e) {
        LOG.warn("node {} sent completions that cannot be read: {}", peer.nodeId, e.getMessage());
      }
    }
    peer.pollFailures = Math.min(FAILURES_MAX, peer.pollFailures + 1);
    peer.pollNotBefore = core.now() + (RETRY_MILLIS << peer.pollFailures);
    if (result instanceof CallResult.NodeGone) {
      lost(peer);
    }
  }

  private void take(NodePeer peer, CompletionsAnswer answer) {
    boolean sameStream = answer.incarnation() == peer.incarnation;
    boolean firstEver = peer.incarnation == 0;
    long expectedSequence = sameStream ? peer.lastSequence + 1 : 1;
    boolean gap = answer.firstSequence() > expectedSequence || (!sameStream && !firstEver);
    for (int i = 0; i < answer.entries().size(); i++) {
      if (answer.firstSequence() + i >= expectedSequence) {
        take(peer, answer.entries().get(i));
      }
    }
    long last = answer.firstSequence() + answer.entries().size() - 1;
    peer.lastSequence = sameStream ? Math.max(peer.lastSequence, last) : last;
    peer.incarnation = answer.incarnation();
    if (gap) {
      core.counters.streamGaps.increment();
      LOG.info("completions of node {} were lost; asking for {} by id", peer.nodeId, peer.expected);
      lost(peer);
    }
  }

  private void take(NodePeer peer, CompletionsAnswer.Entry entry) {
    switch (entry) {
      case BatchFinished e -> core.flusher.answered(e.answer().batchNumber(), e.answer(), peer);
      case CommandFinished e -> {
        OpenCommand command = core.open.get(e.id());
        if (command != null && command.lane != null && command.lane.shard == e.shard()) {
          core.rules.completed(command, e.outcome());
        }
      }
    }
  }

  /** The node will not tell what became of anything that it was expected to. */
  void lost(NodePeer peer) {
    if (peer.expected > 0) {
      core.flusher.laterLost(peer, null);
      core.open.forEach(
          command -> {
            if (command.stage == Stage.PENDING && command.pendingAt == peer) {
              core.rules.askSoon(command);
            }
          });
    }
  }

  /** Acknowledgements now come to another node, which does not know whom to tell. */
  void leaderChanged(ShardLane lane, String leader) {
    for (NodePeer peer : core.peers.values()) {
      if (peer.expected > 0 && !peer.nodeId.equals(leader)) {
        core.flusher.laterLost(peer, lane);
        core.open.forEach(
            command -> {
              if (command.stage == Stage.PENDING
                  && command.pendingAt == peer
                  && command.lane == lane) {
                core.rules.askSoon(command);
              }
            });
      }
    }
  }
}
