package cbdc.simulator.contract;

import cbdc.issuer.client.SettlementConnection;
import cbdc.issuer.core.CommandIds;
import cbdc.issuer.core.Issuer;
import cbdc.issuer.core.LedgerKeys;
import cbdc.issuer.core.OrderDraft;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.AccountStatus;
import cbdc.protocol.BankStatus;
import cbdc.protocol.Outcome;
import cbdc.simulator.system.LocalSystem;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The issuer's hand: orders that are signed by as many as it takes. */
final class Orders {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final long QUOTA = Long.MAX_VALUE / 4;

  private final LocalSystem system;

  Orders(LocalSystem system) {
    this.system = system;
  }

  /** Blocks an account officially. */
  void block(String account) throws Exception {
    give(OrderDraft.setOfficialStatus(AccountNumber.parse(account), AccountStatus.BLOCKED));
  }

  /** Lifts that. */
  void unblock(String account) throws Exception {
    give(OrderDraft.setOfficialStatus(AccountNumber.parse(account), AccountStatus.ACTIVE));
  }

  /** Makes the key of one bank the key of another, or gives a bank its own one back. */
  void setKey(int bank, int keyOf) throws Exception {
    give(
        OrderDraft.setBank(
            bank,
            BankStatus.ACTIVE,
            QUOTA,
            List.of(LedgerKeys.of(system.directory().bankKey(keyOf).verifyingKey()))));
  }

  private void give(OrderDraft order) throws Exception {
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try (SettlementConnection connection =
        SettlementConnection.open(
            system.transportFor("orders"),
            system.directory().clusterId(),
            system.directory().issuerKeys().getFirst(),
            PATIENCE)) {
      Outcome outcome =
          new Issuer(
                  connection.ledger(),
                  system.directory().clusterId(),
                  system.directory().issuerKeys(),
                  CommandIds.of(Clock.systemUTC(), new SecureRandom()),
                  Clock.systemUTC(),
                  executor,
                  Issuer.Terms.DEFAULT)
              .execute(order)
              .toCompletableFuture()
              .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (!(outcome instanceof Outcome.Settled)) {
        throw new AssertionError(outcome + " to " + order);
      }
    } finally {
      executor.shutdownNow();
    }
  }
}
