package cbdc.settlement.node.app;

import cbdc.crypto.DomainSeparated;
import cbdc.crypto.Hashes;
import cbdc.crypto.KeyGeneration;
import cbdc.crypto.SignatureSuite;
import cbdc.crypto.SigningKey;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.Approval;
import cbdc.protocol.ClientBatchCodec;
import cbdc.protocol.ClientBatchCodec.FlushPart;
import cbdc.protocol.Command;
import cbdc.protocol.CommandCodec;
import cbdc.protocol.CommandId;
import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.LimitPolicy;
import cbdc.protocol.LimitPolicy.ClassLimits;
import cbdc.protocol.Order;
import cbdc.protocol.OrderCodec;
import cbdc.protocol.Outcome;
import cbdc.protocol.PublicKey;
import cbdc.protocol.wire.BatchAnswer;
import cbdc.protocol.wire.CallKind;
import cbdc.protocol.wire.ClientId;
import cbdc.protocol.wire.CompletionsAnswer;
import cbdc.protocol.wire.CompletionsRequest;
import cbdc.protocol.wire.FlushAnswer;
import cbdc.protocol.wire.FlushRequest;
import cbdc.protocol.wire.Query;
import cbdc.protocol.wire.ReadAnswer;
import cbdc.protocol.wire.ReadRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.agrona.ExpandableArrayBuffer;

/**
 * A bank (or, as bank 0, the issuer) that talks to a node by its raw calls, one command at a time.
 */
final class TestBank {
  static final SigningKey ISSUER_1 = KeyGeneration.forTest(SignatureSuite.ED25519, "issuer-1");
  static final SigningKey ISSUER_2 = KeyGeneration.forTest(SignatureSuite.ED25519, "issuer-2");

  private static final SplittableRandom RANDOM = new SplittableRandom();
  private static final long LIMIT_SECONDS = 30;

  private final LedgerGenesis genesis;
  private final int bank;
  private final SigningKey key;
  private final ClientId client = new ClientId(RANDOM.nextLong(), RANDOM.nextLong());
  private long batchNumber;
  private long orderNumber;
  private long systemOrders;

  TestBank(LedgerGenesis genesis, int bank) {
    this.genesis = genesis;
    this.bank = bank;
    this.key = bank == 0 ? ISSUER_1 : KeyGeneration.forTest(SignatureSuite.ED25519, "bank-" + bank);
  }

  static LedgerGenesis genesis(int shards) {
    return genesis(shards, 1);
  }

  static LedgerGenesis genesis(int shards, int rulesVersion) {
    ClassLimits free =
        new ClassLimits(0, LimitPolicy.NONE, LimitPolicy.NONE, LimitPolicy.NONE, LimitPolicy.NONE);
    return new LedgerGenesis(
        RANDOM.nextLong(),
        RANDOM.nextLong(),
        shards,
        rulesVersion,
        LedgerGenesis.DEFAULT_ID_WINDOW_MILLIS,
        System.currentTimeMillis() - 1_000,
        2,
        List.of(publicKey(ISSUER_1), publicKey(ISSUER_2)),
        new LimitPolicy(0, List.of(free)));
  }

  static PublicKey publicKey(SigningKey key) {
    return new PublicKey(key.keyId().value(), key.suite().code(), key.publicKey());
  }

  static CommandId newId() {
    return CommandId.of(System.currentTimeMillis(), RANDOM.nextLong(), RANDOM.nextLong());
  }

  /** Admits a bank with its key, a reserve and a filled vault, by signed orders. */
  void admit(LocalCluster cluster, int newBank, long amount) throws InterruptedException {
    SigningKey bankKey = KeyGeneration.forTest(SignatureSuite.ED25519, "bank-" + newBank);
    orderNumber = 0;
    order(
        cluster,
        new Order.SetBank(
            header(newBank),
            cbdc.protocol.BankStatus.ACTIVE,
            Long.MAX_VALUE,
            List.of(publicKey(bankKey))));
    order(cluster, new Order.CreditReserve(header(newBank), amount));
    order(cluster, new Order.Issue(header(newBank), amount));
  }

  private Order.Header header(int ofBank) {
    int day = (int) (System.currentTimeMillis() / TimeUnit.DAYS.toMillis(1)) + 1;
    return new Order.Header(
        genesis.clusterHigh(), genesis.clusterLow(), ofBank, ++orderNumber, day);
  }

  private void order(LocalCluster cluster, Order order) throws InterruptedException {
    Outcome outcome = execute(cluster, signed(order));
    if (!(outcome instanceof Outcome.Settled)) {
      throw new AssertionError(order + " ended as " + outcome);
    }
  }

  /** Raises the rules, as the first order of the system. */
  Command.SubmitOrder raiseRules(int version) {
    orderNumber = 0;
    return signed(new Order.RaiseRulesVersion(header(0), version));
  }

