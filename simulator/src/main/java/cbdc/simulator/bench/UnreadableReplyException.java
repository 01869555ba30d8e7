package cbdc.simulator.bench;

import java.io.IOException;
import java.io.Serial;

/** A service answers in a way that this driver does not read: nothing can be measured then. */
final class UnreadableReplyException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  UnreadableReplyException(String whatIsWrong) {
    super(whatIsWrong);
  }
}
