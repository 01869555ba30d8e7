package cbdc.simulator.drill.load;

import cbdc.crypto.KeyGeneration;
import cbdc.crypto.LocalSigningKey;
import cbdc.crypto.SignatureSuite;
import cbdc.crypto.SigningKey;
import cbdc.issuer.client.SettlementLedger;
import cbdc.issuer.core.ClusterId;
import cbdc.issuer.core.GenesisBuilder;
import cbdc.issuer.core.Issuer;
import cbdc.issuer.core.OrderDraft;
import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.BankStatus;
import cbdc.protocol.Command;
import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.LimitPolicy;
import cbdc.protocol.Outcome;
import cbdc.protocol.PublicKey;
import cbdc.protocol.Text;
import cbdc.settlement.client.AnswerObserver;
import cbdc.settlement.client.ClientClock;
import cbdc.settlement.client.ClientIdentity;
import cbdc.settlement.client.CommandIds;
import cbdc.settlement.client.SettlementClient;
import cbdc.settlement.client.SettlementClientConfig;
import cbdc.settlement.client.ThreadEventLoop;
import cbdc.settlement.client.transport.HazelcastTransport;
import cbdc.settlement.client.transport.TransportConfig;
import cbdc.simulator.console.CommandFailure;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A bank at the nodes under drill, its wallets, and another bank's vault to pay into. */
public final class DrillBank implements AutoCloseable {
  /** The bank whose wallets pay. */
  public static final int BANK = 1;

  /** A bank that only has a vault. */
  public static final int OTHER_BANK = 2;

  /** What each wallet begins with, minor units. */
  public static final long FUNDS = 100_000;

  private static final long ISSUED = 1_000_000_000_000L;
  private static final long DEADLINE_MILLIS = 10_000;
  private static final long GIVE_UP_MILLIS = 15_000;
  private static final long LIMIT_SECONDS = 60;
  private static final SigningKey ISSUER_KEY =
      KeyGeneration.forTest(SignatureSuite.ED25519, "drill issuer");
  private static final LocalSigningKey BANK_KEY =
      KeyGeneration.forTest(SignatureSuite.ED25519, "drill bank");

  private final ThreadEventLoop loop = new ThreadEventLoop("drill-client");
  private final CommandIds ids = new CommandIds();
  private final HazelcastTransport transport;
  private final SettlementClient client;

  /**
   * Connects.
   *
   * @param observer hears every answer of a shard to the bank
   */
  public DrillBank(TransportConfig where, AnswerObserver observer) {
    transport = new HazelcastTransport(where, loop::execute);
    client =
        new SettlementClient(
            SettlementClientConfig.defaults().withDeadline(DEADLINE_MILLIS, GIVE_UP_MILLIS),
            new ClientIdentity(BANK, BANK_KEY),
            transport,
            loop,
            ClientClock.system(),
            new SecureRandom(),
            Runnable::run,
            observer);
  }

  /** Genesis of a cluster for drills: one issuer key, and a class without limits. */
  public static LedgerGenesis genesis(int shards) {
    SecureRandom random = new SecureRandom();
    LimitPolicy.ClassLimits free =
        new LimitPolicy.ClassLimits(
            0, LimitPolicy.NONE, LimitPolicy.NONE, LimitPolicy.NONE, LimitPolicy.NONE);
    return new GenesisBuilder()
        .cluster(new ClusterId(random.nextLong(), random.nextLong()))
        .shardCount(shards)
        .issuer(1, List.of(publicKey(ISSUER_KEY)))
        .policy(new LimitPolicy(0, List.of(free)))
        .build();
  }

  /** The bank's way to the ledger. */
  public SettlementClient client() {
    return client;
  }

  /** The key with which the bank signs. */
  public static LocalSigningKey key() {
    return BANK_KEY;
  }

  /** Makes ids of commands. */
  public CommandIds ids() {
    return ids;
  }

  /** Admits the banks and fills their vaults, by signed orders. */
  public void found(LedgerGenesis genesis) throws InterruptedException {
    List<PublicKey> keys = List.of(publicKey(BANK_KEY));
    List<OrderDraft> drafts = new ArrayList<>();
    for (int bank : List.of(BANK, OTHER_BANK)) {
      drafts.add(OrderDraft.setBank(bank, BankStatus.ACTIVE, Long.MAX_VALUE, keys));
      drafts.add(OrderDraft.creditReserve(bank, ISSUED));
      drafts.add(OrderDraft.issue(bank, ISSUED));
    }
    order(genesis, drafts);
  }

  /**
   * Has a node replaced, by a signed order.
   *
   * @param removed id of the node that goes for ever; empty for none
   * @param added id of the node that comes
   */
  public void replaceNode(LedgerGenesis genesis, String removed, String added)
      throws InterruptedException {
    order(genesis, List.of(OrderDraft.replaceNode(removed, added)));
  }

  private void order(LedgerGenesis genesis, List<OrderDraft> drafts) throws InterruptedException {
    ExecutorService worker = Executors.newSingleThreadExecutor();
    try (SettlementClient issuerClient =
        new SettlementClient(
            SettlementClientConfig.defaults(),
            new ClientIdentity(0, ISSUER_KEY),
            transport,
            loop)) {
      Issuer issuer =
          new Issuer(
              new SettlementLedger(issuerClient, genesis.shardCount()),
              new ClusterId(genesis.clusterHigh(), genesis.clusterLow()),
              List.of(ISSUER_KEY),
              cbdc.issuer.core.CommandIds.of(Clock.systemUTC(), new SecureRandom()),
              Clock.systemUTC(),
              worker,
              Issuer.Terms.DEFAULT);
      for (OrderDraft draft : drafts) {
        requireSettled(issuer.execute(draft));
      }
    } finally {
      worker.shutdownNow();
    }
  }

  /** Opens and funds wallets; their numbers follow each other. */
  public List<Long> openWallets(int count) throws InterruptedException {
    List<Long> wallets = new ArrayList<>();
    List<CompletionStage<Outcome>> opened = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long wallet = AccountNumber.of(BANK, AccountNumber.FIRST_CUSTOMER_SERIAL + i);
      wallets.add(wallet);
      opened.add(client.submit(new Command.OpenAccount(ids.next(), wallet, AccountKind.WALLET, 0)));
    }
    requireSettled(opened);
    List<CompletionStage<Outcome>> funded = new ArrayList<>();
    for (long wallet : wallets) {
      funded.add(
          client.submit(
              new Command.Pay(
                  ids.next(), AccountNumber.vault(BANK), wallet, FUNDS, Text.EMPTY, Text.EMPTY)));
    }
    requireSettled(funded);
    return wallets;
  }

  private static void requireSettled(List<CompletionStage<Outcome>> outcomes)
      throws InterruptedException {
    for (CompletionStage<Outcome> outcome : outcomes) {
      requireSettled(outcome);
    }
  }

  private static void requireSettled(CompletionStage<Outcome> outcome) throws InterruptedException {
    Outcome ended;
    try {
      ended = outcome.toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw CommandFailure.failed("the drill's bank cannot be prepared: " + e, e);
    }
    if (!(ended instanceof Outcome.Settled)) {
      throw CommandFailure.failed("the drill's bank cannot be prepared: a step ended as " + ended);
    }
  }

  private static PublicKey publicKey(SigningKey key) {
    return new PublicKey(key.keyId().value(), key.suite().code(), key.publicKey());
  }

  @Override
  public void close() {
    client.close();
    transport.close();
    loop.close();
  }
}
