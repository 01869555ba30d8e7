package cbdc.wallet.store.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.kit.ServiceMetrics;
import cbdc.kit.db.Database;
import cbdc.kit.db.EmbeddedPostgres;
import cbdc.testkit.Await;
import cbdc.testkit.SeededRandom;
import cbdc.wallet.core.PaymentKey;
import cbdc.wallet.core.StoreUnavailable;
import cbdc.wallet.store.WalletStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real server is stopped and started again. */
class DatabaseOutageTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  @TempDir private Path directory;

  @Test
  void shouldWaitForTheDatabaseAndThenGoOn() throws Exception {
    EmbeddedPostgres server = new EmbeddedPostgres(directory, 0, List.of("wallet"));
    server.start();
    BankWorld world = new BankWorld(2, new SeededRandom(3));
    LedgerIdentity ledger = new LedgerIdentity("test", BankWorld.BANK, 2);
    try (Database database =
            new Database(
                "wallet", TestServer.quick(server.settings("wallet")), WalletStore.MIGRATIONS);
        ServiceMetrics metrics = ServiceMetrics.empty()) {
      database.start();
      WalletStore store = new WalletStore(database, ledger, InstantSource.system());
      Projector projector =
          store.projector(world.feed(), ProjectorSettings.defaults(), metrics.registry());
      projector.start();
      world.live(50);
      awaitBooks(database, world);

      server.stop();
      world.live(50);
      Await.until(
          "the projector tells why it waits",
          LIMIT,
          () -> projector.verdict().reason().contains("the database is away"));
      PaymentKey any = new PaymentKey(0, world.feed().id());
      assertThatThrownBy(() -> store.histories().trace(any).toCompletableFuture().join())
          .hasCauseInstanceOf(StoreUnavailable.class);
      assertThat(store.histories().asOf()).as("from memory").hasSize(2);

      server.start();
      awaitBooks(database, world);
      assertThat(store.histories().trace(any).toCompletableFuture().join().payment()).isEmpty();
      projector.stop();
    } finally {
      server.stop();
    }
  }

  private static void awaitBooks(Database database, BankWorld world) {
    Await.until(
        "the statements are those of plain books",
        LIMIT,
        () ->
            TestServer.lines(database, Expected.ENTRIES).equals(world.expected.entryLines())
                && TestServer.lines(database, Expected.PAYMENTS)
                    .equals(world.expected.paymentLines()));
  }
}
