package cbdc.settlement.node.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.protocol.AuditMark;
import cbdc.protocol.MalformedException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ChainAuditTest {
  private static final List<String> MEMBERS = List.of("a", "b", "c");

  private final Queue<Letter> post = new ArrayDeque<>();
  private final Map<String, ChainAudit> audits = new TreeMap<>();
  private final TreeSet<String> halted = new TreeSet<>();
  private final TreeSet<String> cutOff = new TreeSet<>();

  private record Letter(String from, String to, AuditVote vote) {}

  ChainAuditTest() {
    for (String member : MEMBERS) {
      audits.put(
          member,
          new ChainAudit(
              3, member, () -> MEMBERS, (to, vote) -> post.add(new Letter(member, to, vote))));
    }
  }

  @Test
  void shouldSayNothingWhileChainsAgree() {
    execute(1, 7, 7, 7);
    mark(1, 7);
    assertThat(post).isEmpty();
    assertThat(audits.values()).allSatisfy(audit -> assertThat(audit.agreedMarks()).isOne());
  }

  @Test
  void shouldStopAFollowerThatDiffersFromTheOthers() {
    execute(1, 7, 7, 8);
    mark(1, 7);
    settle();
    assertThat(halted).containsExactly("c");
  }

  @Test
  void shouldStopALeaderThatDiffersFromBothFollowers() {
    execute(1, 8, 7, 7);
    mark(1, 8);
    settle();
    assertThat(halted).containsExactly("a");
    assertThat(audits.get("b").isDisputed()).isFalse();
  }

  @Test
  void shouldStopAllWhenNoTwoAgree() {
    execute(1, 1, 2, 3);
    mark(1, 1);
    settle();
    assertThat(halted).containsExactly("a", "b", "c");
  }

  @Test
  void shouldWaitForTheThirdVoteAndAskForItAgain() {
    cutOff.add("b");
    execute(1, 7, 7, 8);
    mark(1, 7);
    settle();
    assertThat(halted).isEmpty();
    assertThat(audits.get("c").isDisputed()).isTrue();
    cutOff.clear();
    audits.get("c").askAgain();
    settle();
    assertThat(halted).containsExactly("c");
  }

  @Test
  void shouldBoundDisputesAndEndThemTogether() {
    for (int number = 1; number <= 100; number++) {
      execute("a", number, 1);
      audits.get("a").compare(new AuditMark(number, hash(2)));
    }
    assertThat(post).hasSizeLessThan(600);
    audits.get("a").vote("b", new AuditVote(3, 16, hash(1), false));
    assertThat(audits.get("a").isDisputed()).as("a majority agrees with a").isFalse();
  }

  @Test
  void shouldKeepAVoteUntilItsEntryIsExecutedHere() {
    execute("c", 1, 8);
    assertThatThrownBy(
            () -> {
              audits.get("c").vote("a", new AuditVote(3, 2, hash(7), true));
              audits.get("c").vote("b", new AuditVote(3, 2, hash(7), true));
              execute("c", 2, 9);
            })
        .isInstanceOf(ChainAudit.VoteLost.class)
        .hasMessageContaining("shard 3")
        .hasMessageContaining("entry 2");
  }

  @Test
  void shouldVoteOnMarkedEntriesLongAfterwards() {
    execute(1, 7, 7, 7);
    mark(1, 7);
    for (int number = 2; number < 5_000; number++) {
      execute(number, number, number, number);
    }
    audits.get("a").vote("b", new AuditVote(3, 1, hash(9), true));
    assertThat(post.poll()).isEqualTo(new Letter("a", "b", new AuditVote(3, 1, hash(7), false)));
  }

  @Test
  void shouldNotVoteOnWhatItNeverExecuted() {
    audits.get("a").resumedAt(100, hash(1));
    audits.get("a").vote("b", new AuditVote(3, 50, hash(9), true));
    audits.get("a").compare(new AuditMark(50, hash(9)));
    assertThat(post).isEmpty();
    assertThat(audits.get("a").isDisputed()).isFalse();
    audits.get("a").vote("b", new AuditVote(3, 100, hash(2), true));
    assertThat(post).hasSize(1);
  }

  @Test
  void shouldNotListenToStrangers() {
    execute(1, 7, 7, 7);
    audits.get("a").vote("x", new AuditVote(3, 1, hash(9), true));
    audits.get("a").vote("a", new AuditVote(3, 1, hash(9), true));
    assertThat(post).isEmpty();
    assertThat(audits.get("a").isDisputed()).isFalse();
  }

  @Test
  void shouldReadTheVotesItWrites() {
    AuditVote vote = new AuditVote(40_000, 1L << 40, hash(9), true);
    assertThat(AuditVote.decode(vote.encode())).isEqualTo(vote);
    assertThatThrownBy(() -> AuditVote.decode(new byte[42])).isInstanceOf(MalformedException.class);
  }

  private void execute(long number, int a, int b, int c) {
    execute("a", number, a);
    execute("b", number, b);
    execute("c", number, c);
  }

  private void execute(String member, long number, int content) {
    audits.get(member).executed(number, hash(content));
  }

  private void mark(long number, int content) {
    MEMBERS.forEach(
        member ->
            guarded(
                member, () -> audits.get(member).compare(new AuditMark(number, hash(content)))));
  }

  /** Delivers letters until none is left; who is halted or cut off hears and says nothing. */
  private void settle() {
    while (!post.isEmpty()) {
      Letter letter = post.poll();
      if (!cutOff.contains(letter.from()) && !cutOff.contains(letter.to())) {
        guarded(letter.to(), () -> audits.get(letter.to()).vote(letter.from(), letter.vote()));
      }
    }
  }

  private void guarded(String member, Runnable action) {
    if (!halted.contains(member)) {
      try {
        action.run();
      } catch (ChainAudit.VoteLost e) {
        halted.add(member);
      }
    }
  }

  private static byte[] hash(int content) {
    byte[] hash = new byte[32];
    Arrays.fill(hash, (byte) content);
    return hash;
  }
}
