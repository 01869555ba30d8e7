package cbdc.load.record;

import java.util.Arrays;
import java.util.Locale;

/**
 * One second of a run, a line of {@code intervals.csv}. Latencies are those of answers that came in
 * it, from the moment at which the request was due (open model) or sent (closed), in microseconds.
 *
 * @param second from 0, after the begin of the run
 * @param target requests that were meant to be due in it
 * @param sent requests that were sent in it
 * @param lateP99 99th percentile of sent minus due: what the injector itself was late
 * @param inFlight requests without an answer at its end
 */
public record Second(
    int second,
    int target,
    long sent,
    long settled,
    long declined,
    long failed,
    long unknown,
    long p50,
    long p90,
    long p99,
    long p999,
    long max,
    long lateP99,
    long inFlight) {
  /** Names of the columns. */
  static final String HEAD =
      "second,target,sent,settled,declined,failed,unknown,p50_us,p90_us,p99_us,p999_us,max_us,late_p99_us,in_flight";

  /** As it stands in the file. */
  String line() {
    return String.format(
        Locale.ROOT,
        "%d,%d,%d,%d,%d,%d,%d,%d,%d,%d,%d,%d,%d,%d",
        second,
        target,
        sent,
        settled,
        declined,
        failed,
        unknown,
        p50,
        p90,
        p99,
        p999,
        max,
        lateP99,
        inFlight);
  }

  /** Reads a line of the file. */
  public static Second parse(String line) {
    long[] n = Arrays.stream(line.split(",", -1)).mapToLong(Long::parseLong).toArray();
    return new Second(
        (int) n[0],
        (int) n[1],
        n[2],
        n[3],
        n[4],
        n[5],
        n[6],
        n[7],
        n[8],
        n[9],
        n[10],
        n[11],
        n[12],
        n[13]);
  }
}
