package cbdc.issuer.app;

import cbdc.issuer.client.SettlementConnection;
import cbdc.issuer.core.LedgerPort;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;

/**
 * What the commands find around them.
 *
 * @param clock tells the time
 * @param random makes keys and ids
 * @param connector reaches the ledger
 * @param answers where people's answers to questions are read
 * @param environment the process's environment
 */
record IssuerSurroundings(
    Clock clock,
    SecureRandom random,
    LedgerConnector connector,
    BufferedReader answers,
    Map<String, String> environment) {

  /** Those of a running process. */
  static IssuerSurroundings ofProcess() {
    return new IssuerSurroundings(
        Clock.systemUTC(),
        new SecureRandom(),
        (config, cluster, key) ->
            connection(
                SettlementConnection.open(config.transport(), cluster, key, config.patience())),
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
        System.getenv());
  }

  private static LedgerConnector.Connection connection(SettlementConnection open) {
    return new LedgerConnector.Connection() {
      @Override
      public LedgerPort ledger() {
        return open.ledger();
      }

      @Override
      public void close() {
        open.close();
      }
    };
  }
}
