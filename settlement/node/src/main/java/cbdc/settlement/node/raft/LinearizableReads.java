package cbdc.settlement.node.raft;

import cbdc.settlement.node.core.ReadOutcome;
import io.microraft.Ordered;
import io.microraft.QueryPolicy;
import io.microraft.RaftNode;
import io.microraft.exception.NotLeaderException;
import io.microraft.impl.statemachine.NoOp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Linearizable reads of one group, on its thread: at most one MicroRaft query in flight. A query
 * that joins a round whose heartbeats have left may be confirmed by answers older than itself, and
 * so read state that another leader has already changed; reads that arrive while a round runs
 * therefore wait and share the next one. Lease reads are never used.
 */
final class LinearizableReads {

  private final RaftNode node;
  private final GroupThread thread;
  private final GroupHalt halt;
  private final int maxWaiting;
  private List<Consumer<? super ReadOutcome>> waiting = new ArrayList<>();
  private boolean roundRunning;

  LinearizableReads(RaftNode node, GroupThread thread, GroupHalt halt, int maxWaiting) {
    this.node = node;
    this.thread = thread;
    this.halt = halt;
    this.maxWaiting = maxWaiting;
  }

  void read(Consumer<? super ReadOutcome> whenReady) {
    if (waiting.size() >= maxWaiting) {
      whenReady.accept(new ReadOutcome.NotNow());
      return;
    }
    waiting.add(whenReady);
    if (!roundRunning) {
      startRound();
    }
  }

  private void startRound() {
    List<Consumer<? super ReadOutcome>> round = waiting;
    waiting = new ArrayList<>();
    roundRunning = true;
    CompletableFuture<Ordered<Object>> confirmed =
        node.query(NoOp.INSTANCE, QueryPolicy.LINEARIZABLE, Optional.empty(), Optional.empty());
    halt.whenDone(
        confirmed,
        (ordered, failure) -> {
          ReadOutcome outcome =
              failure == null
                  ? new ReadOutcome.Current(ordered.getCommitIndex())
                  : refusal(failure);
          try {
            round.forEach(reader -> reader.accept(outcome));
          } finally {
            // Not from here: MicroRaft is still walking through its queries, and forgets those
            // added meanwhile.
            thread.submit(this::endRound);
          }
        });
  }

  private void endRound() {
    roundRunning = false;
    if (!waiting.isEmpty()) {
      startRound();
    }
  }

  private static ReadOutcome refusal(Throwable failure) {
    return failure instanceof NotLeaderException notLeader
        ? new ReadOutcome.NotLeader(RaftGroup.nodeId(notLeader.getLeader()))
        : new ReadOutcome.NotNow();
  }
}
