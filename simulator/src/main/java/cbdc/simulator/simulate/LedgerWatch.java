package cbdc.simulator.simulate;

import cbdc.protocol.Command;
import cbdc.protocol.CommandId;
import cbdc.protocol.NodeChange;
import cbdc.protocol.Order;
import cbdc.protocol.OrderCodec;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.settlement.node.shard.History;
import cbdc.simulator.simulate.Counters.Count;
import cbdc.simulator.verify.BalanceAuditor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sees everything that any replica executes and everything that any client is told, and holds them
 * against what is promised. Follows the money with an auditor that shares no code with the ledger.
 *
 * @see Violation
 */
final class LedgerWatch {

  /** What one shard has executed, told by whoever executed it first. */
  private static final class ShardRecord {
    private final List<Entry> entries = new ArrayList<>();
    private final BalanceAuditor auditor;
    private final Map<Long, List<BalanceAt>> balances = new HashMap<>();
    private final Map<Integer, String> leaders = new HashMap<>();
    private long acknowledgedIndex;

    ShardRecord(BalanceAuditor auditor) {
      this.auditor = auditor;
    }

    /** Somebody was told of what this index did. */
    void tell(long index) {
      acknowledgedIndex = Math.max(acknowledgedIndex, index);
    }

    long lastIndex() {
      return entries.isEmpty() ? 0 : entries.getLast().index;
    }
  }

  private record Entry(long index, int term, byte[] chainHash, String firstNode) {}

  private record BalanceAt(long index, long available, long held) {}

  private final int shardCount;
  private final Counters counters;
  private final List<ShardRecord> shards = new ArrayList<>();
  private final Map<CommandId, Fate> fates = new HashMap<>();
  private final Set<String> orders = new HashSet<>();
  private final List<NodeChange> nodeChanges = new ArrayList<>();
  private final Map<CommandId, Long> notBefore = new HashMap<>();
  private int executingShard;
  private long executingIndex;
  private Violation found;

  LedgerWatch(int shardCount, Counters counters) {
    this.shardCount = shardCount;
    this.counters = counters;
    for (int shard = 0; shard < shardCount; shard++) {
      shards.add(new ShardRecord(new BalanceAuditor(shard, shardCount, new Told())));
    }
  }

  /** Ends the run if a promise was broken inside something that swallows exceptions. */
  void requireSound() {
    if (found != null) {
      throw found;
    }
  }

  private void require(boolean holds, String promise) {
    if (!holds) {
      violated(new Violation(promise));
    }
  }

  private void violated(Violation violation) {
    if (found == null) {
      found = violation;
    }
  }

  /** A task of a node or client threw. */
  void uncaught(String where, Throwable thrown) {
    violated(new Violation("uncaught at " + where + ": " + thrown, thrown));
  }

  /** A node halted although nothing was wrong with its machine. */
  void haltedWithoutFault(String node, String reason, Throwable cause) {
    violated(new Violation(node + " halted: " + reason, cause));
  }

  /** MicroRaft said something went wrong. */
  void raftError(String message) {
    violated(new Violation("MicroRaft logged an error: " + message));
  }

  /** A node became leader. */
  void elected(String node, int shard, int term) {
    String other = shards.get(shard).leaders.put(term, node);
    require(
        other == null || other.equals(node),
        "shard " + shard + " has two leaders in term " + term + ": " + other + " and " + node);
    if (other == null) {
      counters.add(Count.ELECTIONS);
    }
  }

  /** A replica executed an entry. */
  void executed(String node, int shard, History.Executed executed) {
    ShardRecord record = shards.get(shard);
    int known = record.entries.size();
    if (executed.number() <= known) {
      compare(node, shard, executed);
      return;
    }
    require(
        executed.number() == known + 1,
        node + " executed number " + executed.number() + " of shard " + shard + " after " + known);
    record.entries.add(
        new Entry(executed.index(), executed.term(), executed.chainHash().clone(), node));
    counters.add(Count.ENTRIES_COMMITTED);
    follow(shard, record, executed);
  }

  /** A replica got a record of its history from another one. */
  void backfilled(String node, int shard, History.Executed executed) {
    require(
        executed.number() <= shards.get(shard).entries.size(),
        node + " was given a history record of shard " + shard + " that nobody executed");
    compare(node, shard, executed);
  }

  private void compare(String node, int shard, History.Executed executed) {
    List<Entry> entries = shards.get(shard).entries;
    if (executed.number() > entries.size()) {
      return;
    }
    Entry entry = entries.get((int) executed.number() - 1);
    require(
        entry.index == executed.index()
            && entry.term == executed.term()
            && Arrays.equals(entry.chainHash, executed.chainHash()),
        "shard "
            + shard
            + ", number "
            + executed.number()
            + ": "
            + node
            + " executed index "
            + executed.index()
            + " of term "
            + executed.term()
            + ", "
            + entry.firstNode
            + " had executed index "
            + entry.index
            + " of term "
            + entry.term
            + (entry.index == executed.index() && entry.term == executed.term()
                ? " with another result"
                : ""));
  }

