package cbdc.simulator.console;

/**
 * What the process's exit code says. Scripts rely on the numbers, so they never change their
 * meaning.
 */
public final class ExitCode {
  /** The command did what it was asked to. */
  public static final int OK = 0;

  /**
   * Something went wrong that is neither the user's typing nor a refusal: a fault of the machine or
   * a bug.
   */
  public static final int FAILED = 1;

  /** The command line itself was wrong: unknown command, option or value. Nothing was done. */
  public static final int USAGE = 2;

  /** The ledger refused, or a verification found a fault. The output names it. */
  public static final int REFUSED = 3;

  /** Ended by Ctrl-C: 128 + SIGINT, as shells report it. */
  public static final int INTERRUPTED = 130;

  private ExitCode() {}
}
