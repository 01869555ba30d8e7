package cbdc.simulator.app;

import cbdc.simulator.console.ExitCode;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Answers a wrong command line with what was wrong, the nearest valid word, and where to find help.
 */
final class WrongUsage implements IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException wrong, String[] args) {
    var command = wrong.getCommandLine();
    var err = command.getErr();
    String name = command.getCommandSpec().qualifiedName();
    err.println(name + ": " + wrong.getMessage());
    if (wrong instanceof UnmatchedArgumentException unmatched
        && !unmatched.getSuggestions().isEmpty()) {
      err.println("Did you mean: " + unmatched.getSuggestions().getFirst() + "?");
    }
    err.println("Try '" + name + " --help'.");
    return ExitCode.USAGE;
  }
}
