package cbdc.settlement.node.store;

import cbdc.settlement.node.store.CommitRound.Kind;
import cbdc.settlement.node.store.StoreException.Reason;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;

/** A writer that tests can hold back, break, or unplug. */
final class SwitchableWriter implements UnaryOperator<SyncedWriter> {
  private final List<CommitRound> synced = new CopyOnWriteArrayList<>();
  private final Semaphore syncPermits = new Semaphore(Integer.MAX_VALUE / 2);
  private final Semaphore syncsWaiting = new Semaphore(0);
  private volatile boolean failing;
  private volatile boolean unplugged;

  @Override
  public SyncedWriter apply(SyncedWriter real) {
    return round -> {
      if (failing) {
        throw new StoreException(Reason.IO, "injected");
      }
      if (unplugged) {
        return;
      }
      if (round.kind() == Kind.SYNCED) {
        syncsWaiting.release();
        syncPermits.acquireUninterruptibly();
        real.write(round);
        synced.add(round);
      } else {
        real.write(round);
      }
    };
  }

  /** Rounds that have been synced. */
  List<CommitRound> synced() {
    return synced;
  }

  /** Holds back every sync until {@link #letOneSync}. */
  void holdSyncs() {
    syncPermits.drainPermits();
    syncsWaiting.drainPermits();
  }

  void letOneSync() {
    syncPermits.release();
  }

  void letAllSync() {
    syncPermits.release(Integer.MAX_VALUE / 4);
  }

  /** Returns once a sync stands before the barrier. */
  void awaitSyncWaiting() {
    syncsWaiting.acquireUninterruptibly();
  }

  /** Every write from now on fails. */
  void fail() {
    failing = true;
  }

  /**
   * Every write from now on is lost though it seems to succeed, as if the power had gone before it.
   */
  void unplug() {
    unplugged = true;
  }
}
