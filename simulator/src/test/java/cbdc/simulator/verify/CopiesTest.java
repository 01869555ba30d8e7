package cbdc.simulator.verify;

import static cbdc.simulator.verify.VerificationTest.BANK;
import static cbdc.simulator.verify.VerificationTest.SHARDS;
import static cbdc.simulator.verify.VerificationTest.customer;
import static cbdc.simulator.verify.VerificationTest.flipped;
import static cbdc.simulator.verify.VerificationTest.genesis;
import static cbdc.simulator.verify.VerificationTest.live;
import static cbdc.simulator.verify.VerificationTest.pay;
import static cbdc.simulator.verify.VerificationTest.rehashedFrom;
import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.AccountNumber;
import cbdc.settlement.node.store.HistoryRecord;
import cbdc.simulator.local.LocalLedgers;
import cbdc.simulator.local.StoredNode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several nodes' copies of the same shards, some of them not whole. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class CopiesTest {
  @TempDir private Path folder;

  @Test
  void shouldCompareCopiesUpToTheShorterOne() throws Exception {
    List<String> nodes = List.of("n1", "n2");
    try (StoredNode first = node("n1", nodes);
        StoredNode second = node("n2", nodes)) {
      boolean[] isBehind = {false};
      LocalLedgers world =
          new LocalLedgers(
              genesis(),
              (shard, executed) -> {
                first.executed(shard, executed);
                if (!isBehind[0]) {
                  second.executed(shard, executed);
                }
              });
      live(world);
      isBehind[0] = true;
      pay(world, customer(world, 1, 1), customer(world, 2, 1), 7);
    }
    VerifyReport report = verify("n1", "n2");
    assertThat(report.faults()).isEmpty();
    assertThat(report.shards()).allMatch(shard -> shard.copies() == 2);
  }

  @Test
  void shouldNameTheRecordWhereTwoCopiesPart() throws Exception {
    List<String> nodes = List.of("n1", "n2");
    try (StoredNode first = node("n1", nodes);
        StoredNode second = node("n2", nodes)) {
      live(new LocalLedgers(genesis(), first));
      LocalLedgers other = new LocalLedgers(genesis(), second);
      other.advanceMillis(1);
      live(other);
    }
    VerifyReport report = verify("n1", "n2");
    assertThat(report.faults()).isNotEmpty();
    assertThat(report.faults().getFirst().what()).contains("hash of the chain in the copy in");
  }

  @Test
  void shouldNameAShardOfWhichADirectoryHasNothing() throws Exception {
    List<String> nodes = List.of("n1", "n2");
    try (StoredNode first = node("n1", nodes);
        StoredNode second = node("n2", nodes)) {
      live(
          new LocalLedgers(
              genesis(),
              (shard, executed) -> {
                first.executed(shard, executed);
                if (shard != 1) {
                  second.executed(shard, executed);
                }
              }));
    }
    VerifyReport report = verify("n1", "n2");
    assertThat(report.faults()).hasSize(1);
    assertThat(report.faults().getFirst().shard()).isEqualTo(1);
    assertThat(report.faults().getFirst().describe())
        .contains("shard 1: node n2 holds this shard since genesis")
        .contains(folder.resolve("n2").toString());
  }

  /**
   * Two copies of what a world lives: the first stops at one moment, the second lacks the records
   * up to another one.
   *
   * @param forks whether shard 1 of the second copy goes on otherwise than the world, once the
   *     first has stopped
   */
  private void liveTwice(List<String> members, boolean gapIsLater, boolean forks) throws Exception {
    try (StoredNode first = node("n1", members);
        StoredNode second = node("n2", members)) {
      boolean[] firstStopped = {false};
      AtomicReference<UnaryOperator<HistoryRecord>> fork =
          new AtomicReference<>(UnaryOperator.identity());
      boolean[] secondLacks = {true};
      long[] numbers = new long[SHARDS];
      LocalLedgers world =
          new LocalLedgers(
              genesis(),
              (shard, executed) -> {
                numbers[shard] = executed.number();
                if (!firstStopped[0]) {
                  first.executed(shard, executed);
                }
                if (!secondLacks[0]) {
                  second.distort(shard == 1 ? fork.get() : UnaryOperator.identity());
                  second.executed(shard, executed);
                }
              });
      Runnable secondGoesOn =
          () -> {
            for (int shard = 0; shard < SHARDS; shard++) {
              second.skipTo(shard, numbers[shard]);
            }
            secondLacks[0] = false;
          };
      live(world);
      long here = customer(world, 1, 1);
      if (gapIsLater) {
        firstStopped[0] = true;
        pay(world, here, customer(world, 2, 1), 7);
        secondGoesOn.run();
      } else {
        secondGoesOn.run();
        pay(world, here, customer(world, 2, 1), 7);
        firstStopped[0] = true;
      }
      if (forks) {
        fork.set(rehashedFrom(numbers[1] + 2, r -> flipped(r.entry(), r.entry().length - 1)));
      }
      pay(world, here, customer(world, 2, 1), 8);
      pay(world, customer(world, 2, 1), here, 9);
      pay(world, AccountNumber.vault(BANK), here, 10);
    }
  }

  @Test
  void shouldGoOnInACopyThatLacksOnlyWhatTheLongestWholeOneHolds() throws Exception {
    liveTwice(List.of("n1", "n2"), false, false);

    VerifyReport both = verify("n1", "n2");

    assertThat(both.faults()).isEmpty();
    assertThat(both.notes()).isEmpty();
    assertThat(both.conservation()).isEqualTo("ok");
    assertThat(both.records()).isGreaterThan(verify("n1").records());
  }

  @Test
  void shouldFindAForkBehindTheLongestWholeCopy() throws Exception {
    liveTwice(List.of("n1", "n2"), false, true);

    assertThat(verify("n1", "n2").hasNoFault()).isFalse();
  }

  @Test
  void shouldSayWhichDirectoriesAreNeededToGoOn() throws Exception {
    liveTwice(List.of("n1", "n2", "n3"), true, false);

    VerifyReport report = verify("n1", "n2");

    assertThat(report.faults()).isEmpty();
    assertThat(report.notes())
        .anySatisfy(note -> assertThat(note).contains("shard 1").contains("[n1, n2, n3]"));
  }

  @Test
  void shouldFindThatNoMemberHoldsPartOfTheHistory() throws Exception {
    liveTwice(List.of("n1", "n2"), true, false);

    assertThat(verify("n1", "n2").faults())
        .anySatisfy(
            fault -> {
              assertThat(fault.shard()).isEqualTo(1);
              assertThat(fault.what()).contains("no directory given holds what follows");
            });
  }

  private VerifyReport verify(String... names) throws InterruptedException {
    return Verification.of(Stream.of(names).map(folder::resolve).toList(), 2);
  }

  private StoredNode node(String id, List<String> nodes) {
    return new StoredNode(folder.resolve(id), genesis(), id, nodes);
  }
}
