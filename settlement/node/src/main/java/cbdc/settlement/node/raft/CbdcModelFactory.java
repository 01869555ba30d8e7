package cbdc.settlement.node.raft;

import io.microraft.model.impl.DefaultRaftModelFactory;
import io.microraft.model.log.LogEntry;
import io.microraft.model.log.LogEntry.LogEntryBuilder;
import java.util.Objects;

/**
 * Makes MicroRaft's objects. Its default classes do, but for the log entry: a node holds hundreds
 * of thousands of them, and ours carries nothing but index, term and operation. Messages are never
 * serialised as Java objects; see {@link RaftMessageCodec}.
 */
public final class CbdcModelFactory extends DefaultRaftModelFactory {

  /** A log entry without operation is a bug. */
  static LogEntry entry(long index, int term, Object operation) {
    return new IndexedEntry(index, term, operation);
  }

  @Override
  public LogEntryBuilder createLogEntryBuilder() {
    return new EntryBuilder();
  }

  /** An immutable log entry. The operation is an {@code EntryBytes} or a membership change. */
  private static final class IndexedEntry implements LogEntry {
    private static final long serialVersionUID = 1L;

    private final long index;
    private final int term;
    private final transient Object operation;

    IndexedEntry(long index, int term, Object operation) {
      this.index = index;
      this.term = term;
      this.operation = Objects.requireNonNull(operation, "operation");
    }

    @Override
    public long getIndex() {
      return index;
    }

    @Override
    public int getTerm() {
      return term;
    }

    @Override
    public Object getOperation() {
      return operation;
    }

    @Override
    public String toString() {
      return "entry " + index + " of term " + term + " " + operation;
    }
  }

  private static final class EntryBuilder implements LogEntryBuilder {
    private long index;
    private int term;
    private Object operation;

    @Override
    public LogEntryBuilder setIndex(long newIndex) {
      index = newIndex;
      return this;
    }

    @Override
    public LogEntryBuilder setTerm(int newTerm) {
      term = newTerm;
      return this;
    }

    @Override
    public LogEntryBuilder setOperation(Object newOperation) {
      operation = newOperation;
      return this;
    }

    @Override
    public LogEntry build() {
      return new IndexedEntry(index, term, operation);
    }
  }
}
