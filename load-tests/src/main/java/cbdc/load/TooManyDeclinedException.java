package cbdc.load;

import java.io.Serial;

/** The ledger declined more than was to be. An assertion of its own: Gatling sees successes. */
final class TooManyDeclinedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  TooManyDeclinedException(String message) {
    super(message);
  }
}
