package cbdc.settlement.node.link;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.settlement.node.link.LinkIdentity.Stage;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Who is let in by a member of a cluster, and what the others hear. */
class HandshakeTest {
  private static final UUID CLUSTER = new UUID(0xCBDC, 1);
  private static final UUID OTHER_CLUSTER = new UUID(0xCBDC, 2);
  private static final String GENESIS = "a".repeat(64);
  private static final String OTHER_GENESIS = "b".repeat(64);
  private static final UUID N2_JOURNAL = new UUID(1, 2);
  private static final UUID N4_JOURNAL = new UUID(1, 4);
  private static final UUID ANOTHER_JOURNAL = new UUID(9, 9);
  private static final LinkIdentity N1 =
      new LinkIdentity(
          Stage.COMPLETE,
          CLUSTER,
          GENESIS,
          new UUID(1, 1),
          Map.of("n1", new UUID(1, 1), "n2", N2_JOURNAL));

  private record Row(
      String what,
      String peer,
      LinkIdentity theirs,
      LinkAdmission admission,
      Optional<RefusalCode> expected) {}

  private static Stream<Row> rows() {
    LinkAdmission genesis = LinkAdmission.GENESIS;
    LinkAdmission n4Awaited = new LinkAdmission(false, Map.of(), Set.of("n4"), Set.of());
    LinkAdmission n4Joined = new LinkAdmission(false, Map.of("n4", N4_JOURNAL), Set.of(), Set.of());
    LinkAdmission n2Removed = new LinkAdmission(false, Map.of(), Set.of(), Set.of("n2"));
    LinkIdentity n2 = member(CLUSTER, GENESIS, N2_JOURNAL);
    return Stream.of(
        let("a node of genesis", "n2", n2, genesis),
        refused("a stranger", "n9", n2, genesis, RefusalCode.UNKNOWN_NODE),
        refused(
            "another cluster",
            "n2",
            member(OTHER_CLUSTER, GENESIS, N2_JOURNAL),
            genesis,
            RefusalCode.CLUSTER_ID),
        refused(
            "another genesis",
            "n2",
            member(CLUSTER, OTHER_GENESIS, N2_JOURNAL),
            genesis,
            RefusalCode.GENESIS_DIGEST),
        refused(
            "another disk",
            "n2",
            member(CLUSTER, GENESIS, ANOTHER_JOURNAL),
            genesis,
            RefusalCode.JOURNAL_ID),
        refused(
            "a wiped disk", "n2", LinkIdentity.empty(N2_JOURNAL), genesis, RefusalCode.WIPED_NODE),
        let("a node that is awaited", "n4", LinkIdentity.empty(N4_JOURNAL), n4Awaited),
        refused(
            "an awaited node that has not introduced itself",
            "n4",
            member(CLUSTER, GENESIS, N4_JOURNAL),
            n4Awaited,
            RefusalCode.UNKNOWN_NODE),
        let("a node that joined", "n4", member(CLUSTER, GENESIS, N4_JOURNAL), n4Joined),
        let("one that has forgotten so", "n4", LinkIdentity.empty(N4_JOURNAL), n4Joined),
        refused(
            "a node that joined, on another disk",
            "n4",
            member(CLUSTER, GENESIS, ANOTHER_JOURNAL),
            n4Joined,
            RefusalCode.JOURNAL_ID),
        refused("a removed node", "n2", n2, n2Removed, RefusalCode.REMOVED_NODE),
        refused(
            "an empty node with a removed id",
            "n2",
            LinkIdentity.empty(ANOTHER_JOURNAL),
            n2Removed,
            RefusalCode.REMOVED_NODE),
        refused(
            "a node of another cluster whose id was removed here: its own goes on with it",
            "n2",
            member(OTHER_CLUSTER, GENESIS, N2_JOURNAL),
            n2Removed,
            RefusalCode.CLUSTER_ID));
  }

  @TestFactory
  Stream<DynamicTest> shouldLetInOrRefuse() {
    return rows()
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.what,
                    () ->
                        assertThat(
                                Handshake.refusal(
                                        "n1",
                                        Set.of("n2", "n4"),
                                        N1,
                                        row.peer,
                                        row.theirs,
                                        row.admission)
                                    .map(Refusal::code))
                            .isEqualTo(row.expected)));
  }

  private static LinkIdentity member(UUID cluster, String genesis, UUID journal) {
    return new LinkIdentity(Stage.COMPLETE, cluster, genesis, journal, N1.journals());
  }

  private static Row let(String what, String peer, LinkIdentity theirs, LinkAdmission admission) {
    return new Row(what, peer, theirs, admission, Optional.empty());
  }

  private static Row refused(
      String what, String peer, LinkIdentity theirs, LinkAdmission admission, RefusalCode code) {
    return new Row(what, peer, theirs, admission, Optional.of(code));
  }
}
