package cbdc.simulator.app;

/** Starts the command line; {@code ./cbdc} runs this class. */
public final class CbdcMain {
  private CbdcMain() {}

  /**
   * Runs one command and ends the process with its exit code, see {@link
   * cbdc.simulator.console.ExitCode}.
   */
  public static void main(String[] args) {
    System.exit(CbdcCommand.commandLine().execute(args));
  }
}
