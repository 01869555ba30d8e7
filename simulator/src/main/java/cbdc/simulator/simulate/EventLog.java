package cbdc.simulator.simulate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** The last events of a run, told only when something went wrong. */
final class EventLog {
  private record Line(long atNanos, Supplier<String> what) {}

  private final int linesMax;
  private final ArrayDeque<Line> lines = new ArrayDeque<>();

  EventLog(int linesMax) {
    this.linesMax = linesMax;
  }

  /**
   * Notes an event; the words are made only when they are read, so what they name must not change.
   */
  void note(long atNanos, Supplier<String> what) {
    if (lines.size() == linesMax) {
      lines.removeFirst();
    }
    lines.addLast(new Line(atNanos, what));
  }

  /** The lines, oldest first, each with its virtual time in seconds. */
  List<String> lines() {
    List<String> text = new ArrayList<>();
    for (Line line : lines) {
      text.add(String.format(Locale.ROOT, "%11.6f  %s", line.atNanos / 1e9, line.what.get()));
    }
    return text;
  }
}
