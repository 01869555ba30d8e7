package cbdc.issuer.core;

import cbdc.issuer.core.SupplyReport.BankLine;
import java.util.List;

/**
 * The supply at a moment of the past. Amounts are minor units.
 *
 * @param number of the sample, growing with time
 * @param atMillis when, Unix milliseconds
 * @param issued ever issued
 * @param redeemed ever redeemed
 * @param circulation issued minus redeemed
 * @param inFlight between two shards at that moment
 * @param reservesCredited ever credited to reserves
 * @param isConserved whether every unit was accounted for
 * @param banks one line for each bank, or for the one that was asked for
 */
public record SupplySample(
    long number,
    long atMillis,
    long issued,
    long redeemed,
    long circulation,
    long inFlight,
    long reservesCredited,
    boolean isConserved,
    List<BankLine> banks) {
  public SupplySample {
    banks = List.copyOf(banks);
  }
}
