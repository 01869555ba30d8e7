package cbdc.simulator.load;

import cbdc.load.record.RunFile.Event;
import cbdc.load.record.RunRecorder;
import cbdc.load.scenario.Scenario.Fault;
import cbdc.load.scenario.Scenario.FaultKind;
import cbdc.simulator.console.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Lets things fail at their moments in a run, and writes down when they did. */
final class FaultSchedule implements AutoCloseable {
  private static final long POLL_MILLIS = 50;

  private final OwnSystem system;
  private final List<Fault> faults;
  private final Path began;
  private final Consumer<String> steps;
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private long beginMillis;

  /**
   * Begins to wait for the run.
   *
   * @param run its folder, where the injector tells when it begins
   */
  FaultSchedule(OwnSystem system, List<Fault> faults, Path run, Consumer<String> steps) {
    this.system = system;
    this.faults = List.copyOf(faults);
    this.began = run.resolve(RunRecorder.BEGAN);
    this.steps = steps;
    this.thread = Thread.ofPlatform().name("load-faults").daemon().start(this::run);
  }

  private void run() {
    try {
      awaitBegin();
      for (Fault fault : faults) {
        awaitSecond(fault.atSeconds());
        tell(system.inflict(fault.kind()));
        awaitMending(fault);
        tell(system.mend(fault.kind()));
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    } catch (IOException | CommandFailure failed) {
      tell("a fault could not be inflicted or mended: " + failed.getMessage());
    }
  }

  private void awaitMending(Fault fault) throws InterruptedException {
    try {
      awaitSecond(fault.atSeconds() + fault.backAfterSeconds());
    } catch (InterruptedException ended) {
      // What stands still cannot be stopped in order.
      if (fault.kind() == FaultKind.PAUSE_LEADER) {
        tell(system.mend(fault.kind()));
      }
      throw ended;
    }
  }

  private void awaitBegin() throws IOException, InterruptedException {
    while (!Files.exists(began) || Files.size(began) == 0) {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    beginMillis = Long.parseLong(Files.readString(began));
  }

  private void awaitSecond(long second) throws InterruptedException {
    long left = beginMillis + second * 1_000 - System.currentTimeMillis();
    TimeUnit.MILLISECONDS.sleep(Math.max(0, left));
  }

  private void tell(String what) {
    double second = (System.currentTimeMillis() - beginMillis) / 1e3;
    events.add(new Event(second, what));
    steps.accept(String.format(Locale.ROOT, "%6.1f s  %s", second, what));
  }

  /** What happened so far. */
  List<Event> events() {
    return List.copyOf(events);
  }

  /** Ends; what is not yet due does not happen. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException hurried) {
      // Whoever ends this has stopped the system, or is about to: nothing can be inflicted on it.
      Thread.currentThread().interrupt();
    }
  }
}
