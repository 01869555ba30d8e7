package cbdc.simulator.processes;

import cbdc.crypto.KeyFile;
import cbdc.crypto.KeyGeneration;
import cbdc.crypto.LocalSigningKey;
import cbdc.crypto.SignatureSuite;
import cbdc.crypto.SigningKey;
import cbdc.issuer.client.SettlementLedger;
import cbdc.issuer.core.ClusterId;
import cbdc.issuer.core.Issuer;
import cbdc.issuer.core.LedgerKeys;
import cbdc.issuer.core.OrderDraft;
import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.BankStatus;
import cbdc.protocol.Command;
import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.Outcome;
import cbdc.protocol.Text;
import cbdc.settlement.client.ClientIdentity;
import cbdc.settlement.client.CommandIds;
import cbdc.settlement.client.OutcomeUnknown;
import cbdc.settlement.client.SettlementClient;
import cbdc.settlement.client.SettlementClientConfig;
import cbdc.settlement.client.ThreadEventLoop;
import cbdc.settlement.client.transport.HazelcastTransport;
import cbdc.settlement.client.transport.TransportConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A bank that pays through running nodes, and the issuer that admits it. */
final class BankOfNodes implements AutoCloseable {
  static final int BANK = 7;

  private static final long LIMIT_SECONDS = 60;
  private static final int WALLET_CLASS = 1;

  private final LedgerGenesis genesis;
  private final SigningKey bankKey = KeyGeneration.forTest(SignatureSuite.ED25519, "bank of nodes");
  private final List<LocalSigningKey> issuerKeys;
  private final CommandIds ids = new CommandIds();
  private final ThreadEventLoop loop = new ThreadEventLoop("bank-of-nodes");
  private final HazelcastTransport transport;
  private final SettlementClient issuer;
  private final SettlementClient bank;

  BankOfNodes(LedgerGenesis genesis, TransportConfig nodes, List<Path> issuerKeyFiles) {
    this.genesis = genesis;
    this.issuerKeys = issuerKeyFiles.stream().map(BankOfNodes::read).toList();
    this.transport = new HazelcastTransport(nodes, loop::execute);
    this.issuer = client(0, issuerKeys.getFirst());
    this.bank = client(BANK, bankKey);
  }

  private static LocalSigningKey read(Path file) {
    String password = file.getFileName().toString().replace(".p12", ".password");
    return KeyFile.read(file, file.resolveSibling(password));
  }

  private SettlementClient client(int ofBank, SigningKey key) {
    UUID cluster = new UUID(genesis.clusterHigh(), genesis.clusterLow());
    return new SettlementClient(
        SettlementClientConfig.defaults(),
        new ClientIdentity(ofBank, key, cluster),
        transport,
        loop);
  }

  /** Admits the bank and issues into its vault, by signed orders. */
  void admit(long amount) {
    Issuer orders =
        new Issuer(
            new SettlementLedger(issuer, genesis.shardCount()),
            new ClusterId(genesis.clusterHigh(), genesis.clusterLow()),
            issuerKeys,
            ids::next,
            Clock.systemUTC(),
            loop::execute,
            Issuer.Terms.DEFAULT);
    for (OrderDraft draft :
        List.of(
            OrderDraft.setBank(
                BANK, BankStatus.ACTIVE, amount, List.of(LedgerKeys.of(bankKey.verifyingKey()))),
            OrderDraft.creditReserve(BANK, amount),
            OrderDraft.issue(BANK, amount))) {
      requireSettled(draft.toString(), result(orders.execute(draft)));
    }
  }

  /** Opens wallets. */
  List<Long> openWallets(int count) {
    List<Long> wallets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long wallet = AccountNumber.of(BANK, AccountNumber.FIRST_CUSTOMER_SERIAL + i);
      requireSettled(
          "opening " + wallet,
          result(
              bank.submit(
                  new Command.OpenAccount(ids.next(), wallet, AccountKind.WALLET, WALLET_CLASS))));
      wallets.add(wallet);
    }
    return wallets;
  }

  /** Submits payments of one payer each to every payee, and waits until all are final. */
  void payAll(List<Long> payers, List<Long> payees, long amount) {
    List<CompletionStage<Outcome>> outcomes = new ArrayList<>();
    for (long payer : payers) {
      for (long payee : payees) {
        if (payer != payee) {
          outcomes.add(
              bank.submit(
                  new Command.Pay(ids.next(), payer, payee, amount, Text.EMPTY, Text.EMPTY)));
        }
      }
    }
    outcomes.forEach(outcome -> requireSettled("a payment", result(outcome)));
  }

  /** Submits so many payments at once without waiting for any. */
  List<Submitted> submit(List<Long> payers, List<Long> payees, long amount, int count) {
    List<Submitted> submitted = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long payer = payers.get(i % payers.size());
      long payee = payees.get((i / payers.size() + i + 1) % payees.size());
      if (payer != payee) {
        Command.Pay pay = new Command.Pay(ids.next(), payer, payee, amount, Text.EMPTY, Text.EMPTY);
        submitted.add(new Submitted(pay, bank.submit(pay).toCompletableFuture()));
      }
    }
    return submitted;
  }

  /** A payment, and the answer to it, which may be that its outcome is unknown. */
  record Submitted(Command.Pay payment, CompletableFuture<Outcome> answer) {
    boolean isAnswered() {
      return answer.isDone();
    }
  }

  /** What became of a payment; asks by its id as long as that is unknown. */
  Outcome outcome(Submitted submitted) {
    CompletableFuture<Outcome> answer = submitted.answer();
    while (true) {
      try {
        return result(answer);
      } catch (CompletionException failed) {
        if (!(failed.getCause() instanceof OutcomeUnknown)) {
          throw failed;
        }
        answer = bank.ask(submitted.payment()).toCompletableFuture();
      }
    }
  }

  long vault() {
    return AccountNumber.vault(BANK);
  }

  long balance(long account) {
    return result(bank.balance(account)).value().available();
  }

  private static void requireSettled(String what, Outcome outcome) {
    if (!(outcome instanceof Outcome.Settled)) {
      throw new AssertionError(what + " ended as " + outcome);
    }
  }

  private static <T> T result(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    issuer.close();
    bank.close();
    transport.close();
    loop.close();
  }
}
