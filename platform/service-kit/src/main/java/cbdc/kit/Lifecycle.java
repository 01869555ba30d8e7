package cbdc.kit;

import cbdc.kit.HealthChecks.Probe;
import cbdc.kit.HealthChecks.Verdict;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the parts of a service in order and stops them in reverse, each within its time limit. If
 * one does not start, those before it are stopped and {@link #start} fails with its reason.
 *
 * <p>A lifecycle runs once. {@link #stop} may be called by any thread, also while {@link #start} is
 * at work: the part at hand is interrupted, and start ends with it.
 */
public final class Lifecycle {

  /** Where a lifecycle stands; it moves downwards only. */
  public enum State {
    /** Parts may be added. */
    NEW,
    /** Parts are being started. */
    STARTING,
    /** All parts have started. */
    RUNNING,
    /** Parts are being stopped. */
    STOPPING,
    /** All parts that had started were told to stop, because somebody asked. */
    STOPPED,
    /** As stopped, because a part did not start. */
    FAILED
  }

  /**
   * Something that starts and stops. Where start fails, the part has cleaned up after itself and is
   * not stopped.
   */
  public interface Part {
    /** Returns when the part is ready for those that come after it. */
    void start() throws Exception;

    /** Returns when nothing of the part is left. */
    default void stop() throws Exception {}
  }

  /** One thing to do on the way up or down. */
  @FunctionalInterface
  public interface Step {
    /** Returns when it is done. */
    void run() throws Exception;
  }

  private record Steps(Step up, Step down) implements Part {
    @Override
    public void start() throws Exception {
      up.run();
    }

    @Override
    public void stop() throws Exception {
      down.run();
    }
  }

  private record Entry(String name, Duration startLimit, Duration stopLimit, Part part) {}

  private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

  private final String service;
  private final List<Entry> entries = new ArrayList<>();
  private final Deque<Entry> started = new ArrayDeque<>();
  private volatile State state = State.NEW;
  private volatile String reason = "not started yet";
  private volatile String stopRequest;
  private volatile Thread starter;

  /** A lifecycle of the service with that name, which appears in logs. */
  public Lifecycle(String service) {
    this.service = service;
  }

  /** Adds a part, to start after those added before. */
  public synchronized void add(String name, Duration startLimit, Duration stopLimit, Part part) {
    if (state != State.NEW) {
      throw new IllegalStateException(
          "part '" + name + "' was added when " + service + " was already " + state);
    }
    entries.add(new Entry(name, startLimit, stopLimit, part));
  }

  /** Adds a part that is two steps. */
  public void add(String name, Duration startLimit, Duration stopLimit, Step start, Step stop) {
    add(name, startLimit, stopLimit, new Steps(start, stop));
  }

  /**
   * Starts all parts.
   *
   * @throws StartException if a part fails, takes too long, or somebody asks to stop meanwhile; by
   *     then all is stopped
   */
  public synchronized void start() {
    if (state != State.NEW) {
      throw new IllegalStateException(service + " was started before and is " + state);
    }
    for (Entry entry : entries) {
      if (stopRequest != null) {
        throw abandoned();
      }
      become(State.STARTING, entry.name());
      startOne(entry);
    }
    become(State.RUNNING, "all " + entries.size() + " parts started");
  }

  /**
   * Stops what has started, last first. Calling it again does nothing.
   *
   * @return one line for each part that did not stop as it should; empty if all did
   */
  public List<String> stop(String why) {
    if (stopRequest == null) {
      stopRequest = why;
    }
    Thread atWork = starter;
    if (atWork != null) {
      atWork.interrupt();
    }
    synchronized (this) {
      if (state == State.STOPPED || state == State.FAILED) {
        return List.of();
      }
      List<String> problems = stopParts(why);
      become(State.STOPPED, why);
      return problems;
    }
  }

  /** Where it stands. */
  public State state() {
    return state;
  }

  /** Why it stands there. */
  public String reason() {
    return reason;
  }

  /**
   * Lets the probes answer from this lifecycle: started and ready once it runs, live until it
   * failed.
   */
  public void addTo(HealthChecks health) {
    health.add(Probe.STARTED, "lifecycle", () -> new Verdict(state == State.RUNNING, describe()));
    health.add(Probe.READY, "lifecycle", () -> new Verdict(state == State.RUNNING, describe()));
    health.add(Probe.LIVE, "lifecycle", () -> new Verdict(state != State.FAILED, describe()));
  }

  private String describe() {
    return state + ": " + reason;
  }

  private void startOne(Entry entry) {
    try {
      within(entry.startLimit(), "start-" + entry.name(), () -> startPart(entry.part()));
      started.push(entry);
    } catch (StartException refused) {
      abandon(refused.getMessage());
      throw refused;
    } catch (Exception failed) {
      if (stopRequest != null) {
        throw abandoned();
      }
      String message = entry.name() + " did not start: " + describe(failed);
      abandon(message);
      throw new StartException(message, failed);
    }
  }

  /** Runs in a thread of the part's own, which ends with it: no interrupt can hit another part. */
  private void startPart(Part part) throws Exception {
    starter = Thread.currentThread();
    try {
      // Whoever asked to stop before that could not interrupt it.
      if (stopRequest != null) {
        throw new InterruptedException();
      }
      part.start();
    } finally {
      starter = null;
    }
  }

  private StartException abandoned() {
    String message = service + " was told to stop while it started: " + stopRequest;
    abandon(message);
    return new StartException(message);
  }

  private void abandon(String why) {
    stopParts(why);
    become(State.FAILED, why);
  }

  private List<String> stopParts(String why) {
    List<String> problems = new ArrayList<>();
    while (!started.isEmpty()) {
      Entry entry = started.pop();
      become(State.STOPPING, entry.name() + ", because: " + why);
      try {
        within(entry.stopLimit(), "stop-" + entry.name(), entry.part()::stop);
      } catch (Exception failed) {
        String problem = entry.name() + " did not stop: " + describe(failed);
        LOG.warn("{}: {}", service, problem, failed);
        problems.add(problem);
      }
    }
    return problems;
  }

  /** The one place where the state changes. */
  private void become(State next, String why) {
    LOG.info("{}: {} -> {}: {}", service, state, next, why);
    reason = why;
    state = next;
  }

  private static void within(Duration limit, String threadName, Step step) throws Exception {
    FutureTask<Void> task =
        new FutureTask<>(
            () -> {
              step.run();
              return null;
            });
    Thread.ofPlatform().daemon().name(threadName).start(task);
    try {
      task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      task.cancel(true);
      throw new TimeoutException("took longer than " + limit.toMillis() + " ms");
    } catch (InterruptedException told) {
      task.cancel(true);
      throw told;
    } catch (ExecutionException failed) {
      // An Error, such as a native library that is missing, is a reason not to start like any
      // other.
      throw failed.getCause() instanceof Exception cause ? cause : failed;
    }
  }

  private static String describe(Exception failed) {
    return failed.getMessage() == null ? failed.toString() : failed.getMessage();
  }
}
