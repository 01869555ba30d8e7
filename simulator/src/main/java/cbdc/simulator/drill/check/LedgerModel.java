package cbdc.simulator.drill.check;

import cbdc.protocol.Command;
import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import cbdc.simulator.drill.check.JournalEntry.Arrival;
import cbdc.simulator.drill.check.JournalEntry.Credited;
import cbdc.simulator.drill.check.JournalEntry.Execution;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The whole ledger as the journals of its shards tell it. Lives as long as the ledger does: each
 * round of checks goes on where the last one ended, so nothing is executed twice. Of rounds before
 * only what was told about payments is kept, to be found again.
 */
public final class LedgerModel {
  private final List<ShardModel> shards = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();

  /** Where each shard was answered what: replies are found here. */
  private final Map<Reply, Integer> answered = new HashMap<>();

  /** Balances wanted at an index, by shard; answered while the shard's entries pass by. */
  private final Map<Integer, List<BalanceSeen>> wanted = new HashMap<>();

  private final long[] lastIndex;
  private final EarlierRounds earlierRounds = new EarlierRounds();
  private Map<CommandId, Fate> fates = new HashMap<>();

  /** A model of a ledger at genesis. */
  public LedgerModel(int shardCount, long idWindowMillis) {
    for (int shard = 0; shard < shardCount; shard++) {
      shards.add(new ShardModel(shard, shardCount, idWindowMillis, findings::add));
    }
    lastIndex = new long[shardCount];
  }

  /** What was told in rounds before. */
  EarlierRounds earlierRounds() {
    return earlierRounds;
  }

  /** Number of shards. */
  int shardCount() {
    return shards.size();
  }

  /** Says which balances to compare on the way. */
  void expect(List<BalanceSeen> balances) {
    wanted.clear();
    for (BalanceSeen seen : balances) {
      wanted.computeIfAbsent(seen.shard(), shard -> new ArrayList<>()).add(seen);
    }
    wanted.values().forEach(list -> list.sort((a, b) -> Long.compare(b.index(), a.index())));
  }

  /** Executes the next entry of its shard; those before the last one are known already. */
  public void follow(JournalEntry entry) {
    earlierRounds.follow(entry);
    if (entry.index() <= lastIndex[entry.shard()]) {
      return;
    }
    compareBalances(entry.shard(), entry.index() - 1);
    lastIndex[entry.shard()] = entry.index();
    shards.get(entry.shard()).follow(entry);
    entry.arrivals().forEach(arrival -> note(entry, arrival));
    entry.executions().forEach(execution -> note(entry, execution));
  }

  private void note(JournalEntry entry, Arrival arrival) {
    if (arrival instanceof Credited credited) {
      Fate fate = fates.computeIfAbsent(arrival.id(), id -> new Fate());
      fate.arrivals++;
      fate.arrivalShard = entry.shard();
      fate.arrivalIndex = entry.index();
      fate.arrivedAmount = credited.amount();
      fate.refusal = credited.refusal();
    }
  }

  private void note(JournalEntry entry, Execution execution) {
    CommandId id = execution.command().id();
    answered.merge(
        new Reply(
            id,
            entry.shard(),
            entry.term(),
            entry.index(),
            execution.outcome(),
            execution.isDuplicate()),
        1,
        Integer::sum);
    Outcome outcome = execution.outcome();
    boolean spends = !(outcome instanceof Outcome.Rejected r) || r.code().spendsId();
    if (!execution.isDuplicate() && spends) {
      Fate fate = fates.computeIfAbsent(id, any -> new Fate());
      if (fate.executions++ == 0) {
        fate.content = execution.command();
        fate.atSource = outcome;
        fate.shard = entry.shard();
        fate.index = entry.index();
      }
    }
  }

  private void compareBalances(int shard, long upToIndex) {
    List<BalanceSeen> list = wanted.getOrDefault(shard, List.of());
    while (!list.isEmpty() && list.getLast().index() <= upToIndex) {
      BalanceSeen seen = list.removeLast();
      long available = shards.get(shard).available(seen.account());
      if (available != seen.available()) {
        findings.add(
            Finding.disagrees(
                "shard %d index %d: the balance of %d was read as %d but is %d"
                    .formatted(shard, seen.index(), seen.account(), seen.available(), available)));
      }
    }
  }

  /** Ends a round: everything of it was followed, and nothing is under way. */
  void endRound() {
    for (int shard = 0; shard < shards.size(); shard++) {
      compareBalances(shard, Long.MAX_VALUE);
    }
    fates.forEach(this::judge);
    long issued = shards.stream().mapToLong(ShardModel::issued).sum();
    long money = shards.stream().mapToLong(ShardModel::money).sum();
    long between =
        fates.values().stream().filter(LedgerModel::isBetween).mapToLong(LedgerModel::amount).sum();
    if (money + between != issued) {
      findings.add(
          Finding.disagrees(
              "money %d and %d under way, but %d was issued".formatted(money, between, issued)));
    }
  }

  private void judge(CommandId id, Fate fate) {
    if (fate.executions > 1 || fate.arrivals > 1) {
      findings.add(
          Finding.doubled(
              "%s: executed %d times, arrived %d times"
                  .formatted(id, fate.executions, fate.arrivals)));
    }
    if (fate.arrivals > 0
        && !(fate.content instanceof Command.Pay && fate.atSource instanceof Outcome.Pending)) {
      findings.add(Finding.doubled("%s arrived but was not sent: %s".formatted(id, fate.content)));
    }
    if (fate.content instanceof Command.Pay pay
        && fate.arrivals > 0
        && pay.amount() != fate.arrivedAmount) {
      findings.add(
          Finding.disagrees(
              "%s: %d were sent, %d arrived".formatted(id, pay.amount(), fate.arrivedAmount)));
    }
  }

  private static boolean isBetween(Fate fate) {
    return fate.atSource instanceof Outcome.Pending && fate.arrivals == 0;
  }

  private static long amount(Fate fate) {
    return fate.content instanceof Command.Pay pay ? pay.amount() : 0;
  }

  /** What became of the round's commands. */
  Map<CommandId, Fate> fates() {
    return fates;
  }

  /** Whether the journal holds that answer, there. */
  boolean holds(Reply reply) {
    return answered.containsKey(reply);
  }

  /** Gives out what was found, and begins the next round; what is under way stays. */
  List<Finding> takeFindings() {
    List<Finding> taken = List.copyOf(findings);
    findings.clear();
    answered.clear();
    Map<CommandId, Fate> left = new HashMap<>();
    fates.forEach(
        (id, fate) -> {
          if (isBetween(fate)) {
            left.put(id, fate);
          }
        });
    fates = left;
    return taken;
  }
}
