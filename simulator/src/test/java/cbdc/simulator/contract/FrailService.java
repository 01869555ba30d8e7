package cbdc.simulator.contract;

import cbdc.kit.config.HostPort;
import cbdc.kit.db.DatabaseSettings;
import cbdc.kit.db.EmbeddedPostgres;
import cbdc.kit.trace.TracingSettings;
import cbdc.protocol.ClientBatchCodec;
import cbdc.settlement.client.transport.TransportConfig;
import cbdc.simulator.system.LocalSystem;
import cbdc.wallet.app.WalletNode;
import cbdc.wallet.app.WalletSettings;
import cbdc.wallet.core.EvidenceRules;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** A second wallet service of the first bank, on a database of its own that can be taken away. */
final class FrailService implements AutoCloseable {
  static final String OPERATOR = "cbdc_op_contract";

  /** Short, so that its limits are met soon; a request may take two seconds more. */
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(4);

  /** More than there are operations: each may wait for the database at the same time. */
  private static final int CONNECTIONS = 32;

  private static final int QUEUE_MAX = 1_024;
  private static final String DATABASE = "frail";
  private static final String HOST = "127.0.0.1";

  private final LocalSystem system;
  private final Path folder;
  private final EmbeddedPostgres server;

  FrailService(LocalSystem system, Path folder) throws Exception {
    this.system = system;
    this.folder = folder;
    // A port of its own, so that a database that comes back is found again; below those of outgoing
    // connections, so that none of these takes it meanwhile.
    int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
    server = new EmbeddedPostgres(folder.resolve("postgres"), port, List.of(DATABASE));
    server.start();
  }

  /** Starts a service on the database; returns when it takes requests. */
  WalletNode start(int callerRate, int operatorRate) {
    return start(0, system.transportFor("frail"), callerRate, operatorRate);
  }

  /** Starts a service that shows its requests to a collector. */
  WalletNode start(TracingSettings tracing) {
    int rate = 1_000;
    return start(0, system.transportFor("frail"), rate, rate, Optional.of(tracing));
  }

  /** Starts a service that looks for its ledger somewhere. */
  WalletNode start(int port, TransportConfig ledger, int callerRate, int operatorRate) {
    return start(port, ledger, callerRate, operatorRate, Optional.empty());
  }

  private WalletNode start(
      int port,
      TransportConfig ledger,
      int callerRate,
      int operatorRate,
      Optional<TracingSettings> tracing) {
    return WalletNode.start(
        new WalletSettings(
            new WalletSettings.LedgerAccess(
                TwoBanks.BANK,
                system.directory().cluster(),
                ledger,
                system.directory().bankKey(TwoBanks.BANK),
                ANSWER_WITHIN,
                ClientBatchCodec.MAX_COMMANDS),
            new WalletSettings.Http(new HostPort(HOST, port), new HostPort(HOST, 0), 1),
            Optional.of(settings()),
            folder,
            new WalletSettings.Access(
                new byte[32],
                List.of(OPERATOR),
                Duration.ofDays(1),
                callerRate,
                operatorRate,
                false),
            EvidenceRules.standard(),
            tracing));
  }

  private DatabaseSettings settings() {
    return server.settings(DATABASE).sized(CONNECTIONS, QUEUE_MAX);
  }

  /**
   * Holds every table until it is closed: whoever wants one waits. The projection's cursors first,
   * as the projector does: the two would wait for each other.
   */
  Connection lockAll() throws SQLException {
    DatabaseSettings at = settings();
    Connection connection = DriverManager.getConnection(at.jdbcUrl(), at.user(), at.password());
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          """
          do $$ declare each text; begin
            for each in select format('%I.%I', schemaname, tablename) from pg_tables
              where schemaname not in ('pg_catalog', 'information_schema')
              order by tablename <> 'feed_cursor'
            loop execute 'lock table ' || each || ' in access exclusive mode'; end loop;
          end $$""");
    }
    return connection;
  }

  /** Takes the database away. */
  void stopDatabase() throws Exception {
    server.stop();
  }

  /** Brings the database back. */
  void startDatabase() throws Exception {
    server.start();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception failed) {
      throw new IllegalStateException("the frail service's database server does not stop", failed);
    }
  }
}
