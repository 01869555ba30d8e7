package cbdc.wallet.app;

import cbdc.crypto.KeyFileException;
import cbdc.kit.StartException;
import cbdc.kit.config.ConfigException;
import cbdc.kit.config.ConfigSources;
import cbdc.kit.db.DatabaseUnavailable;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What all commands of the wallet service share: failures that a person can mend take one line. */
abstract class WalletSubcommand implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  @Spec private CommandSpec spec;

  /** A setting, or a file that one names, cannot be used. */
  private static final class Unusable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unusable(IllegalArgumentException cause) {
      super(cause.getMessage(), cause);
    }
  }

  @Override
  public final Integer call() throws Exception {
    try {
      execute();
      return 0;
    } catch (ConfigException | KeyFileException | Unusable wrong) {
      return end(USAGE, wrong);
    } catch (StartException | DatabaseUnavailable failed) {
      return end(FAILED, failed);
    }
  }

  /** Does what the command is for. */
  abstract void execute() throws Exception;

  final WalletSettings settings(ConfigSources sources) {
    try {
      return WalletConfig.load(sources);
    } catch (ConfigException | KeyFileException told) {
      throw told;
    } catch (IllegalArgumentException wrong) {
      throw new Unusable(wrong);
    }
  }

  /** The failure for a value that cannot be used; names it, and what is expected. */
  static RuntimeException unusable(String message) {
    return new Unusable(new IllegalArgumentException(message));
  }

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private int end(int exitCode, RuntimeException why) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(spec.qualifiedName() + ": " + why.getMessage());
    err.flush();
    return exitCode;
  }
}
