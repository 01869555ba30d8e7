package cbdc.settlement.node.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * A committer without a thread, for simulations: whoever waits for a ticket writes what is queued
 * up to then. What nobody waits for is written in the background, or together with what somebody
 * waits for.
 */
final class InlineCommitter implements Committer {
  private final SyncedWriter writer;
  private final Fence fence;
  private final Executor background;
  private final List<Writes> queue = new ArrayList<>();
  private long lastTicket;
  private long readableTicket;
  private long syncedTicket;
  private long lastPageTicket;
  private boolean closed;

  InlineCommitter(SyncedWriter writer, Fence fence, Executor background) {
    this.writer = writer;
    this.fence = fence;
    this.background = background;
  }

  @Override
  public long submit(Writes writes) {
    standIfNotOpen();
    queue.add(writes);
    return ++lastTicket;
  }

  @Override
  public long submitUnawaited(Writes writes) {
    long ticket = submit(writes);
    background.execute(() -> awaitReadable(ticket));
    return ticket;
  }

  @Override
  public void await(long ticket) {
    if (ticket > syncedTicket) {
      standIfNotOpen();
      writeQueued(CommitRound.Kind.SYNCED);
      syncedTicket = readableTicket;
    }
  }

  @Override
  public void awaitReadable(long ticket) {
    if (ticket > readableTicket) {
      standIfNotOpen();
      writeQueued(CommitRound.Kind.LOGGED);
    }
  }

  @Override
  public long submitPages(Writes writes) {
    standIfNotOpen();
    write(new CommitRound(CommitRound.Kind.PAGES, List.of(writes)));
    return ++lastPageTicket;
  }

  @Override
  public void awaitPages(long pageTicket) {
    standIfNotOpen();
  }

  @Override
  public void close() {
    if (!closed && !fence.isDown()) {
      await(lastTicket);
    }
    closed = true;
  }

  private void writeQueued(CommitRound.Kind kind) {
    List<Writes> round = List.copyOf(queue);
    queue.clear();
    write(new CommitRound(kind, round));
    readableTicket = lastTicket;
  }

  private void write(CommitRound round) {
    try {
      writer.write(round);
    } catch (StoreException failed) {
      throw fence.haltAndStand("the store could not write: " + failed.getMessage(), failed);
    }
  }

  private void standIfNotOpen() {
    if (closed || fence.isDown()) {
      throw fence.stand(closed ? "closed" : "halted");
    }
  }
}
