package cbdc.simulator.console;

import java.io.Serial;

/**
 * Ends a command with one line for the user and an exit code: thrown for what the user can mend,
 * never for a bug.
 */
public final class CommandFailure extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final int exitCode;

  private CommandFailure(int exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /**
   * The command could not be carried out, for example a port is taken or a file is missing; exits
   * with 1.
   */
  public static CommandFailure failed(String message) {
    return new CommandFailure(ExitCode.FAILED, message, null);
  }

  /** As {@link #failed(String)}, keeping what caused it for {@code CBDC_TRACE=1}. */
  public static CommandFailure failed(String message, Throwable cause) {
    return new CommandFailure(ExitCode.FAILED, message, cause);
  }

  /** An option's value cannot be used; exits with 2. */
  public static CommandFailure usage(String message) {
    return new CommandFailure(ExitCode.USAGE, message, null);
  }

  /** The ledger refused, or a verification found a fault; exits with 3. */
  public static CommandFailure refused(String message) {
    return new CommandFailure(ExitCode.REFUSED, message, null);
  }

  /** The exit code of the process, see {@link ExitCode}. */
  public int exitCode() {
    return exitCode;
  }
}
