package cbdc.load.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRecorderTest {
  private static final long BEGIN_MILLIS = 1_772_366_400_000L;
  private static final long MILLI = 1_000_000L;

  @TempDir private Path folder;

  private void record(RunRecorder recorder, int count, long millis) {
    for (int i = 0; i < count; i++) {
      recorder.sent(RequestKind.PAYMENT, 2 * MILLI);
      recorder.ended(RequestKind.PAYMENT, Outcome.SETTLED, millis * MILLI);
    }
  }

  @Test
  void shouldWriteEachSecondDown() throws IOException {
    try (RunRecorder recorder = new RunRecorder(folder, 0, second -> 100 + second)) {
      recorder.begin(BEGIN_MILLIS);
      record(recorder, 99, 10);
      record(recorder, 1, 500);
      recorder.tick();
      record(recorder, 50, 20);
      recorder.sent(RequestKind.BALANCE, 0);
      recorder.ended(RequestKind.BALANCE, Outcome.FAILED, 5 * MILLI);
      recorder.sent(RequestKind.PAYMENT, 0);
      Second second = recorder.tick();
      recorder.ended(RequestKind.PAYMENT, Outcome.UNKNOWN, 5 * MILLI);
      recorder.tick();

      assertThat(second.inFlight()).isEqualTo(1);
      assertThat(recorder.counts(kind -> true)).isEqualTo(new Counts(152, 150, 0, 1, 1));
      assertThat(recorder.counts(kind -> true).isComplete()).isTrue();
      assertThat(recorder.latency().p50()).isCloseTo(10, within(0.1));
      assertThat(recorder.latency().max()).isCloseTo(500, within(1.0));
      assertThat(recorder.latency(RequestKind.BALANCE)).isPresent();
      assertThat(recorder.latency(RequestKind.HOLD)).isEmpty();
    }

    List<Second> seconds =
        Files.readAllLines(folder.resolve("intervals.csv")).stream()
            .skip(1)
            .map(Second::parse)
            .toList();
    assertThat(seconds).extracting(Second::second).containsExactly(0, 1, 2);
    assertThat(seconds).extracting(Second::target).containsExactly(100, 101, 102);
    assertThat(seconds).extracting(Second::settled).containsExactly(100L, 50L, 0L);
    assertThat(seconds).extracting(Second::failed).containsExactly(0L, 1L, 0L);
    assertThat(seconds).extracting(Second::unknown).containsExactly(0L, 0L, 1L);
    assertThat(seconds.getFirst().max()).isBetween(499_000L, 501_000L);
    assertThat(seconds.getFirst().lateP99()).isBetween(1_900L, 2_100L);
  }

  @Test
  void shouldNotCountTheLatenciesOfTheWarmUp() throws IOException {
    try (RunRecorder recorder = new RunRecorder(folder, 1, second -> 0)) {
      recorder.begin(BEGIN_MILLIS);
      record(recorder, 10, 5_000);
      recorder.tick();
      record(recorder, 10, 10);
      recorder.tick();

      assertThat(recorder.latency().max()).isCloseTo(10, within(0.1));
      assertThat(recorder.latency(RequestKind.PAYMENT).orElseThrow().count()).isEqualTo(10);
      assertThat(recorder.counts(kind -> true).settled()).isEqualTo(20);
    }
  }

  @Test
  void shouldWriteALogThatHdrHistogramReads() throws IOException {
    try (RunRecorder recorder = new RunRecorder(folder, 0, second -> 0)) {
      recorder.begin(BEGIN_MILLIS);
      record(recorder, 10, 10);
      recorder.tick();
      record(recorder, 5, 30);
      recorder.tick();
    }

    List<Histogram> intervals = new ArrayList<>();
    try (HistogramLogReader log = new HistogramLogReader(folder.resolve("latency.hlog").toFile())) {
      while (log.nextIntervalHistogram() instanceof Histogram interval) {
        intervals.add(interval);
      }
    }
    assertThat(intervals).extracting(Histogram::getTotalCount).containsExactly(10L, 5L);
    assertThat(intervals).extracting(Histogram::getTag).containsOnly("payment");
    assertThat(intervals.getLast().getStartTimeStamp()).isEqualTo(BEGIN_MILLIS + 1_000);
  }

  @Test
  void shouldReadOrdersAsFarAsTheyWereWritten() throws IOException {
    PaymentsFile.Entry one =
        new PaymentsFile.Entry(
            UUID.randomUUID(), RequestKind.PAYMENT, Outcome.SETTLED, Long.MAX_VALUE);
    PaymentsFile.Entry other =
        new PaymentsFile.Entry(UUID.randomUUID(), RequestKind.CASH_OUT, Outcome.UNKNOWN, 1);
    try (PaymentsFile file = new PaymentsFile(folder)) {
      file.add(one);
      file.add(other);
    }
    Files.write(folder.resolve(PaymentsFile.NAME), new byte[] {1, 2, 3}, StandardOpenOption.APPEND);

    List<PaymentsFile.Entry> read = new ArrayList<>();
    PaymentsFile.read(folder, read::add);

    assertThat(read).containsExactly(one, other);
  }
}
