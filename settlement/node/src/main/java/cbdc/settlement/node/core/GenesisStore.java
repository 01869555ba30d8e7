package cbdc.settlement.node.core;

import java.util.Optional;
import java.util.UUID;

/** The durable side of genesis in one node's store. One thread at a time calls it. */
public interface GenesisStore {

  /**
   * Drawn when the store was created and never changed: tells a wiped disk from the one that took
   * part in genesis.
   */
  UUID journalId();

  /** What is on disk; empty in a store that no genesis has reached. */
  Optional<GenesisState> read();

  /**
   * Writes the record as prepared; on disk when the call returns. Replaces an earlier record that
   * was only prepared.
   *
   * @throws IllegalStateException if genesis is complete here
   */
  void prepare(GenesisRecord record);

  /**
   * Writes the record of a cluster that this node joins, as complete, and under which id it joins;
   * on disk when the call returns. Done twice, it changes nothing.
   *
   * @throws IllegalStateException if the store belongs to another cluster or node already
   */
  void join(GenesisRecord record, String nodeId);

  /**
   * Marks the prepared record complete; on disk when the call returns. Once complete, a second call
   * does nothing.
   *
   * @throws IllegalStateException if no record was prepared
   */
  void complete();
}
