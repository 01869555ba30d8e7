package cbdc.issuer.app;

import cbdc.crypto.SigningKey;
import cbdc.issuer.core.ClusterId;
import cbdc.issuer.core.LedgerPort;
import java.util.concurrent.TimeoutException;

/** Opens a connection to the ledger. */
@FunctionalInterface
interface LedgerConnector {
  /**
   * Connects.
   *
   * @throws TimeoutException when no node answered in time; its message is one line for people
   */
  Connection open(IssuerConfig config, ClusterId cluster, SigningKey key)
      throws TimeoutException, InterruptedException;

  /** An open connection. */
  interface Connection extends AutoCloseable {
    /** The ledger behind it. */
    LedgerPort ledger();

    @Override
    void close();
  }
}
