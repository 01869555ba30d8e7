package cbdc.settlement.node.member;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.NodeChange;
import cbdc.settlement.node.core.GenesisRecord;
import cbdc.settlement.node.core.MembershipChange.Kind;
import cbdc.testkit.SeededRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The keeper drives a group by hand, through leaders that change, restarts and lost answers. */
class MembershipKeeperTest {
  private static final List<String> FIRST = List.of("n1", "n2", "n3");

  private final HandGroup group = new HandGroup(FIRST);
  private final List<NodeChange> changes = new ArrayList<>();

  private NodeRoster roster() {
    Map<String, UUID> journals =
        Map.of("n1", new UUID(1, 1), "n2", new UUID(1, 2), "n3", new UUID(1, 3));
    return NodeRoster.of(
        new GenesisRecord(new UUID(7, 7), journals, 3, List.of(FIRST), new byte[0]), changes);
  }

  private MembershipKeeper keeper() {
    return new MembershipKeeper(this::roster, group.live::contains);
  }

  @Test
  void shouldDoNothingBeforeAnOrder() {
    group.voters.remove("n3"); // however that came
    keeper().look(List.of(group));
    assertThat(group.steps).isEmpty();
  }

  @Test
  void shouldTakeOneStepALookAndCountIt() {
    changes.add(new NodeChange(1, "n3", "n4"));
    group.live.add("n4");
    MembershipKeeper keeper = keeper();
    keeper.look(List.of(group));
    assertThat(group.steps).containsExactly("ADD_LEARNER n4");
    keeper.look(List.of(group));
    assertThat(keeper.unsettled()).isEqualTo(1);
    group.matchIndex = group.commitIndex;
    keeper.look(List.of(group));
    keeper.look(List.of(group));
    keeper.look(List.of(group));
    assertThat(group.steps).containsExactly("ADD_LEARNER n4", "PROMOTE n4", "REMOVE n3");
    assertThat(keeper.steps(Kind.REMOVE)).isEqualTo(1);
    assertThat(keeper.unsettled()).isZero();
    assertThat(keeper.failures()).isZero();
  }

  @Test
  void shouldNotMakeRoomBeforeTheLogMatches() {
    changes.add(new NodeChange(1, "n3", "n4"));
    group.live.add("n4");
    MembershipKeeper keeper = keeper();
    for (int look = 0; look < 5; look++) {
      keeper.look(List.of(group));
      group.commitIndex += 10;
      group.matchIndex = group.commitIndex - 15;
    }
    assertThat(group.steps).containsExactly("ADD_LEARNER n4");
  }

  @Test
  void shouldHandOverBeforeItGoesItself() {
    changes.add(new NodeChange(1, "n1", "n4"));
    group.live.add("n4");
    MembershipKeeper keeper = keeper();
    keeper.look(List.of(group));
    group.matchIndex = group.commitIndex;
    keeper.look(List.of(group));
    keeper.look(List.of(group));
    keeper.look(List.of(group));
    assertThat(group.leader).isEqualTo("n2");
    assertThat(keeper.handOvers()).isEqualTo(1);
    assertThat(group.voters).contains("n1");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void shouldGetThereThroughEveryOrderOfFailures(long seed) {
    SeededRandom random = new SeededRandom(seed);
    changes.add(new NodeChange(1, "n1", "n4"));
    changes.add(new NodeChange(2, "n3", "n5"));
    group.live.addAll(List.of("n4", "n5"));
    MembershipKeeper keeper = keeper();
    for (int turn = 0; turn < 300; turn++) {
      boolean isQuiet = turn > 200;
      group.fault = isQuiet ? HandGroup.Fault.NONE : random.pick(List.of(HandGroup.Fault.values()));
      if (!isQuiet && random.chance(1, 4)) {
        keeper = keeper(); // the node was restarted, or another one leads now
        group.leadFrom(random.pick(group.voters));
      }
      if (!isQuiet && random.chance(1, 5)) {
        group.toggle(random.pick(List.of("n1", "n3", "n4", "n5")));
      }
      if (isQuiet) {
        group.live.addAll(List.of("n2", "n4", "n5"));
        if (!group.live.contains(group.leader)) {
          group.leadFrom("n2");
        }
      }
      group.commitIndex += 3;
      group.matchIndex = random.chance(1, 3) ? group.matchIndex : group.commitIndex;
      keeper.look(List.of(group));
      assertThat(group.voters.size()).as("voters, seed %d", seed).isBetween(2, 4);
      assertThat(group.learners.size()).as("learners, seed %d", seed).isLessThanOrEqualTo(1);
    }
    assertThat(group.voters)
        .as("voters at the end, seed %d: %s", seed, group.steps)
        .containsExactlyInAnyOrder("n2", "n4", "n5");
  }
}