  private void follow(int shard, ShardRecord record, History.Executed executed) {
    executingShard = shard;
    executingIndex = executed.index();
    try {
      record.auditor.follow(executed.entry(), executed.outcomes());
    } catch (RuntimeException e) {
      violated(new Violation("the auditor cannot follow shard " + shard, e));
    }
    record.auditor.forEachBalance(
        (account, balance) -> {
          require(
              balance.available() >= 0 && balance.held() >= 0,
              "account " + account + " has less than nothing at index " + executed.index());
          remember(record, account, executed.index(), balance);
        });
    require(
        record.auditor.isConserved(),
        "money of shard " + shard + " is not conserved at index " + executed.index());
  }

  private static void remember(
      ShardRecord record, long account, long index, BalanceAuditor.Balance balance) {
    List<BalanceAt> past = record.balances.computeIfAbsent(account, a -> new ArrayList<>());
    if (past.isEmpty()
        || past.getLast().available != balance.available()
        || past.getLast().held != balance.held()) {
      past.add(new BalanceAt(index, balance.available(), balance.held()));
    }
  }

  /** What the auditor reads in entries and outcomes. */
  private final class Told implements BalanceAuditor.Listener {
    @Override
    public void command(Command command, Outcome outcome, boolean isDuplicate) {
      if (isDuplicate) {
        counters.add(Count.DUPLICATES_ANSWERED);
        return;
      }
      if (command instanceof Command.AskOutcome ask) {
        asked(ask, outcome);
        return;
      }
      if (outcome instanceof Outcome.Rejected rejected && !rejected.code().spendsId()) {
        if (rejected.code() == RejectionCode.ID_EXPIRED) {
          counters.add(Count.IDS_EXPIRED);
        }
        return;
      }
      Fate before =
          fates.put(
              command.id(),
              new Fate(
                  executingShard, executingIndex, outcome, command instanceof Command.SubmitOrder));
      require(
          before == null,
          "id " + command.id() + " decided twice: " + outcomeOf(before) + " and " + outcome);
      long bound = notBefore.getOrDefault(command.id(), 0L);
      require(
          executingIndex > bound,
          "id "
              + command.id()
              + " executed at index "
              + executingIndex
              + ", though index "
              + bound
              + " was acknowledged before it was submitted");
      count(command, outcome);
    }

    @Override
    public void credited(CommandId id, int source) {
      Fate fate = fates.get(id);
      if (fate != null && fate.order) {
        require(
            fate.carriedOut.add(executingShard),
            "order " + id + " carried out twice on shard " + executingShard);
        fate.outcome = Outcome.Settled.INSTANCE;
        return;
      }
      require(
          fate != null && fate.outcome instanceof Outcome.Pending && !fate.credited,
          "payment " + id + " from shard " + source + " credited, but it is " + outcomeOf(fate));
      if (fate != null) {
        fate.credited = true;
        fate.end(executingShard, executingIndex, Outcome.Settled.INSTANCE);
      }
    }

    @Override
    public void returned(CommandId id, int source, Outcome.Returned outcome) {
      Fate fate = fates.get(id);
      require(
          fate != null && fate.outcome instanceof Outcome.Pending && !fate.credited,
          "payment " + id + " from shard " + source + " returned, but it is " + outcomeOf(fate));
      if (fate != null) {
        fate.end(executingShard, executingIndex, outcome);
      }
    }

    @Override
    public void holdExpired(CommandId id) {
      counters.add(Count.HOLDS_EXPIRED);
    }
  }

  private void asked(Command.AskOutcome ask, Outcome outcome) {
    if (outcome instanceof Outcome.Cancelled) {
      Fate before =
          fates.put(
              ask.id(),
              new Fate(executingShard, executingIndex, Outcome.Cancelled.INSTANCE, false));
      require(before == null, "id " + ask.id() + " cancelled, but it was " + outcomeOf(before));
    }
  }

  private void count(Command command, Outcome outcome) {
    if (command instanceof Command.PlaceHold && outcome instanceof Outcome.Settled) {
      counters.add(Count.HOLDS_PLACED);
    }
    if (command instanceof Command.SubmitOrder submit && !(outcome instanceof Outcome.Rejected)) {
      counters.add(Count.ORDERS_EXECUTED);
      Order order = OrderCodec.decode(submit.order());
      Order.Header header = order.header();
      if (order instanceof Order.ReplaceNode change) {
        nodeChanges.add(new NodeChange(header.number(), change.removed(), change.added()));
      }
      require(
          orders.add(header.bank() + "/" + header.number()),
          "order " + header.number() + " of bank " + header.bank() + " executed twice");
    }
    if (command instanceof Command.Pay && outcome instanceof Outcome.Pending) {
      counters.add(Count.PAYMENTS_ACROSS_SHARDS);
    }
  }

