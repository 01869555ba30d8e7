package cbdc.settlement.node.member;

import cbdc.settlement.node.core.GroupStatus;
import cbdc.settlement.node.core.MembershipChange.Kind;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The one step that brings a group nearer to the members it is to have, seen from its leader. Pure:
 * what was begun by another leader, or before a restart, is read from the committed membership.
 *
 * <p>A node comes as a learner first, and votes only when its log matches. Then a member that is to
 * go and cannot be reached is removed before the new one votes, so that no vote is counted on it; a
 * live one stays until the new one votes. So a group never has fewer voters than wanted but for the
 * moment between those two steps, and no step leaves fewer reachable voters than a majority.
 */
sealed interface NextStep {

  /** The group is as it is to be. */
  record Settled() implements NextStep {}

  /**
   * Nothing can be done now.
   *
   * @param why for people
   */
  record Wait(String why) implements NextStep {}

  /**
   * A change of the members.
   *
   * @param why for people
   */
  record Change(Kind kind, String nodeId, String why) implements NextStep {}

  /** This node is to go, and another one has to lead first. */
  record HandOver(String nodeId) implements NextStep {}

  /**
   * Decides.
   *
   * @param status of the group, on its leader
   * @param wanted the members that it is to have
   * @param reachable whether a node can be reached now
   * @param matches whether a learner's log has been seen to match
   */
  static NextStep of(
      GroupStatus status,
      List<String> wanted,
      Predicate<String> reachable,
      Predicate<String> matches) {
    if (!status.membersSettled() || status.transferring()) {
      return new Wait("a change is on its way");
    }
    return new Choice(status, wanted, node -> node.equals(status.nodeId()) || reachable.test(node))
        .next(matches);
  }

  /** What there is to choose from. */
  record Choice(GroupStatus status, List<String> wanted, Predicate<String> reachable) {

    private NextStep next(Predicate<String> matches) {
      Optional<String> stray =
          status.learners().stream().filter(node -> !wanted.contains(node)).findFirst();
      if (stray.isPresent()) {
        return new Change(Kind.REMOVE, stray.get(), "it is no longer to come");
      }
      if (!leaving().isEmpty() && status.votingMembers().size() > wanted.size()) {
        return retire();
      }
      Optional<String> learner = status.learners().stream().findFirst();
      if (learner.isPresent()) {
        return matches.test(learner.get())
            ? promote(learner.get())
            : new Wait("node " + learner.get() + " does not match yet");
      }
      List<String> missing =
          wanted.stream().filter(node -> !status.members().contains(node)).toList();
      if (!missing.isEmpty()) {
        return missing.stream()
            .filter(reachable)
            .findFirst()
            .<NextStep>map(node -> new Change(Kind.ADD_LEARNER, node, "it is to come"))
            .orElseGet(() -> new Wait("node " + missing.getFirst() + " cannot be reached"));
      }
      return leaving().isEmpty() ? new Settled() : retire();
    }

    private List<String> leaving() {
      return status.votingMembers().stream().filter(node -> !wanted.contains(node)).toList();
    }

    private NextStep promote(String learner) {
      Optional<String> dead = leaving().stream().filter(node -> !reachable.test(node)).findFirst();
      return dead.isPresent() && status.votingMembers().size() == wanted.size()
          ? remove(dead.get(), "it is to go and cannot be reached")
          : new Change(Kind.PROMOTE, learner, "its log matches");
    }

    /** The dead first, this node last. */
    private NextStep retire() {
      String self = status.nodeId();
      List<String> others = leaving().stream().filter(node -> !node.equals(self)).toList();
      if (others.isEmpty()) {
        return status.votingMembers().stream()
            .filter(node -> !node.equals(self) && wanted.contains(node) && reachable.test(node))
            .findFirst()
            .<NextStep>map(HandOver::new)
            .orElseGet(() -> new Wait("no other member can be reached to lead"));
      }
      String next =
          others.stream()
              .filter(node -> !reachable.test(node))
              .findFirst()
              .orElse(others.getFirst());
      return remove(next, "it is to go");
    }

    private NextStep remove(String node, String why) {
      List<String> left =
          status.votingMembers().stream().filter(voter -> !voter.equals(node)).toList();
      long live = left.stream().filter(reachable).count();
      return live > left.size() / 2
          ? new Change(Kind.REMOVE, node, why)
          : new Wait("without node " + node + " only " + live + " of " + left + " can be reached");
    }
  }
}
