package cbdc.settlement.node.link.genesis;

import cbdc.settlement.node.core.GenesisRecord;
import cbdc.settlement.node.core.GenesisState;
import cbdc.settlement.node.core.GenesisStore;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A node's disk in memory: outlives the process that uses it, and calls back before and after each
 * durable step.
 */
public final class MemoryGenesisStore implements GenesisStore {

  private final UUID journalId = UUID.randomUUID();
  private final Consumer<String> step;
  private Optional<GenesisState> state = Optional.empty();

  public MemoryGenesisStore(Consumer<String> step) {
    this.step = step;
  }

  public MemoryGenesisStore() {
    this(name -> {});
  }

  @Override
  public UUID journalId() {
    return journalId;
  }

  @Override
  public synchronized Optional<GenesisState> read() {
    return state;
  }

  @Override
  public void prepare(GenesisRecord record) {
    step.accept("before prepare");
    synchronized (this) {
      if (state.isPresent() && state.get().complete()) {
        throw new IllegalStateException("complete already");
      }
      state = Optional.of(new GenesisState(record, false));
    }
    step.accept("after prepare");
  }

  @Override
  public synchronized void join(GenesisRecord record, String nodeId) {
    state = Optional.of(new GenesisState(record, true));
  }

  @Override
  public void complete() {
    step.accept("before complete");
    synchronized (this) {
      state = Optional.of(new GenesisState(state.orElseThrow().record(), true));
    }
    step.accept("after complete");
  }
}
