package cbdc.settlement.node.app;

import cbdc.crypto.KeyGeneration;
import cbdc.crypto.SignatureSuite;
import cbdc.crypto.SigningKey;
import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.Command;
import cbdc.protocol.Outcome;
import cbdc.protocol.Text;
import cbdc.settlement.client.ClientIdentity;
import cbdc.settlement.client.CommandIds;
import cbdc.settlement.client.SettlementClient;
import cbdc.settlement.client.SettlementClientConfig;
import cbdc.settlement.client.ThreadEventLoop;
import cbdc.settlement.client.transport.HazelcastTransport;
import cbdc.settlement.client.transport.TransportConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A bank, or as bank 0 the issuer, with the same client as a service has. */
final class BankClient implements AutoCloseable {
  private static final long LIMIT_SECONDS = 60;

  private final int bank;
  private final ExecutorService callbacks = Executors.newSingleThreadExecutor();
  private final ThreadEventLoop loop;
  private final HazelcastTransport transport;
  private final SettlementClient client;
  private final CommandIds ids = new CommandIds();
  private final List<Long> wallets = new ArrayList<>();

  BankClient(LocalCluster cluster, int bank, SettlementClientConfig config) {
    this.bank = bank;
    this.loop = new ThreadEventLoop("bank-" + bank);
    this.transport =
        new HazelcastTransport(
            new TransportConfig(cluster.clusterName(), "bank-" + bank, cluster.addresses()),
            callbacks);
    SigningKey key =
        bank == 0
            ? TestBank.ISSUER_1
            : KeyGeneration.forTest(SignatureSuite.ED25519, "bank-" + bank);
    this.client = new SettlementClient(config, new ClientIdentity(bank, key), transport, loop);
  }

  int bank() {
    return bank;
  }

  SettlementClient client() {
    return client;
  }

  long vault() {
    return AccountNumber.vault(bank);
  }

  /** The wallets opened so far. */
  List<Long> wallets() {
    return wallets;
  }

  /** A payment of this bank under a new id; not yet submitted. */
  Command.Pay payment(long payer, long payee, long amount) {
    return new Command.Pay(ids.next(), payer, payee, amount, Text.of("e2e"), Text.of("note"));
  }

  void openWallets(int count) {
    List<CompletionStage<Outcome>> opened = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long wallet = AccountNumber.of(bank, AccountNumber.FIRST_CUSTOMER_SERIAL + i);
      wallets.add(wallet);
      opened.add(client.submit(new Command.OpenAccount(ids.next(), wallet, AccountKind.WALLET, 0)));
    }
    opened.forEach(
        stage -> {
          if (!(result(stage) instanceof Outcome.Settled)) {
            throw new AssertionError("a wallet was not opened: " + result(stage));
          }
        });
  }

  /** Waits for an answer. */
  static <T> T result(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    client.close();
    transport.close();
    loop.close();
    callbacks.shutdownNow();
  }
}
