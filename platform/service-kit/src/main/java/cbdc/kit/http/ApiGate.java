package cbdc.kit.http;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Decides whether a request may come in, for all event loops of a server. */
final class ApiGate {
  private final BooleanSupplier ready;
  private final int openMax;
  private final int connectionsMax;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile boolean stopping;

  ApiGate(BooleanSupplier ready, int openMax, int connectionsMax) {
    this.ready = ready;
    this.openMax = openMax;
    this.connectionsMax = connectionsMax;
  }

  /**
   * Counts a request in.
   *
   * @throws ProblemException with STOPPING, STARTING or OVERLOADED; it is not counted then
   */
  void enter() {
    // Counted first: who looks at the count after stopping is set misses nobody.
    int now = open.incrementAndGet();
    HttpProblem refusal =
        stopping
            ? HttpProblem.STOPPING
            : now > openMax
                ? HttpProblem.OVERLOADED
                : ready.getAsBoolean() ? null : HttpProblem.STARTING;
    if (refusal != null) {
      leave();
      throw Problem.of(refusal).toException();
    }
  }

  /** Counts a request out. */
  void leave() {
    if (open.decrementAndGet() == 0 && stopping) {
      synchronized (this) {
        notifyAll();
      }
    }
  }

  /** Requests in work. */
  int open() {
    return open.get();
  }

  /** Open connections. */
  int connections() {
    return connections.get();
  }

  /** Counts a connection in; false if there are too many. */
  boolean connect() {
    if (connections.incrementAndGet() <= connectionsMax) {
      return true;
    }
    connections.decrementAndGet();
    return false;
  }

  /** Counts a connection out. */
  void disconnect() {
    connections.decrementAndGet();
  }

  /** Refuses from now on, and waits until nothing is in work; false if the limit came first. */
  synchronized boolean drain(long limitMillis) throws InterruptedException {
    stopping = true;
    long deadline = System.nanoTime() + limitMillis * 1_000_000;
    while (open.get() > 0) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }
}
