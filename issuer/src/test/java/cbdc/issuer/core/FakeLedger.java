package cbdc.issuer.core;

import cbdc.protocol.Approval;
import cbdc.protocol.BankStatus;
import cbdc.protocol.CommandId;
import cbdc.protocol.LimitPolicy;
import cbdc.protocol.Order;
import cbdc.protocol.OrderCodec;
import cbdc.protocol.Outcome;
import cbdc.protocol.PublicKey;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.wire.ReadPayload.Registry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/**
 * A ledger of orders only, for the issuer's tests: keeps numbers, ids and signatures as shard 0
 * does, moves no money. What happens to a submission on its way can be scripted.
 */
public final class FakeLedger implements LedgerPort {
  /** What happens to one submission. */
  public enum Way {
    ARRIVES,
    /** Executed, but the answer is lost. */
    ANSWER_LOST,
    /** Lost before it arrives. */
    LOST,
    /** The stage fails. */
    FAILS,
    /** Executed, and the id is forgotten before the answer. */
    FORGOTTEN_AFTER,
    /** Lost, and the id expires. */
    EXPIRED_ON_THE_WAY,
    /** The caller asked for its outcome before it arrived. */
    CANCELLED,
    /** Not proposed: refused with {@link #doorRefusal}, whatever became of the id before. */
    REFUSED_AT_THE_DOOR
  }

  private final ClusterId cluster;
  private final int shardCount;
  public final Map<Integer, Long> lastNumbers = new HashMap<>();
  public final Map<CommandId, Outcome> ids = new HashMap<>();
  public final List<Order> executed = new ArrayList<>();
  public final List<CommandId> submitted = new ArrayList<>();
  public final Deque<Way> ways = new ArrayDeque<>();
  public final Map<Integer, ShardSupply> supplies = new HashMap<>();
  public final Map<Integer, Registry> banks = new HashMap<>();
  private final Map<CommandId, Outcome> history = new HashMap<>();
  public List<PublicKey> issuerKeys;
  public int threshold;
  public LimitPolicy policy = new LimitPolicy(8 * 3600, List.of());
  public int registryFailures;
  public int today;
  public int rulesVersionMax = 3;
  public UnaryOperator<Outcome> verdict = UnaryOperator.identity();
  public RejectionCode doorRefusal = RejectionCode.BANK_KEY_UNKNOWN;

  /** What questions are answered with for want of an outcome, or null. */
  public RejectionCode askRefusal;

  public FakeLedger(ClusterId cluster, int shardCount, int threshold, List<PublicKey> issuerKeys) {
    this.cluster = cluster;
    this.shardCount = shardCount;
    this.threshold = threshold;
    this.issuerKeys = List.copyOf(issuerKeys);
  }

  @Override
  public int shardCount() {
    return shardCount;
  }

  @Override
  public synchronized CompletionStage<Registry> registry(int bank) {
    if (registryFailures > 0) {
      registryFailures--;
      return CompletableFuture.failedStage(new IllegalStateException("no connection"));
    }
    Registry known = banks.get(bank);
    return CompletableFuture.completedStage(
        new Registry(
            bank,
            lastNumbers.getOrDefault(bank, 0L) + 1,
            lastNumbers.getOrDefault(0, 0L) + 1,
            known == null ? null : known.status(),
            known == null ? 0 : known.quota(),
            known == null ? List.of() : known.keys(),
            threshold,
            issuerKeys,
            policy,
            1,
            rulesVersionMax));
  }

  /** Notes a bank as admitted. */
  public void admit(int bank, BankStatus status, long quota, List<PublicKey> keys) {
    banks.put(
        bank,
        new Registry(
            bank, 0, 0, status, quota, keys, threshold, issuerKeys, policy, 1, rulesVersionMax));
  }

  @Override
  public CompletionStage<ShardSupply> supply(int shard) {
    ShardSupply supply = supplies.get(shard);
    return supply == null
        ? CompletableFuture.failedStage(
            new IllegalStateException("shard " + shard + " did not answer"))
        : CompletableFuture.completedStage(supply);
  }

  @Override
  public synchronized CompletionStage<Outcome> submit(
      CommandId id, byte[] order, List<Approval> approvals) {
    submitted.add(id);
    Way way = ways.isEmpty() ? Way.ARRIVES : ways.poll();
    return switch (way) {
      case ARRIVES -> CompletableFuture.completedStage(execute(id, order, approvals));
      case ANSWER_LOST -> {
        execute(id, order, approvals);
        yield rejected(RejectionCode.DEADLINE_PASSED);
      }
      case LOST -> rejected(RejectionCode.DEADLINE_PASSED);
      case FAILS -> CompletableFuture.failedStage(new IllegalStateException("connection lost"));
      case FORGOTTEN_AFTER -> {
        execute(id, order, approvals);
        ids.put(id, new Outcome.Rejected(RejectionCode.ID_EXPIRED));
        yield rejected(RejectionCode.ID_EXPIRED);
      }
      case EXPIRED_ON_THE_WAY -> {
        ids.put(id, new Outcome.Rejected(RejectionCode.ID_EXPIRED));
        yield rejected(RejectionCode.ID_EXPIRED);
      }
      case CANCELLED -> {
        ids.put(id, Outcome.Cancelled.INSTANCE);
        yield CompletableFuture.completedStage(Outcome.Cancelled.INSTANCE);
      }
      case REFUSED_AT_THE_DOOR -> rejected(doorRefusal);
    };
  }

  private Outcome execute(CommandId id, byte[] bytes, List<Approval> approvals) {
    Outcome first = ids.get(id);
    if (first == null) {
      first = verdict.apply(decide(bytes, approvals));
      ids.put(id, first);
      history.put(id, first);
    }
    return first;
  }

  private Outcome decide(byte[] bytes, List<Approval> approvals) {
    Order order = OrderCodec.decode(bytes);
    Order.Header header = order.header();
    if (header.clusterHigh() != cluster.high() || header.clusterLow() != cluster.low()) {
      return new Outcome.Rejected(RejectionCode.ORDER_FOREIGN_CLUSTER);
    }
    if (OrderSigning.signers(issuerKeys, bytes, approvals).size() < threshold) {
      return new Outcome.Rejected(RejectionCode.ORDER_UNDERSIGNED);
    }
    if (today > header.lastValidDay()) {
      return new Outcome.Rejected(RejectionCode.ORDER_EXPIRED);
    }
    if (header.number() != lastNumbers.getOrDefault(header.bank(), 0L) + 1) {
      return new Outcome.Rejected(RejectionCode.ORDER_OUT_OF_SEQUENCE);
    }
    lastNumbers.put(header.bank(), header.number());
    executed.add(order);
    return Outcome.Settled.INSTANCE;
  }

  @Override
  public synchronized CompletionStage<Outcome> ask(CommandId id) {
    if (askRefusal != null) {
      return rejected(askRefusal);
    }
    ids.putIfAbsent(id, Outcome.Cancelled.INSTANCE);
    return CompletableFuture.completedStage(history.getOrDefault(id, Outcome.Cancelled.INSTANCE));
  }

  private static CompletionStage<Outcome> rejected(RejectionCode code) {
    return CompletableFuture.completedStage(new Outcome.Rejected(code));
  }
}
