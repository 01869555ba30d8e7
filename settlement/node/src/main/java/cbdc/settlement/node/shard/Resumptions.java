package cbdc.settlement.node.shard;

import cbdc.protocol.BatchWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What operators want of stopped channels of a shard led here, until an entry carries it. Confined
 * to the group's thread.
 */
final class Resumptions {
  private final List<Asked> waiting = new ArrayList<>();

  /** A shard whose channels are to go on, and who waits to hear of it. */
  record Asked(int peer, Consumer<ResumeOutcome> whenDecided) {}

  void add(Asked asked) {
    waiting.add(asked);
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Writes all that wait into an entry, which must hold nothing else than acknowledgements yet. */
  List<Asked> writeTo(BatchWriter batch) {
    List<Asked> written = List.copyOf(waiting);
    waiting.clear();
    written.forEach(asked -> batch.resumption(asked.peer()));
    return written;
  }
}
