package cbdc.settlement.node.raft;

import io.microraft.persistence.RestoredRaftState;
import java.util.List;
import java.util.Objects;

/** What a replica starts from. */
public sealed interface GroupOrigin {

  /**
   * A replica that has never run: at genesis, or on a node that a committed membership change adds
   * to the group.
   *
   * @param members the members of genesis, in the recorded order; a node that joins later is not
   *     among them
   */
  record Founded(List<String> members) implements GroupOrigin {
    /** Copies the list. */
    public Founded {
      members = List.copyOf(members);
      if (members.isEmpty()) {
        throw new IllegalArgumentException("a group has at least one member");
      }
    }
  }

  /**
   * A replica that goes on from its store.
   *
   * @param state what the store holds
   */
  record Restored(RestoredRaftState state) implements GroupOrigin {
    /** Checks that it is there. */
    public Restored {
      Objects.requireNonNull(state, "state");
    }
  }
}
