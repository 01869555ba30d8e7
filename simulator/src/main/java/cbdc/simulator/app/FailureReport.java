package cbdc.simulator.app;

import cbdc.simulator.console.CommandFailure;
import cbdc.simulator.console.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Reports what a command threw in one line a person can act on. The stack trace is for developers
 * and comes with {@code CBDC_TRACE=1}; an unexpected exception (a bug) always shows it.
 */
final class FailureReport implements IExecutionExceptionHandler {
  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    var err = command.getErr();
    if (failure instanceof CommandFailure expected) {
      err.println(command.getCommandSpec().qualifiedName() + ": " + expected.getMessage());
      if (System.getenv("CBDC_TRACE") != null) {
        failure.printStackTrace(err);
      }
      return expected.exitCode();
    }
    err.println(command.getCommandSpec().qualifiedName() + " failed, which is a bug: " + failure);
    failure.printStackTrace(err);
    return ExitCode.FAILED;
  }
}