  /** The changes of nodes that the ledger has decided, in order. */
  List<NodeChange> nodeChanges() {
    return List.copyOf(nodeChanges);
  }

  private static String outcomeOf(Fate fate) {
    return fate == null ? "unknown to the ledger" : fate.toString();
  }

  /** A client is about to submit a command. */
  void submitting(Command command, int shard) {
    notBefore.putIfAbsent(command.id(), shards.get(shard).acknowledgedIndex);
  }

  /** A client was told what became of a command. */
  void acknowledged(CommandId id, Outcome told) {
    Fate fate = fates.get(id);
    switch (told) {
      case Outcome.Settled ignored -> require(isSettled(fate), told(id, told, fate));
      case Outcome.Returned returned ->
          require(fate != null && fate.outcome.equals(returned), told(id, told, fate));
      case Outcome.Cancelled ignored ->
          // Of an expired id the history told that it is not there.
          require(fate == null || fate.outcome instanceof Outcome.Cancelled, told(id, told, fate));
      case Outcome.Rejected refusal -> require(isRefused(fate, refusal), told(id, told, fate));
      case Outcome.Pending ignored -> require(false, told(id, told, fate));
    }
    if (fate != null) {
      shards.get(fate.shard).tell(fate.index);
      shards.get(fate.endShard).tell(fate.endIndex);
    }
  }

  /** What spends no id says that the command never came to a decision. */
  private static boolean isRefused(Fate fate, Outcome.Rejected told) {
    return told.code().spendsId()
        ? fate != null
            && fate.outcome instanceof Outcome.Rejected decided
            && decided.code() == told.code()
        : fate == null
            || fate.outcome instanceof Outcome.Cancelled
            || fate.outcome instanceof Outcome.Rejected;
  }

  private static boolean isSettled(Fate fate) {
    return fate != null && fate.outcome instanceof Outcome.Settled;
  }

  private static String told(CommandId id, Outcome told, Fate fate) {
    return "a client was told " + told + " of " + id + ", which is " + outcomeOf(fate);
  }

  /** Index below which a read that starts now may not look. */
  long readFloor(int shard) {
    return shards.get(shard).acknowledgedIndex;
  }

  /** A client read a balance. */
  void balanceRead(int shard, long account, long floor, long index, long available, long held) {
    counters.add(Count.READS_ANSWERED);
    ShardRecord record = shards.get(shard);
    require(
        index >= floor,
        "a read saw index " + index + " of shard " + shard + " after " + floor + " was told");
    require(index <= record.lastIndex(), "a read saw index " + index + ", which nobody executed");
    BalanceAt at = new BalanceAt(0, 0, 0);
    for (BalanceAt past : record.balances.getOrDefault(account, List.of())) {
      if (past.index <= index) {
        at = past;
      }
    }
    require(
        at.available == available && at.held == held,
        "account "
            + account
            + " was read as "
            + available
            + " + "
            + held
            + " at index "
            + index
            + ", expected "
            + at.available
            + " + "
            + at.held);
    record.tell(index);
  }

  /** Whether every payment has ended and all money has arrived. */
  boolean isNothingUnderWay() {
    for (int from = 0; from < shardCount; from++) {
      for (int to = 0; to < shardCount; to++) {
        if (shards.get(from).auditor.sent(to) != shards.get(to).auditor.received(from)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Who followed the money of a shard. */
  BalanceAuditor auditor(int shard) {
    return shards.get(shard).auditor;
  }

  /** Equal for runs that executed the same. */
  long fingerprint() {
    long print = 0;
    for (ShardRecord record : shards) {
      byte[] last = record.entries.isEmpty() ? new byte[0] : record.entries.getLast().chainHash;
      print = print * 31 + Arrays.hashCode(last);
    }
    return print;
  }

  /** What is wrong with the money of all shards together when nothing is under way any more. */
  void requireAllArrived() {
    for (int from = 0; from < shardCount; from++) {
      for (int to = 0; to < shardCount; to++) {
        long sent = shards.get(from).auditor.sent(to);
        long received = shards.get(to).auditor.received(from);
        require(
            sent == received,
            "shard " + from + " sent " + sent + " to shard " + to + ", which received " + received);
      }
    }
    fates.forEach(
        (id, fate) ->
            require(
                !(fate.outcome instanceof Outcome.Pending),
                "payment " + id + " is pending for ever"));
    requireSound();
  }
}
