package cbdc.load.record;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * How many requests ended how.
 *
 * @param offered requests that were to be sent
 */
public record Counts(long offered, long settled, long declined, long failed, long unknown) {
  /** Whether every request ended in one way. */
  @JsonIgnore
  public boolean isComplete() {
    return offered == settled + declined + failed + unknown;
  }

  /** How many ended so. */
  public long of(Outcome outcome) {
    return switch (outcome) {
      case SETTLED -> settled;
      case DECLINED -> declined;
      case FAILED -> failed;
      case UNKNOWN -> unknown;
    };
  }

  Counts plus(Counts other) {
    return new Counts(
        offered + other.offered,
        settled + other.settled,
        declined + other.declined,
        failed + other.failed,
        unknown + other.unknown);
  }

  long answered() {
    return settled + declined + failed;
  }
}
