package cbdc.settlement.node.shard;

import cbdc.protocol.AuditMark;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares this replica's chain with the others' at the leader's audit marks. Whoever disagrees
 * with a mark asks all members for their hash at that entry; who then finds a majority against
 * itself, or no majority at all among all members, must stop: its state is not what the group
 * acknowledged. On the group's thread.
 */
final class ChainAudit {
  private static final Logger LOG = LoggerFactory.getLogger(ChainAudit.class);

  /** A mark names an entry executed shortly before it was proposed. */
  private static final int RECENT = 1_024;

  private static final int MARKS_KEPT = 64;
  private static final int DISPUTES_MAX = 16;

  private final int shard;
  private final String self;
  private final Supplier<List<String>> members;
  private final BiConsumer<String, AuditVote> post;

  private final byte[][] recent = new byte[RECENT][];
  private long lastNumber;
  private long firstNumber = 1;
  private final LinkedHashMap<Long, byte[]> marked = new LinkedHashMap<>();
  private final TreeMap<Long, Map<String, byte[]>> disputes = new TreeMap<>();
  private volatile long agreedMarks;
  private volatile boolean disputed;

  /** Thrown on the group's thread, which halts the node: this replica's state cannot be trusted. */
  static final class VoteLost extends IllegalStateException {
    private static final long serialVersionUID = 1;

    VoteLost(String message) {
      super(message);
    }
  }

  /**
   * An audit that has seen nothing.
   *
   * @param members members of the shard's group as known now
   * @param post sends a vote to a member; what is lost is sent again
   */
  ChainAudit(
      int shard, String self, Supplier<List<String>> members, BiConsumer<String, AuditVote> post) {
    this.shard = shard;
    this.self = self;
    this.members = members;
    this.post = post;
  }

  /** An entry was executed. */
  void executed(long number, byte[] chainHash) {
    lastNumber = number;
    recent[(int) (number % RECENT)] = chainHash;
    Map<String, byte[]> votes = disputes.get(number);
    if (votes != null) {
      dispute(number, chainHash);
      disputed = !disputes.isEmpty();
    }
  }

  /** A snapshot was installed: what came before this entry was not executed here. */
  void resumedAt(long number, byte[] chainHash) {
    marked.clear();
    disputes.headMap(number).clear();
    disputed = !disputes.isEmpty();
    firstNumber = number;
    executed(number, chainHash);
  }

  /** Compares a mark, once its entry is executed. */
  void compare(AuditMark mark) {
    byte[] own = hashAt(mark.number());
    if (own == null) {
      return; // older than the installed snapshot
    }
    marked.put(mark.number(), own);
    if (marked.size() > MARKS_KEPT) {
      marked.remove(marked.keySet().iterator().next());
    }
    if (Arrays.equals(own, mark.chainHash())) {
      agreed();
    } else {
      if (disputes.size() >= DISPUTES_MAX) {
        return; // those open already decide
      }
      LOG.error(
          "ALARM: shard {}: the chain here differs from the leader's audit mark at entry {}; asking all members",
          shard,
          mark.number());
      dispute(mark.number(), own);
      disputed = !disputes.isEmpty();
      askAgain();
    }
  }

  /** A member said what its chain was. */
  void vote(String member, AuditVote vote) {
    if (!members.get().contains(member) || member.equals(self)) {
      return;
    }
    long number = vote.number();
    byte[] own = hashAt(number);
    if (own == null && number <= lastNumber) {
      return; // not executed here, or forgotten
    }
    if (own != null && vote.asks()) {
      post.accept(member, new AuditVote(shard, number, own, false));
    }
    boolean differs = own == null || !Arrays.equals(own, vote.chainHash());
    if (disputes.containsKey(number) || (differs && disputes.size() < DISPUTES_MAX)) {
      disputes.computeIfAbsent(number, n -> new HashMap<>()).put(member, vote.chainHash().clone());
      if (own != null) {
        dispute(number, own);
      }
      disputed = !disputes.isEmpty();
    }
  }

  /** Asks again about what is not settled. About every second. */
  void askAgain() {
    disputes.forEach(
        (number, votes) -> {
          byte[] own = votes.get(self);
          if (own != null) {
            members.get().stream()
                .filter(member -> !votes.containsKey(member))
                .forEach(member -> post.accept(member, new AuditVote(shard, number, own, true)));
          }
        });
  }

  /** Marks that agreed with the chain here. Any thread. */
  long agreedMarks() {
    return agreedMarks;
  }

  /** Whether a disagreement waits for votes. Any thread. */
  boolean isDisputed() {
    return disputed;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // written by one thread
  private void agreed() {
    agreedMarks++;
  }

  private byte[] hashAt(long number) {
    boolean isRecent =
        number >= firstNumber && number <= lastNumber && number > lastNumber - RECENT;
    return isRecent ? recent[(int) (number % RECENT)] : marked.get(number);
  }

  private void dispute(long number, byte[] own) {
    Map<String, byte[]> votes = disputes.computeIfAbsent(number, n -> new HashMap<>());
    votes.put(self, own);
    long withUs = votes.values().stream().filter(hash -> Arrays.equals(hash, own)).count();
    List<String> all = members.get();
    int majority = all.size() / 2 + 1;
    if (withUs >= majority) {
      LOG.error(
          "ALARM: shard {}: a majority agrees on the chain at entry {}; stop and replace: {}",
          shard,
          number,
          votes.keySet().stream()
              .filter(member -> !Arrays.equals(votes.get(member), own))
              .sorted()
              .toList());
      // Who differs here has differed before; whoever could tell may be gone.
      disputes.headMap(number, true).clear();
    } else if (votes.values().stream().anyMatch(hash -> count(votes, hash) >= majority)) {
      throw lost(number, own, "a majority of " + all + " has another chain");
    } else if (votes.size() >= all.size()) {
      throw lost(number, own, "no majority of " + all + " has the same chain");
    }
  }

  private static long count(Map<String, byte[]> votes, byte[] hash) {
    return votes.values().stream().filter(other -> Arrays.equals(other, hash)).count();
  }

  private VoteLost lost(long number, byte[] own, String why) {
    return new VoteLost(
        "shard "
            + shard
            + ": lost the audit vote at entry "
            + number
            + ": "
            + why
            + " than "
            + HexFormat.of().formatHex(own)
            + "; this node's copy must be replaced");
  }
}
