package cbdc.settlement.node.store;

import java.util.Objects;
import java.util.Optional;

/**
 * The operation of a MicroRaft snapshot chunk: a run of consecutive pages of one snapshot, at most
 * about 1 MiB.
 *
 * <p>Either a handle to a piece that this node's store holds (made when a snapshot is taken or
 * restored), or the bytes of a piece received from another node. The cut into pieces depends only
 * on the pages, so that replicas can serve pieces of the same snapshot alternately.
 */
public final class SnapshotPiece {
  /** Resolves a local handle. */
  @FunctionalInterface
  interface Source {
    Optional<byte[]> read(long index, int number);
  }

  private Source source;
  private long index;
  private int number;
  private byte[] received;

  private SnapshotPiece(Source source, long index, int number, byte[] received) {
    this.source = source;
    this.index = index;
    this.number = number;
    this.received = received;
  }

  /** A handle to piece {@code number} of the snapshot at {@code index} in this node's store. */
  static SnapshotPiece local(Source source, long index, int number) {
    return new SnapshotPiece(Objects.requireNonNull(source, "source"), index, number, null);
  }

  /**
   * A piece as another node sent it.
   *
   * @param bytes what {@link #read()} returned there
   */
  public static SnapshotPiece received(byte[] bytes) {
    return new SnapshotPiece(null, 0, 0, Objects.requireNonNull(bytes, "bytes"));
  }

  /**
   * The bytes to send. Reads the store: not to be called on the group's thread nor on an event
   * loop.
   *
   * @return empty if the snapshot is still being written or a newer one has taken its place; the
   *     sender then drops the message, and the follower asks again or is offered the newer snapshot
   */
  public Optional<byte[]> read() {
    Source store;
    synchronized (this) {
      if (source == null) {
        return Optional.ofNullable(received);
      }
      store = source;
    }
    return store.read(index, number);
  }

  /** Whether this is a handle that {@code store} made. */
  synchronized boolean isHandleOf(Source store) {
    return store.equals(source);
  }

  /**
   * Takes the received bytes out, so that they do not stay in memory after they are stored. From
   * then on this is a handle to what the store makes of them: whoever installed a snapshot may have
   * to send it on as leader.
   *
   * @return null if there are none
   */
  synchronized byte[] takeReceived(Source store, long atIndex, int asNumber) {
    byte[] taken = received;
    if (taken != null) {
      received = null;
      source = store;
      index = atIndex;
      number = asNumber;
    }
    return taken;
  }

  @Override
  public synchronized String toString() {
    return source == null
        ? "SnapshotPiece[received]"
        : "SnapshotPiece[index " + index + ", number " + number + "]";
  }
}