  /** The next order of the system: one node goes, another comes; either may be empty. */
  Outcome replaceNode(LocalCluster cluster, String removed, String added)
      throws InterruptedException {
    orderNumber = systemOrders++;
    return execute(cluster, signed(new Order.ReplaceNode(header(0), removed, added)));
  }

  private static Command.SubmitOrder signed(Order order) {
    byte[] bytes = OrderCodec.encode(order);
    byte[] signed = DomainSeparated.labelled("cbdc.order.v1").bytes(bytes);
    List<Approval> approvals =
        List.of(
            new Approval(ISSUER_1.keyId().value(), ISSUER_1.sign(signed)),
            new Approval(ISSUER_2.keyId().value(), ISSUER_2.sign(signed)));
    return new Command.SubmitOrder(newId(), bytes, approvals);
  }

  /**
   * Executes one command at whoever leads its shard and waits for its final outcome, asking again
   * by the same id.
   */
  Outcome execute(LocalCluster cluster, Command command) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    int shard = AccountNumber.shard(command.routingAccount(), genesis.shardCount());
    while (System.nanoTime() < end) {
      for (String nodeId : cluster.nodeIds()) {
        SettlementNode node = cluster.node(nodeId);
        Outcome outcome = node == null ? null : attempt(node, shard, command);
        if (outcome != null && outcome.isFinal()) {
          return outcome;
        }
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
    throw new AssertionError(command + " has no final outcome after " + LIMIT_SECONDS + " s");
  }

  private Outcome attempt(SettlementNode node, int shard, Command command)
      throws InterruptedException {
    BatchAnswer answer = flush(node, shard, command);
    if (answer instanceof BatchAnswer.Answered answered) {
      Outcome outcome = answered.outcomes().getFirst();
      return outcome.isFinal() ? outcome : completion(node, command.id());
    }
    return null;
  }

  private Outcome completion(SettlementNode node, CommandId id) throws InterruptedException {
    byte[] answer =
        node.shards()
            .calls()
            .handle(CallKind.COMPLETIONS, new CompletionsRequest(client, 0, 0, 200).encode());
    for (CompletionsAnswer.Entry entry : CompletionsAnswer.decode(answer).entries()) {
      if (entry instanceof CompletionsAnswer.CommandFinished finished && finished.id().equals(id)) {
        return finished.outcome();
      }
    }
    return null;
  }

  BatchAnswer flush(SettlementNode node, int shard, Command... commands)
      throws InterruptedException {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    CommandCodec codec = new CommandCodec();
    int length = 0;
    for (Command command : commands) {
      length += codec.encode(command, buffer, length);
    }
    byte[] bytes = new byte[length];
    buffer.getBytes(0, bytes);
    List<FlushPart> parts = List.of(new FlushPart(shard, Hashes.sha256(bytes)));
    byte[] signed =
        ClientBatchCodec.signedBytes(genesis.clusterHigh(), genesis.clusterLow(), bank, parts);
    byte[] signature = key.sign(DomainSeparated.labelled("cbdc.flush.v1").bytes(signed));
    byte[] batch =
        ClientBatchCodec.encode(
            bank, key.keyId().value(), signature, parts, commands.length, buffer, 0, length);
    FlushRequest request =
        new FlushRequest(client, List.of(new FlushRequest.ShardBatch(shard, ++batchNumber, batch)));
    byte[] answer = node.shards().calls().handle(CallKind.FLUSH, request.encode());
    List<BatchAnswer> answers = new ArrayList<>(FlushAnswer.decode(answer).answers());
    return answers.isEmpty() ? new BatchAnswer.Later(shard, batchNumber) : answers.getFirst();
  }

  /** A signed read at whoever leads the shard. */
  ReadAnswer.Ok read(LocalCluster cluster, Query query) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    ReadAnswer last = null;
    while (System.nanoTime() < end) {
      for (String nodeId : cluster.nodeIds()) {
        SettlementNode node = cluster.node(nodeId);
        if (node != null) {
          last = read(node, query);
          if (last instanceof ReadAnswer.Ok ok) {
            return ok;
          }
        }
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
    throw new AssertionError(
        query + " is not answered after " + LIMIT_SECONDS + " s, lastly " + last);
  }

  private ReadAnswer read(SettlementNode node, Query query) throws InterruptedException {
    ReadRequest request =
        new ReadRequest(
            bank,
            key.keyId().value(),
            System.currentTimeMillis(),
            RANDOM.nextLong(),
            query,
            new byte[0]);
    byte[] signed = request.signedBytes(genesis.clusterHigh(), genesis.clusterLow());
    byte[] signature = key.sign(DomainSeparated.labelled(ReadRequest.LABEL).bytes(signed));
    return ReadAnswer.decode(
        node.shards().calls().handle(CallKind.READ, request.withSignature(signature).encode()));
  }
}
