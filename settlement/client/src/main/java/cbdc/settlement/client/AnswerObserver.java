package cbdc.settlement.client;

import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;

/**
 * Hears every answer that a shard gave from committed state, for whoever records what was promised.
 * One command may be answered several times: when it was sent again, or asked for. What becomes of
 * a pending one comes from another shard and is not among these; the command's stage tells it.
 */
@FunctionalInterface
public interface AnswerObserver {
  /** Hears nothing. */
  AnswerObserver NONE = (id, answer) -> {};

  /**
   * Called on the client's event loop, before the command's stage completes; must not block.
   *
   * @param id of the command, or of the one that was asked for
   */
  void answered(CommandId id, Answer answer);

  /**
   * What a shard answered, and where in its log.
   *
   * @param shard the shard that executes the command
   * @param term Raft term of the entry that holds the command
   * @param index Raft index of that entry
   * @param outcome may be pending
   * @param duplicate whether it was answered from memory: an earlier entry had executed it
   */
  record Answer(int shard, int term, long index, Outcome outcome, boolean duplicate) {}
}
