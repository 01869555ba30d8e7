package cbdc.simulator.verify;

import cbdc.protocol.BatchReader;
import cbdc.protocol.DeliveryAnswer;
import cbdc.protocol.EntryKind;
import cbdc.protocol.MalformedException;
import cbdc.protocol.OutcomeReader;
import cbdc.protocol.sbe.AcknowledgementDecoder;
import cbdc.settlement.node.store.HistoryGap;
import cbdc.settlement.node.store.HistoryRecord;
import cbdc.settlement.node.store.OfflineStore.Snapshot;
import cbdc.settlement.node.store.StoreException;
import cbdc.simulator.console.ProgressBar;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The first walk through one copy of one shard's history: bytes, order and hash chain, without
 * executing anything. It also learns up to where the shard took its channels, so that the second
 * walk knows which hashes of the senders matter.
 */
final class CopyScan {
  /** The chain's hash behind a record, to be compared with another copy's. */
  record Checkpoint(long number, byte[] chainHash) {}

  /**
   * What was found.
   *
   * @param lastNumber number of the last record
   * @param lastIndex its Raft index
   * @param lastTerm its Raft term
   * @param reach number up to which this node had applied the shard: that of the last record, or
   *     more where the records up to a snapshot are lacking
   * @param isWhole whether it begins with the first record and misses none
   * @param checkpoints where this copy must agree with the others
   * @param taken by source shard: how far its channel was taken
   * @param acknowledged by destination shard: how far it acknowledged what was sent to it
   * @param snapshot the latest snapshot in this copy
   * @param fault the first fault, if there is one
   */
  record Result(
      StoreCopy copy,
      int shard,
      long lastNumber,
      long lastIndex,
      int lastTerm,
      long reach,
      boolean isWhole,
      List<Checkpoint> checkpoints,
      Map<Integer, Long> taken,
      Map<Integer, Long> acknowledged,
      Optional<Snapshot> snapshot,
      Optional<Fault> fault) {
    /** True when this copy goes on behind a record without missing any. */
    boolean goesOnBehind(long number) {
      return lastNumber > number
          && copy.store().gaps(shard).stream().allMatch(gap -> gap.toNumber() <= number);
    }

    /** This copy, and behind its end another one that goes on there. */
    Result followedBy(Result next) {
      return new Result(
          copy,
          shard,
          next.lastNumber,
          next.lastIndex,
          next.lastTerm,
          next.reach,
          isWhole,
          checkpoints,
          later(taken, next.taken),
          later(acknowledged, next.acknowledged),
          snapshot,
          fault);
    }

    private static Map<Integer, Long> later(Map<Integer, Long> marks, Map<Integer, Long> others) {
      Map<Integer, Long> later = new HashMap<>(marks);
      others.forEach((peer, mark) -> later.merge(peer, mark, Math::max));
      return later;
    }
  }

  private final StoreCopy copy;
  private final int shard;
  private final ProgressBar progress;
  private final Place place;
  private final MessageDigest sha256 = newSha256();
  private final BatchReader batch = new BatchReader();
  private final OutcomeReader outcomes = new OutcomeReader();
  private final List<Checkpoint> checkpoints = new ArrayList<>();
  private final Map<Integer, Long> taken = new HashMap<>();
  private final Map<Integer, Long> acknowledged = new HashMap<>();
  private byte[] chainHash;
  private boolean isWhole = true;

  /**
   * A scan.
   *
   * @param firstHash the chain's hash before the first record
   */
  CopyScan(StoreCopy copy, int shard, byte[] firstHash, ProgressBar progress) {
    this.copy = copy;
    this.shard = shard;
    this.chainHash = firstHash;
    this.progress = progress;
    this.place = new Place(copy.name(), shard);
  }

  static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Walks through the history. */
  Result run() {
    Optional<Snapshot> snapshot = Optional.empty();
    Fault fault = null;
    try {
      copy.store().history(shard, this::check);
      snapshot = copy.store().snapshot(shard);
    } catch (FaultFound e) {
      fault = e.fault();
    } catch (StoreException e) {
      fault = place.fault(e).fault();
    }
    if (place.number() > 0) {
      checkpoints.add(new Checkpoint(place.number(), chainHash));
    }
    return new Result(
        copy,
        shard,
        place.number(),
        place.index(),
        place.term(),
        reach(),
        isWhole,
        List.copyOf(checkpoints),
        taken,
        acknowledged,
        snapshot,
        Optional.ofNullable(fault));
  }

  private long reach() {
    return copy.store().gaps(shard).stream()
        .mapToLong(HistoryGap::toNumber)
        .reduce(place.number(), Math::max);
  }

  private void check(HistoryRecord record) {
    boolean follows = record.number() == place.number() + 1;
    long before = place.number();
    place.moveTo(record);
    if (follows) {
      requireChain(record);
    } else {
      // Records that this node never had: the hash before is unknown, so this record's is checked
      // against another copy.
      if (before > 0) {
        checkpoints.add(new Checkpoint(before, chainHash));
      }
      checkpoints.add(new Checkpoint(record.number(), record.chainHash()));
      isWhole = false;
    }
    chainHash = record.chainHash();
    // A change of members has an empty entry, and no kind in its bytes.
    if (record.entry().length > 0) {
      place.require(
          record.kind() == record.entry()[0],
          "kind of the entry",
          record.entry()[0],
          record.kind());
    }
    if (record.kind() == EntryKind.BATCH && record.outcome().length > 0) {
      readMarks(record);
    }
    progress.advance(1);
  }

  private void requireChain(HistoryRecord record) {
    sha256.update(chainHash);
    sha256.update(record.entry());
    sha256.update(record.outcome());
    place.requireSameHash(
        sha256.digest(), record.chainHash(), "hash of the chain over entry and outcomes");
  }

  private void readMarks(HistoryRecord record) {
    try {
      batch.wrap(record.entry());
      outcomes.wrap(record.outcome());
      for (int i = outcomes.head().expiredHolds(); i > 0; i--) {
        outcomes.nextExpiredHold();
      }
      for (int i = batch.acknowledgements(); i > 0; i--) {
        AcknowledgementDecoder acknowledgement = batch.nextAcknowledgement();
        if (outcomes.nextAnswer() == DeliveryAnswer.TAKEN) {
          acknowledged.merge(acknowledgement.peer(), acknowledgement.mark(), Math::max);
        }
      }
      for (int i = batch.deliveries(); i > 0; i--) {
        long last = batch.nextDelivery().lastSequence();
        if (outcomes.nextAnswer() == DeliveryAnswer.TAKEN) {
          taken.put(batch.deliverySource(), last);
          for (int m = outcomes.messageCount(); m > 0; m--) {
            outcomes.nextMessage();
          }
        }
      }
    } catch (MalformedException e) {
      throw place.fault("form of entry and outcomes", "a batch and its outcomes", e.getMessage());
    }
  }
}
