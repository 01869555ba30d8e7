package cbdc.settlement.client.transport;

import com.hazelcast.cluster.InitialMembershipEvent;
import com.hazelcast.cluster.InitialMembershipListener;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which cluster member is which node, by the attribute that each node's member carries.
 *
 * <p>A restarted node may be listed twice for a moment: the member that joined last counts, and the
 * old one's leaving then says nothing about the node.
 */
final class MemberDirectory {

  private static final Logger LOG = LoggerFactory.getLogger(MemberDirectory.class);

  private final Executor callbacks;
  private final Consumer<Member> memberGone;
  private final List<NodeTransport.NodeListener> listeners = new CopyOnWriteArrayList<>();
  private final Object lock = new Object();
  private final Queue<Runnable> notifications = new ArrayDeque<>();
  private boolean notifying;
  private volatile Map<String, Member> byNode = Map.of();

  MemberDirectory(Executor callbacks, Consumer<Member> memberGone) {
    this.callbacks = callbacks;
    this.memberGone = memberGone;
  }

  Member member(String nodeId) {
    return byNode.get(nodeId);
  }

  Set<String> nodes() {
    return byNode.keySet();
  }

  NodeTransport.Registration listen(NodeTransport.NodeListener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  InitialMembershipListener membershipListener() {
    return new InitialMembershipListener() {
      @Override
      public void init(InitialMembershipEvent event) {
        replaceAll(event.getMembers());
      }

      @Override
      public void memberAdded(MembershipEvent event) {
        add(event.getMember());
      }

      @Override
      public void memberRemoved(MembershipEvent event) {
        remove(event.getMember());
      }
    };
  }

  private void replaceAll(Set<Member> members) {
    Map<String, Member> before = byNode;
    members.forEach(this::add);
    before.values().stream().filter(member -> !members.contains(member)).forEach(this::remove);
  }

  private void add(Member member) {
    String nodeId = member.getAttribute(NodeCallHandler.NODE_ID_ATTRIBUTE);
    if (nodeId == null) {
      return;
    }
    synchronized (lock) {
      Map<String, Member> next = new HashMap<>(byNode);
      boolean isNew = next.put(nodeId, member) == null;
      byNode = Map.copyOf(next);
      if (isNew) {
        announce(listener -> listener.nodeJoined(nodeId));
      }
    }
  }

  private void remove(Member member) {
    synchronized (lock) {
      String nodeId = member.getAttribute(NodeCallHandler.NODE_ID_ATTRIBUTE);
      Member current = nodeId == null ? null : byNode.get(nodeId);
      if (current != null && current.getUuid().equals(member.getUuid())) {
        Map<String, Member> next = new HashMap<>(byNode);
        next.remove(nodeId);
        byNode = Map.copyOf(next);
        announce(listener -> listener.nodeLeft(nodeId));
      }
    }
    memberGone.accept(member);
  }

  /** Queues one notification behind those before it; called under the lock. */
  private void announce(Consumer<NodeTransport.NodeListener> notification) {
    notifications.add(() -> listeners.forEach(notification));
    if (!notifying) {
      notifying = true;
      callbacks.execute(this::notifyListeners);
    }
  }

  private void notifyListeners() {
    while (true) {
      Runnable next;
      synchronized (lock) {
        next = notifications.poll();
        if (next == null) {
          notifying = false;
          return;
        }
      }
      try {
        next.run();
      } catch (RuntimeException e) {
        LOG.error("a node listener failed", e);
      }
    }
  }
}
