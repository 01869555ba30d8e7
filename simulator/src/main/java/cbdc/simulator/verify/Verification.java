package cbdc.simulator.verify;

import cbdc.protocol.LedgerGenesis;
import cbdc.settlement.ledger.state.ShardState;
import cbdc.settlement.node.store.StoreException;
import cbdc.simulator.console.CommandFailure;
import cbdc.simulator.console.ProgressBar;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Verifies the stores of stopped nodes in three steps: every copy's bytes and chain, every shard's
 * history executed again, every channel's two ends compared. Shards side by side; memory is bounded
 * by the states of as many shards as there are threads.
 */
public final class Verification {
  private final List<StoreCopy> copies;
  private final LedgerGenesis genesis;
  private final ExecutorService executor;
  private final ProgressBar progress;
  private final Signatures signatures = new Signatures();
  private final List<Fault> faults = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private Verification(
      List<StoreCopy> copies,
      LedgerGenesis genesis,
      ExecutorService executor,
      ProgressBar progress) {
    this.copies = copies;
    this.genesis = genesis;
    this.executor = executor;
    this.progress = progress;
  }

  /**
   * Verifies everything that the directories hold.
   *
   * @param directories nodes' data directories, or folders of such
   * @param threads shards that are worked on side by side
   * @throws CommandFailure when a directory cannot be opened, or they do not belong together
   */
  public static VerifyReport of(List<Path> directories, int threads) throws InterruptedException {
    long start = System.nanoTime();
    List<StoreCopy> copies = new ArrayList<>();
    ExecutorService executor =
        Executors.newFixedThreadPool(threads, Thread.ofPlatform().name("verify-", 0).factory());
    try {
      for (Path directory : directories) {
        copies.addAll(StoreCopy.openAll(directory));
      }
      requireOneCluster(copies);
      try (ProgressBar progress =
          ProgressBar.onStandardError("verifying", "records", 0, records(copies))) {
        Verification verification =
            new Verification(copies, copies.getFirst().ledgerGenesis(), executor, progress);
        return verification.run(start);
      }
    } finally {
      executor.shutdownNow();
      copies.forEach(StoreCopy::close);
    }
  }

  private VerifyReport run(long startNanos) throws InterruptedException {
    Map<Integer, List<CopyScan.Result>> scans = scan();
    copies.forEach(copy -> noteDamage(copy, scans));
    copies.forEach(this::requireOwnShards);
    Set<Integer> complete = completeShards();
    Map<Integer, CopyScan.Result> primaries = new TreeMap<>();
    Map<Integer, CopyScan.Result> rests = new TreeMap<>();
    scans.forEach(
        (shard, found) ->
            primary(shard, found)
                .ifPresent(
                    primary -> {
                      Optional<CopyScan.Result> rest = rest(primary, found);
                      rest.ifPresent(copy -> rests.put(shard, copy));
                      primaries.put(shard, rest.map(primary::followedBy).orElse(primary));
                      noteBeyond(primaries.get(shard), found, complete.contains(shard));
                    }));
    Map<Integer, ShardResult> results = replay(scans, primaries, rests);
    ChannelCheck channels = new ChannelCheck(results, primaries, complete);
    channels.run(genesis.shardCount());
    faults.addAll(channels.faults());
    checkFiles();
    return VerifyReport.of(
        copies.stream().map(StoreCopy::name).toList(),
        copies.getFirst().clusterId(),
        genesis.shardCount(),
        List.copyOf(results.values()),
        channels,
        signatures.checked(),
        faults,
        notes,
        System.nanoTime() - startNanos);
  }

  private static long records(List<StoreCopy> copies) {
    long total = 0;
    Map<Integer, Long> longest = new HashMap<>();
    for (StoreCopy copy : copies) {
      for (int shard : copy.shards()) {
        long last = copy.store().lastHistoryNumber(shard);
        total += last;
        longest.merge(shard, last, Math::max);
      }
    }
    return total + longest.values().stream().mapToLong(Long::longValue).sum();
  }

