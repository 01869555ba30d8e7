package cbdc.simulator.verify;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a verification found. The field names are those of {@code --json}.
 *
 * @param result {@code ok} or {@code failed}
 * @param directories what was verified
 * @param cluster the cluster's id
 * @param shardCount shards of the cluster
 * @param shards what was executed again
 * @param channelsCompared channels of which both ends were compared
 * @param channelsOneEnded channels of which one end only lies in these directories
 * @param signaturesChecked signatures of orders and of banks' batches
 * @param conservation {@code ok}, {@code failed}, or {@code partial} when not every shard lies in
 *     these directories
 * @param issuedMinor issued for ever, minor units
 * @param redeemedMinor redeemed for ever
 * @param circulatingMinor with vaults, wallets, merchants and in suspense, as of each shard's last
 *     record
 * @param inFlightMinor sent and not received yet, as of each shard's last record
 * @param faults faults, the first of each shard first
 * @param notes what could not be compared
 * @param elapsedMillis time it took
 */
public record VerifyReport(
    String result,
    List<String> directories,
    String cluster,
    int shardCount,
    List<Shard> shards,
    int channelsCompared,
    int channelsOneEnded,
    long signaturesChecked,
    String conservation,
    long issuedMinor,
    long redeemedMinor,
    long circulatingMinor,
    long inFlightMinor,
    List<Fault> faults,
    List<String> notes,
    long elapsedMillis) {

  /** One shard. */
  public record Shard(
      int shard,
      long records,
      long raftIndex,
      int accounts,
      int copies,
      int snapshots,
      long logEntriesBehindHistory,
      String chainHash) {}

  /** True when nothing is wrong. */
  public boolean hasNoFault() {
    return faults.isEmpty();
  }

  /** History records executed. */
  public long records() {
    return shards.stream().mapToLong(Shard::records).sum();
  }

  static VerifyReport of(
      List<String> directories,
      String cluster,
      int shardCount,
      List<ShardResult> results,
      ChannelCheck channels,
      long signaturesChecked,
      List<Fault> earlierFaults,
      List<String> earlierNotes,
      long elapsedNanos) {
    long issued = 0;
    long redeemed = 0;
    long circulating = 0;
    long inFlight = 0;
    List<Shard> shards = new ArrayList<>();
    for (ShardResult r : results) {
      issued += r.issued();
      redeemed += r.redeemed();
      circulating += r.circulating();
      inFlight += r.ends().stream().mapToLong(end -> end.sent() - end.received()).sum();
      shards.add(
          new Shard(
              r.shard(),
              r.records(),
              r.lastIndex(),
              r.accounts(),
              r.copies(),
              r.snapshots(),
              r.tailEntries(),
              Place.hex(r.chainHash())));
    }
    List<Fault> faults = new ArrayList<>(earlierFaults);
    boolean isWhole = results.size() == shardCount;
    boolean isBalanced = circulating + inFlight == issued - redeemed;
    if (isWhole && !isBalanced) {
      faults.add(
          new Fault(
              "",
              -1,
              0,
              0,
              "money of all shards and under way between them",
              String.valueOf(issued - redeemed),
              String.valueOf(circulating + inFlight)));
    }
    List<String> notes = new ArrayList<>(earlierNotes);
    notes.addAll(channels.notes());
    faults.sort(Comparator.comparingInt(Fault::shard).thenComparingLong(Fault::number));
    return new VerifyReport(
        faults.isEmpty() ? "ok" : "failed",
        directories,
        cluster,
        shardCount,
        shards,
        channels.pairs(),
        channels.oneEnded(),
        signaturesChecked,
        !isWhole ? "partial" : isBalanced ? "ok" : "failed",
        issued,
        redeemed,
        circulating,
        inFlight,
        List.copyOf(faults),
        List.copyOf(notes),
        elapsedNanos / 1_000_000);
  }
}
