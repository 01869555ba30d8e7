package cbdc.settlement.node.app;

import cbdc.settlement.node.core.ReplicaRole;
import cbdc.settlement.node.core.RoleListener;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts how often replicas of this node took each role. Thread safe. */
final class RoleChanges implements RoleListener {
  private final Map<ReplicaRole, LongAdder> taken = new EnumMap<>(ReplicaRole.class);

  /** Nothing is counted yet. */
  RoleChanges() {
    for (ReplicaRole role : ReplicaRole.values()) {
      taken.put(role, new LongAdder());
    }
  }

  @Override
  public void onRoleChange(RoleChange change) {
    taken.get(change.role()).increment();
  }

  /** How often a role was taken, since the start. */
  long taken(ReplicaRole role) {
    return taken.get(role).sum();
  }
}
