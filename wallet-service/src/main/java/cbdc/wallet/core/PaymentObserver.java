package cbdc.wallet.core;

/** Is told how each payment ended, for counting. Called on hot paths: it must be quick. */
@FunctionalInterface
public interface PaymentObserver {
  /** A request to pay was executed, as far as can be told. */
  void executed(PaymentKind kind, Execution execution);
}
