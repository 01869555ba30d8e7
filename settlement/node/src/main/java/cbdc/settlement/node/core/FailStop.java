package cbdc.settlement.node.core;

/**
 * Ends this process because going on could lose or invent money: a failed write, a broken chain, an
 * error in an applier.
 *
 * <p>Production logs and calls {@code Runtime.halt(70)}; a test records the call. Callers therefore
 * never rely on this method not returning: whoever calls it must afterwards acknowledge nothing and
 * change nothing.
 */
@FunctionalInterface
public interface FailStop {
  /**
   * Halts.
   *
   * @param reason what happened and where, one line for the operator
   * @param cause the failure behind it, or {@code null}
   */
  void halt(String reason, Throwable cause);
}
