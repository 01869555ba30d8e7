package cbdc.wallet.app;

import cbdc.kit.db.Database;
import cbdc.kit.db.DatabaseSettings;
import cbdc.kit.db.EmbeddedPostgres;
import cbdc.wallet.store.WalletStore;
import cbdc.wallet.store.projection.ProjectionRebuild;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code cbdc wallet rebuild}: empties the projection, which the service then fills anew. */
@Command(
    name = "rebuild",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Empty the histories, so that the service fills them anew from the ledger's feed.",
      "",
      "Histories are a projection: nothing is lost. What only the bank knows stays as it is: accounts, evidence, keys and refunds."
          + " Payments go on meanwhile; lists are short until the service has caught up, and its readiness says so.",
      "A service with its own database server must be stopped for this; one with an external database may go on."
    },
    footerHeading = "%nExample:%n",
    footer = "  ./cbdc wallet rebuild --config data/bank-1/wallet.yaml")
final class RebuildCommand extends WalletSubcommand {
  private static final String DATABASE_NAME = "wallet";

  @Mixin private WalletCommand.ConfigOptions config;

  @Override
  void execute() throws Exception {
    WalletSettings settings = settings(config.sources());
    if (settings.database().isPresent()) {
      rebuild(settings.database().get());
    } else {
      EmbeddedPostgres own =
          new EmbeddedPostgres(settings.folder().resolve("postgres"), 0, List.of(DATABASE_NAME));
      own.start();
      try {
        rebuild(own.settings(DATABASE_NAME));
      } finally {
        own.stop();
      }
    }
    out().println("the histories are empty; the service fills them anew from the ledger's feed");
  }

  private static void rebuild(DatabaseSettings where) {
    try (Database database = new Database(DATABASE_NAME, where, WalletStore.MIGRATIONS)) {
      database.migrate();
      database.transact(new ProjectionRebuild());
    }
  }
}
