package cbdc.wallet.app;

import cbdc.crypto.SigningKey;
import cbdc.kit.config.HostPort;
import cbdc.kit.db.DatabaseSettings;
import cbdc.kit.trace.TracingSettings;
import cbdc.settlement.client.transport.TransportConfig;
import cbdc.wallet.core.EvidenceRules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a bank's wallet service goes by.
 *
 * @param ledger which ledger, and as whom
 * @param http where and how it listens
 * @param database a PostgreSQL database, or empty for a server of the service's own
 * @param folder where the service keeps its own server and its ports file
 * @param access who may come in
 * @param evidence what a class asks for
 * @param tracing where spans of its requests are shown, or empty for nowhere
 */
public record WalletSettings(
    LedgerAccess ledger,
    Http http,
    Optional<DatabaseSettings> database,
    Path folder,
    Access access,
    EvidenceRules evidence,
    Optional<TracingSettings> tracing) {

  /**
   * Which ledger, and as whom.
   *
   * @param bank bank code, 1 to 9999
   * @param cluster only nodes of this cluster are believed
   * @param transport where its nodes are found
   * @param key one of the bank's batch keys
   * @param answerWithin how long an outcome is waited for before the answer is "pending"
   * @param batchCommands most commands of one shard that go to a node at once, 1 to 4096
   */
  public record LedgerAccess(
      int bank,
      UUID cluster,
      TransportConfig transport,
      SigningKey key,
      Duration answerWithin,
      int batchCommands) {}

  /**
   * Where and how it listens.
   *
   * @param api port 0 takes a free one
   * @param management where health and metrics are; port 0 takes a free one
   * @param threads event loops that serve requests
   */
  public record Http(HostPort api, HostPort management, int threads) {}

  /**
   * Who may come in.
   *
   * @param tokenSecret seals tokens; at least 32 random bytes, not to be changed
   * @param operatorTokens of the bank's own staff and systems
   * @param tokenValidity how long a wallet's token is valid
   * @param callerRate requests a second of each holder, merchant and hold
   * @param operatorRate requests a second of the bank's own systems
   * @param sandbox whether load tests may: the money here is nobody's
   */
  public record Access(
      byte[] tokenSecret,
      List<String> operatorTokens,
      Duration tokenValidity,
      int callerRate,
      int operatorRate,
      boolean sandbox) {
    public Access {
      operatorTokens = List.copyOf(operatorTokens);
    }
  }
}
