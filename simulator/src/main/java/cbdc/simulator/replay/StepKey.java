package cbdc.simulator.replay;

import cbdc.protocol.Text;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names one payment of one row, in the payment's end-to-end id: the ledger's feed tells by it what
 * was decided.
 *
 * @param transId the bank's number of the row
 * @param step which of the row's payments, from 1
 */
record StepKey(long transId, int step) {
  private static final Pattern FORM = Pattern.compile("REPLAY-(\\d{1,18})-(\\d)");

  /** The end-to-end id. */
  Text text() {
    return Text.of("REPLAY-" + transId + "-" + step);
  }

  /** Reads an end-to-end id; empty when it is of something else. */
  static Optional<StepKey> parse(Text text) {
    Matcher matcher = FORM.matcher(text.toString());
    return matcher.matches()
        ? Optional.of(
            new StepKey(Long.parseLong(matcher.group(1)), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }
}
