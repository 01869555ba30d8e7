package cbdc.simulator.replay;

import java.util.List;
import java.util.Optional;

/**
 * What was read from files.
 *
 * @param rows in order, up to the first line that cannot be read
 * @param broken where reading ended, in one line for people; empty when everything was read
 */
record BankHistory(List<BankRow> rows, Optional<String> broken) {
  BankHistory {
    rows = List.copyOf(rows);
  }
}
