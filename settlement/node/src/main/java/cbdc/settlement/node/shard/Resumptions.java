package cbdc.settlement.node.shard;

import cbdc.protocol.BatchWriter;
import cbdc.protocol.ChannelStop;
import cbdc.protocol.LedgerGenesis;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What operators want of stopped channels of a shard led here, until an entry carries it. Confined
 * to the group's thread.
 */
final class Resumptions {
  private final List<Asked> waiting = new ArrayList<>();

  /** A shard whose channels are to go on, and who waits to hear of it. */
  record Asked(int peer, Consumer<ResumeOutcome> whenDecided) {}

  /** Why a resumption is not even proposed; empty when it may be. */
  static Optional<ResumeOutcome> refusal(CommittedState state, int peer) {
    ChannelStop why = state.stop(peer);
    if (why != ChannelStop.NONE
        && state.rulesVersion() < LedgerGenesis.RULES_WITH_RESUMED_CHANNELS) {
      return Optional.of(ResumeOutcome.RULES_TOO_OLD);
    }
    return switch (why) {
      case NONE -> Optional.of(ResumeOutcome.NOT_STOPPED);
      case ACKNOWLEDGEMENT -> Optional.of(ResumeOutcome.STOPPED_BY_ACKNOWLEDGEMENT);
      case UNKNOWN -> Optional.of(ResumeOutcome.STOPPED_BY_UNKNOWN);
      case DELIVERY -> Optional.empty();
    };
  }

  void add(Asked asked) {
    waiting.add(asked);
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Hands over all that wait. */
  List<Asked> takeAll() {
    List<Asked> taken = List.copyOf(waiting);
    waiting.clear();
    return taken;
  }

  /** Writes all that wait into an entry, which must hold nothing else than acknowledgements yet. */
  List<Asked> writeTo(BatchWriter batch) {
    List<Asked> written = takeAll();
    written.forEach(asked -> batch.resumption(asked.peer()));
    return written;
  }
}
