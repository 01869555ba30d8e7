package cbdc.simulator.verify;

/** Leaves the walk through a history at its first fault. */
final class FaultFound extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Fault fault;

  FaultFound(Fault fault) {
    super(fault.describe(), null, false, false);
    this.fault = fault;
  }

  Fault fault() {
    return fault;
  }
}
