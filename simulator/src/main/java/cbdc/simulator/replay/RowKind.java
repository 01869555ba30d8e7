package cbdc.simulator.replay;

/** What a row of a bank's history is on the ledger. The names are those of the report. */
public enum RowKind {
  /** {@code VKLAD}: the home bank's vault pays the wallet. */
  CASH_IN(1),
  /** {@code VYBER}, {@code VYBER KARTOU}: the wallet pays the home bank's vault. */
  CASH_OUT(1),
  /** No operation: the home bank's vault pays the wallet. */
  INTEREST(1),
  /**
   * {@code PREVOD Z UCTU}: the partner bank's vault pays the partner's wallet, which then pays the
   * wallet.
   */
  TRANSFER_IN(2),
  /** {@code PREVOD NA UCET}: the wallet pays the partner's wallet. */
  TRANSFER_OUT(1);

  private final int steps;

  RowKind(int steps) {
    this.steps = steps;
  }

  /** Payments that the row takes, one after the other. */
  public int steps() {
    return steps;
  }

  /** True where the partner's columns count. */
  boolean hasPartner() {
    return this == TRANSFER_IN || this == TRANSFER_OUT;
  }
}