  private static void requireOneCluster(List<StoreCopy> copies) {
    StoreCopy first = copies.getFirst();
    Set<String> nodes = new HashSet<>();
    for (StoreCopy copy : copies) {
      if (!copy.clusterId().equals(first.clusterId())
          || !Arrays.equals(copy.ledgerGenesisBytes(), first.ledgerGenesisBytes())) {
        throw CommandFailure.usage(
            copy.name()
                + " belongs to cluster "
                + copy.clusterId()
                + ", "
                + first.name()
                + " to "
                + first.clusterId()
                + ": verify one cluster at a time");
      }
      if (!nodes.add(copy.nodeId())) {
        throw CommandFailure.usage(
            "two directories are of node "
                + copy.nodeId()
                + "; "
                + copy.name()
                + " is one of them");
      }
    }
  }

  /**
   * Damage that no record shows lies behind the last records that can be read: where these are is
   * all that can be said.
   */
  private void noteDamage(StoreCopy copy, Map<Integer, List<CopyScan.Result>> scans) {
    if (copy.store().damage().isEmpty()
        || faults.stream().anyMatch(fault -> fault.directory().equals(copy.name()))) {
      return;
    }
    StringBuilder text = new StringBuilder(copy.store().damage().get()).append("; readable up to");
    scans.values().stream()
        .flatMap(List::stream)
        .filter(scan -> scan.copy() == copy)
        .forEach(
            scan ->
                text.append(
                    " shard %d history record %d (index %d),"
                        .formatted(scan.shard(), scan.lastNumber(), scan.lastIndex())));
    text.setLength(text.length() - 1);
    faults.add(new Fault(copy.name(), -1, 0, 0, text.toString(), "", ""));
  }

  private void requireOwnShards(StoreCopy copy) {
    for (int shard : copy.missingShards()) {
      faults.add(
          new Fault(
              copy.name(),
              shard,
              0,
              0,
              "node "
                  + copy.nodeId()
                  + " holds this shard since genesis, but nothing of it is in its directory",
              "",
              ""));
    }
  }

  private Map<Integer, List<CopyScan.Result>> scan() throws InterruptedException {
    List<Callable<CopyScan.Result>> tasks = new ArrayList<>();
    for (StoreCopy copy : copies) {
      for (int shard : copy.shards()) {
        byte[] firstHash = new ShardState(genesis, shard).totals().chainHash();
        tasks.add(new CopyScan(copy, shard, firstHash, progress)::run);
      }
    }
    Map<Integer, List<CopyScan.Result>> byShard = new TreeMap<>();
    for (CopyScan.Result result : all(tasks)) {
      result.fault().ifPresent(faults::add);
      byShard.computeIfAbsent(result.shard(), ignored -> new ArrayList<>()).add(result);
    }
    return byShard;
  }

  /** The longest whole copy; where there is none, that is a fault too. */
  private Optional<CopyScan.Result> primary(int shard, List<CopyScan.Result> found) {
    List<CopyScan.Result> sound = found.stream().filter(copy -> copy.fault().isEmpty()).toList();
    Optional<CopyScan.Result> best =
        sound.stream()
            .filter(CopyScan.Result::isWhole)
            .max(Comparator.comparingLong(CopyScan.Result::lastNumber));
    if (best.isEmpty() && !sound.isEmpty()) {
      CopyScan.Result copy = sound.getFirst();
      long missing =
          copy.copy().store().gaps(shard).stream()
              .mapToLong(gap -> gap.fromNumber())
              .min()
              .orElse(1);
      faults.add(
          new Fault(
              copy.copy().name(),
              shard,
              missing,
              0,
              "the history is not whole in any directory given; give the directories of "
                  + copy.copy().members(shard)
                  + " too",
              "",
              ""));
    }
    return best;
  }

  /** The copy that goes on furthest behind the end of the longest whole one. */
  private static Optional<CopyScan.Result> rest(
      CopyScan.Result primary, List<CopyScan.Result> found) {
    return found.stream()
        .filter(copy -> copy.fault().isEmpty())
        .filter(copy -> copy.goesOnBehind(primary.lastNumber()))
        .max(Comparator.comparingLong(CopyScan.Result::lastNumber));
  }

