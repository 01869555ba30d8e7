package cbdc.settlement.client;

import cbdc.crypto.KeyGeneration;
import cbdc.crypto.LocalSigningKey;
import cbdc.crypto.SignatureSuite;
import cbdc.crypto.SigningKey;
import cbdc.crypto.VerifyingKey;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.Command.Pay;
import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.protocol.Text;
import cbdc.testkit.SeededRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/** A client before fake nodes, in virtual time. */
final class ClientFixture {
  static final int BANK = 17;
  static final LocalSigningKey KEY = KeyGeneration.forTest(SignatureSuite.ED25519, "client test");

  final VirtualLoop loop = new VirtualLoop();
  final SeededRandom random;
  final FakeNetwork network;
  final FakeCluster cluster;
  final FailingKey key = new FailingKey();
  final SettlementClient client;
  final CommandIds ids;
  final List<Submitted> submitted = new ArrayList<>();

  /** What the client's observer heard. */
  final List<AnswerObserver.Answer> answers = new ArrayList<>();

  /** Signs as {@link #KEY} does, unless its module is out of order. */
  static final class FailingKey implements SigningKey {
    boolean isOutOfOrder;

    @Override
    public VerifyingKey verifyingKey() {
      return KEY.verifyingKey();
    }

    @Override
    public byte[] sign(byte[] message) {
      if (isOutOfOrder) {
        throw new IllegalStateException("the module does not answer");
      }
      return KEY.sign(message);
    }
  }

  /** A payment and what its stage says. */
  record Submitted(Pay pay, CompletableFuture<Outcome> outcome) {
    boolean isDone() {
      return outcome.isDone();
    }
  }

  ClientFixture(
      long seed, FakeNetwork network, int nodes, int shards, SettlementClientConfig config) {
    this(seed, network, nodes, shards, config, FakeCluster.WINDOW_MILLIS);
  }

  ClientFixture(
      long seed,
      FakeNetwork network,
      int nodes,
      int shards,
      SettlementClientConfig config,
      long windowMillis) {
    this.random = new SeededRandom(seed);
    this.network = network;
    this.cluster =
        new FakeCluster(
            loop, random.fork(), network, KEY.verifyingKey(), nodes, shards, windowMillis);
    this.ids = new CommandIds(loop::wallMillis, new SplittableRandom(seed));
    this.client =
        new SettlementClient(
            config,
            new ClientIdentity(BANK, key),
            cluster,
            loop,
            loop,
            new SplittableRandom(seed + 1),
            Runnable::run,
            (id, answer) -> answers.add(answer));
  }

  long account(int number) {
    return AccountNumber.of(BANK, AccountNumber.FIRST_CUSTOMER_SERIAL + number);
  }

  /** An account of that shard. */
  long accountIn(int shard, int skip) {
    int left = skip;
    for (int i = 0; ; i++) {
      if (AccountNumber.shard(account(i), cluster.shards.length) == shard && left-- == 0) {
        return account(i);
      }
    }
  }

  Pay pay(long payer, long payee) {
    return pay(payer, payee, 5);
  }

  Pay pay(long payer, long payee, long amount) {
    return new Pay(ids.next(), payer, payee, amount, Text.EMPTY, Text.EMPTY);
  }

  static Pay pay(CommandId id, long payer, long payee) {
    return new Pay(id, payer, payee, 5, Text.EMPTY, Text.EMPTY);
  }

  Submitted submit(Pay pay) {
    Submitted entry = new Submitted(pay, client.submit(pay).toCompletableFuture());
    submitted.add(entry);
    return entry;
  }

  boolean allDone() {
    // From the end: the latest are the ones still open.
    for (int i = submitted.size() - 1; i >= 0; i--) {
      if (!submitted.get(i).isDone()) {
        return false;
      }
    }
    return true;
  }

  /** Lets time pass until every stage has completed. */
  boolean awaitAll(long millis) {
    return loop.runUntil(this::allDone, loop.monotonicMillis() + millis);
  }

  FakeShard shardOf(Pay pay) {
    return cluster.shards[AccountNumber.shard(pay.payer(), cluster.shards.length)];
  }
}
