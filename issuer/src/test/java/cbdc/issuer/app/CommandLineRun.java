package cbdc.issuer.app;

import cbdc.crypto.SigningKey;
import cbdc.issuer.core.ClusterId;
import cbdc.issuer.core.FakeLedger;
import cbdc.issuer.core.LedgerPort;
import cbdc.testkit.ManualClock;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine;

/** Runs {@code issuer …} as a process would, with a ledger that is not one. */
final class CommandLineRun {
  final ManualClock clock = new ManualClock(Instant.parse("2026-11-22T10:00:00Z"));
  final Map<String, String> environment = new HashMap<>();
  FakeLedger ledger;
  String answers = "";

  /** The key with which the last connection was opened. */
  SigningKey connectedWith;

  String out;
  String err;

  int run(String... args) {
    StringWriter outText = new StringWriter();
    StringWriter errText = new StringWriter();
    IssuerSurroundings surroundings =
        new IssuerSurroundings(
            clock,
            new SecureRandom(),
            this::connect,
            new BufferedReader(new StringReader(answers)),
            environment);
    int exitCode =
        new CommandLine(new IssuerCommand(surroundings))
            .setOut(new PrintWriter(outText, true))
            .setErr(new PrintWriter(errText, true))
            .setParameterExceptionHandler(
                (wrong, all) -> {
                  wrong.getCommandLine().getErr().println(wrong.getMessage());
                  return IssuerFailure.USAGE;
                })
            .execute(args);
    out = outText.toString().replace("\r\n", "\n");
    err = errText.toString().replace("\r\n", "\n");
    return exitCode;
  }

  private LedgerConnector.Connection connect(IssuerConfig config, ClusterId cluster, SigningKey key)
      throws TimeoutException {
    if (ledger == null) {
      throw new TimeoutException("no settlement node of cluster " + cluster + " answered");
    }
    connectedWith = key;
    return new LedgerConnector.Connection() {
      @Override
      public LedgerPort ledger() {
        return ledger;
      }

      @Override
      public void close() {
        // Nothing was opened.
      }
    };
  }
}