  /** Some copy may hold more than can be executed, because what comes before is lacking in it. */
  private void noteBeyond(
      CopyScan.Result primary, List<CopyScan.Result> found, boolean isComplete) {
    found.stream()
        .filter(copy -> copy.fault().isEmpty() && copy.reach() > primary.lastNumber())
        .max(Comparator.comparingLong(CopyScan.Result::reach))
        .ifPresent(
            copy -> {
              String what =
                  "no directory given holds what follows, but the node of "
                      + copy.copy().name()
                      + " has applied up to history record "
                      + copy.reach();
              int shard = primary.shard();
              long missing = primary.lastNumber() + 1;
              if (isComplete) {
                faults.add(new Fault(copy.copy().name(), shard, missing, 0, what, "", ""));
              } else {
                notes.add(
                    "shard %d was executed up to history record %d: %s. Give the directories of %s too"
                        .formatted(shard, missing - 1, what, copy.copy().members(shard)));
              }
            });
  }

  private Map<Integer, ShardResult> replay(
      Map<Integer, List<CopyScan.Result>> scans,
      Map<Integer, CopyScan.Result> primaries,
      Map<Integer, CopyScan.Result> rests)
      throws InterruptedException {
    List<Callable<Object>> tasks = new ArrayList<>();
    primaries.forEach(
        (shard, primary) -> {
          List<CopyScan.Result> sound =
              scans.get(shard).stream().filter(copy -> copy.fault().isEmpty()).toList();
          ShardReplay.Wanted wanted = wanted(shard, primaries);
          Optional<CopyScan.Result> rest = Optional.ofNullable(rests.get(shard));
          tasks.add(() -> replay(primary, rest, sound, wanted));
        });
    Map<Integer, ShardResult> results = new TreeMap<>();
    for (Object found : all(tasks)) {
      switch (found) {
        case ShardResult result -> results.put(result.shard(), result);
        case Fault fault -> faults.add(fault);
        default -> throw new IllegalStateException("neither result nor fault: " + found);
      }
    }
    return results;
  }

  private Object replay(
      CopyScan.Result primary,
      Optional<CopyScan.Result> rest,
      List<CopyScan.Result> sound,
      ShardReplay.Wanted wanted) {
    try {
      return new ShardReplay(genesis, primary, rest, sound, wanted, signatures, progress).run();
    } catch (FaultFound e) {
      return e.fault();
    }
  }

  private static ShardReplay.Wanted wanted(int shard, Map<Integer, CopyScan.Result> primaries) {
    Map<Integer, Long> sentMarks = new HashMap<>();
    Map<Integer, Long> takenMarks = new HashMap<>();
    primaries.forEach(
        (peer, copy) -> {
          if (copy.taken().containsKey(shard)) {
            sentMarks.put(peer, copy.taken().get(shard));
          }
          if (copy.acknowledged().containsKey(shard)) {
            takenMarks.put(peer, copy.acknowledged().get(shard));
          }
        });
    return new ShardReplay.Wanted(sentMarks, takenMarks);
  }

  private Set<Integer> completeShards() {
    Set<String> nodes = new HashSet<>();
    copies.forEach(copy -> nodes.add(copy.nodeId()));
    Set<Integer> complete = new TreeSet<>();
    for (int shard = 0; shard < genesis.shardCount(); shard++) {
      if (nodes.containsAll(copies.getFirst().members(shard))) {
        complete.add(shard);
      }
    }
    return complete;
  }

  /**
   * What no walk has read: other tables and blocks. A damaged block that was read is known already.
   */
  private void checkFiles() {
    for (StoreCopy copy : copies) {
      boolean isKnown = faults.stream().anyMatch(fault -> fault.directory().equals(copy.name()));
      if (isKnown) {
        continue;
      }
      try {
        copy.store().verifyFiles();
      } catch (StoreException e) {
        faults.add(new Fault(copy.name(), -1, 0, 0, e.getMessage(), "", ""));
      }
    }
  }

  private <T> List<T> all(List<Callable<T>> tasks) throws InterruptedException {
    List<T> results = new ArrayList<>();
    for (Future<T> future : executor.invokeAll(tasks)) {
      try {
        results.add(future.get());
      } catch (ExecutionException e) {
        switch (e.getCause()) {
          case RuntimeException failure -> throw failure;
          case Error error -> throw error;
          default -> throw new IllegalStateException(e.getCause());
        }
      }
    }
    return results;
  }
}
