package cbdc.settlement.node.member;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.settlement.node.core.GroupStatus;
import cbdc.settlement.node.core.ReplicaRole;
import cbdc.settlement.node.member.NextStep.Change;
import cbdc.settlement.node.member.NextStep.HandOver;
import cbdc.settlement.node.member.NextStep.Settled;
import cbdc.settlement.node.member.NextStep.Wait;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each row: voters and learners of a group led by n1, those to be, the live ones, and the step. */
class NextStepTest {

  static Stream<Arguments> steps() {
    return Stream.of(
        row("nothing was ordered", "n1 n2 n3", "", "n1 n2 n3", "n1 n2 n3", ""),
        row("a dead one is replaced", "n1 n2 n3", "", "n1 n2 n4", "n1 n2 n4", "ADD_LEARNER n4"),
        row("its log matches", "n1 n2 n3", "n4", "n1 n2 n4", "n1 n2 n4", "REMOVE n3"),
        row("the dead one is out", "n1 n2", "n4", "n1 n2 n4", "n1 n2 n4", "PROMOTE n4"),
        row("a live one is replaced", "n1 n2 n3", "n4", "n1 n2 n4", "n1 n2 n3 n4", "PROMOTE n4"),
        row("both vote", "n1 n2 n3 n4", "", "n1 n2 n4", "n1 n2 n3 n4", "REMOVE n3"),
        row("it died meanwhile", "n1 n2 n3 n4", "", "n1 n2 n4", "n1 n2 n4", "REMOVE n3"),
        row("the new one is away", "n1 n2 n3", "", "n1 n2 n4", "n1 n2 n3", "wait: node n4 cannot"),
        row(
            "no majority would be left",
            "n1 n2 n3",
            "n4",
            "n1 n2 n4",
            "n1 n4",
            "wait: without node n3"),
        row(
            "the leader goes, at first",
            "n1 n2 n3",
            "",
            "n4 n2 n3",
            "n1 n2 n3 n4",
            "ADD_LEARNER n4"),
        row("the leader goes, then", "n1 n2 n3", "n4", "n4 n2 n3", "n1 n2 n3 n4", "PROMOTE n4"),
        row("the leader goes, last", "n1 n2 n3 n4", "", "n4 n2 n3", "n1 n3 n4", "hand n3"),
        row("nobody else could lead", "n1 n2 n3 n4", "", "n4 n2 n3", "n1", "wait: no other"),
        row("the order was changed", "n1 n2 n3", "n4", "n1 n2 n5", "n1 n2 n4 n5", "REMOVE n4"),
        row("two are replaced", "n1 n2 n3", "", "n1 n4 n5", "n1 n2 n3 n4 n5", "ADD_LEARNER n4"),
        row("a lone one", "n1", "", "n4", "n1 n4", "ADD_LEARNER n4"),
        row("a lone one, then", "n1", "n4", "n4", "n1 n4", "PROMOTE n4"),
        row("a lone one, last", "n1 n4", "", "n4", "n1 n4", "hand n4"));
  }

  private static Arguments row(
      String what, String voters, String learners, String wanted, String live, String step) {
    return Arguments.of(what, list(voters), list(learners), list(wanted), list(live), step);
  }

  private static List<String> list(String words) {
    return words.isEmpty() ? List.of() : Arrays.asList(words.split(" ", -1));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("steps")
  void shouldTakeTheStep(
      String what,
      List<String> voters,
      List<String> learners,
      List<String> wanted,
      List<String> live,
      String expected) {
    NextStep step =
        NextStep.of(status(voters, learners, true), wanted, live::contains, learner -> true);
    assertThat(words(step)).as(what).startsWith(expected);
    assertThat(expected.isEmpty()).isEqualTo(step instanceof Settled);
  }

  @Test
  void shouldWaitForTheLogToMatch() {
    assertThat(
            NextStep.of(
                status(list("n1 n2 n3"), list("n4"), true),
                list("n1 n2 n4"),
                node -> true,
                learner -> false))
        .isInstanceOf(Wait.class);
  }

  @Test
  void shouldWaitForTheStepBefore() {
    assertThat(
            NextStep.of(
                status(list("n1 n2 n3"), List.of(), false),
                list("n1 n2 n4"),
                node -> true,
                learner -> true))
        .isInstanceOf(Wait.class);
  }

  private static String words(NextStep step) {
    return switch (step) {
      case Settled ignored -> "";
      case Wait wait -> "wait: " + wait.why();
      case HandOver handOver -> "hand " + handOver.nodeId();
      case Change change -> change.kind() + " " + change.nodeId();
    };
  }

  static GroupStatus status(List<String> voters, List<String> learners, boolean settled) {
    List<String> members = new ArrayList<>(voters);
    members.addAll(learners);
    return new GroupStatus(
        5,
        "n1",
        ReplicaRole.LEADER,
        3,
        Optional.of("n1"),
        100,
        100,
        100,
        0,
        members,
        voters,
        40,
        settled,
        Map.of(),
        false);
  }
}
