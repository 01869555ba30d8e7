package cbdc.settlement.node.raft;

import cbdc.settlement.node.core.GroupStatus;
import cbdc.settlement.node.core.MembershipChange;
import cbdc.settlement.node.core.MembershipOutcome;
import cbdc.settlement.node.core.ProposeOutcome;
import cbdc.settlement.node.core.ProposeOutcome.Committed;
import cbdc.settlement.node.core.ProposeOutcome.Refusal;
import cbdc.settlement.node.core.ReadOutcome;
import cbdc.settlement.node.core.ReplicatedLog;
import cbdc.settlement.node.core.RoleListener;
import cbdc.settlement.node.core.ShardStateMachine;
import cbdc.settlement.node.core.TransferOutcome;
import cbdc.settlement.node.store.EntryBytes;
import cbdc.settlement.node.store.NodeEndpoint;
import io.microraft.Ordered;
import io.microraft.RaftEndpoint;
import io.microraft.RaftNode;
import io.microraft.RaftNode.RaftNodeBuilder;
import io.microraft.RaftNodeStatus;
import io.microraft.exception.CannotReplicateException;
import io.microraft.exception.NotLeaderException;
import io.microraft.impl.RaftNodeImpl;
import io.microraft.impl.state.RaftState;
import io.microraft.model.message.AppendEntriesRequest;
import io.microraft.model.message.InstallSnapshotRequest;
import io.microraft.model.message.RaftMessage;
import io.microraft.persistence.RaftStore;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One replica of one shard's group. Everything happens on the group's thread; work from outside is
 * queued there and never runs inside a call of MicroRaft, whose methods do not expect to be entered
 * again.
 */
public final class RaftGroup implements ReplicatedLog {

  private static final Logger LOG = LoggerFactory.getLogger(RaftGroup.class);

  private final int shard;
  private final RaftSettings settings;
  private final GroupHalt halt;
  private final GroupThread thread;
  private final RaftNodeImpl node;
  private final RaftState state;
  private final InboundGuard guard;
  private final LinearizableReads reads;
  private final LeadershipTransfer transfer;
  private final MembershipSteps membership;
  private final StatusView status;

  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger inboundWaiting = new AtomicInteger();
  private final LongAdder inboundDropped = new LongAdder();
  private final LongAdder inboundRefused = new LongAdder();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  /**
   * What is particular to one group.
   *
   * @param shard the shard
   * @param nodeId this node
   * @param settings its bounds
   * @param origin what it starts from
   * @param store its log; never throws, halts instead
   * @param snapshots its snapshots
   * @param machine what committed entries are applied to
   */
  public record Parts(
      int shard,
      String nodeId,
      RaftSettings settings,
      GroupOrigin origin,
      RaftStore store,
      GroupSnapshots snapshots,
      ShardStateMachine machine) {
    /** Checks that all parts are there. */
    public Parts {
      Objects.requireNonNull(nodeId, "nodeId");
      Objects.requireNonNull(settings, "settings");
      Objects.requireNonNull(origin, "origin");
      Objects.requireNonNull(store, "store");
      Objects.requireNonNull(snapshots, "snapshots");
      Objects.requireNonNull(machine, "machine");
    }
  }

  /**
   * A replica that does nothing before {@link #start}.
   *
   * @param environment what the node's groups share
   * @param parts what is particular to this one
   */
  public RaftGroup(GroupEnvironment environment, Parts parts) {
    this.shard = parts.shard;
    this.settings = parts.settings;
    this.status = new StatusView(shard, parts.nodeId);
    this.halt = new GroupHalt(shard, environment.failStop());
    this.thread =
        environment
            .threads()
            .start(
                "raft-" + shard,
                thrown -> halt.halt("a task on the group's thread failed", thrown),
                halt::isHalted);
    this.node = build(environment, parts);
    this.state = node.state();
    this.guard = new InboundGuard(node, halt);
    this.reads = new LinearizableReads(node, thread, halt, settings.maxWaitingReads());
    long drainMillis = (long) settings.transferDrainMillis() * RaftClock.SPEED;
    this.transfer = new LeadershipTransfer(node, thread, halt, environment.clock(), drainMillis);
    this.membership = new MembershipSteps(node, halt);
  }

  private RaftNodeImpl build(GroupEnvironment environment, Parts parts) {
    RaftNodeBuilder builder =
        RaftNode.newBuilder()
            .setGroupId(shard)
            .setConfig(settings.toRaftConfig(restoredEntries(parts.origin)))
            .setExecutor(new SupervisedExecutor(thread, this::checkAllApplied))
            .setClock(environment.clock())
            .setRandom(environment.random())
            .setModelFactory(new CbdcModelFactory())
            .setStore(parts.store)
            .setTransport(
                new GuardedTransport(
                    shard,
                    environment.link(),
                    environment.storeReads(),
                    halt,
                    settings.maxAppendBytes()))
            .setStateMachine(
                new RaftStateMachine(
                    parts.machine, parts.snapshots, halt, this::termAt, status::applied))
            .setRaftNodeReportListener(report -> onReport());
    switch (parts.origin) {
      case GroupOrigin.Founded founded -> {
        List<RaftEndpoint> members = founded.members().stream().map(RaftGroup::endpoint).toList();
        builder.setLocalEndpoint(endpoint(parts.nodeId)).setInitialGroupMembers(members);
      }
      case GroupOrigin.Restored restored -> builder.setRestoredState(restored.state());
    }
    return (RaftNodeImpl) builder.build();
  }

  /** Starts to take part in the group; completes when the state in the store has been installed. */
  public CompletionStage<Void> start() {
    CompletableFuture<Void> started = new CompletableFuture<>();
    thread.submit(
        () ->
            halt.whenDone(
                node.start(),
                (ordered, failure) -> {
                  if (failure == null) {
                    started.complete(null);
                  } else {
                    started.completeExceptionally(failure);
                  }
                }));
    return started;
  }

  /**
   * Takes a frame from another node; any thread, never blocks.
   *
   * @param fromNodeId the node that the link has authenticated
   * @param frame the bytes as {@link RaftPeerLink#send} got them there
   */
  public void receive(String fromNodeId, byte[] frame) {
    if (stopping.get() || halt.isHalted()) {
      return;
    }
    RaftMessage message;
    try {
      message = RaftMessageDecoder.decode(frame);
      if (!message.getGroupId().equals(shard)
          || !endpoint(fromNodeId).equals(message.getSender())) {
        throw new MalformedFrameException(
            "message of " + message.getSender() + " for shard " + message.getGroupId());
      }
    } catch (MalformedFrameException e) {
      inboundRefused.increment();
      LOG.warn("shard {}: a frame from {} is refused: {}", shard, fromNodeId, e.getMessage());
      return;
    }
    if (inboundWaiting.incrementAndGet() > settings.maxInboundMessages()) {
      inboundWaiting.decrementAndGet();
      inboundDropped.increment();
      return;
    }
    thread.submit(
        () -> {
          inboundWaiting.decrementAndGet();
          guard.accept(message);
          checkAllApplied();
        });
  }

  /**
   * Whether a frame is what only a leader sends: for a node that holds no replica of the group yet.
   *
   * @param fromNodeId the node that the link has authenticated
   */
  public static boolean isOfLeader(String fromNodeId, byte[] frame) {
    try {
      RaftMessage message = RaftMessageDecoder.decode(frame);
      boolean leads =
          message instanceof AppendEntriesRequest
              || (message instanceof InstallSnapshotRequest request && request.isSenderLeader());
      return leads && endpoint(fromNodeId).equals(message.getSender());
    } catch (MalformedFrameException e) {
      return false;
    }
  }

  @Override
  public int shard() {
    return shard;
  }

  @Override
  public void propose(byte[] entry, Consumer<? super ProposeOutcome> whenDone) {
    if (entry.length == 0 || entry.length > settings.maxAppendBytes()) {
      throw new IllegalArgumentException(
          "entry of " + entry.length + " bytes, expected 1 to " + settings.maxAppendBytes());
    }
    if (stopping.get()) {
      whenDone.accept(new ProposeOutcome.NotLeader(Optional.empty()));
    } else if (inFlight.incrementAndGet() > settings.maxInFlightEntries()) {
      inFlight.decrementAndGet();
      whenDone.accept(new ProposeOutcome.Refused(Refusal.TOO_MANY_IN_FLIGHT));
    } else {
      thread.submit(
          () ->
              append(
                  entry,
                  outcome -> {
                    inFlight.decrementAndGet();
                    callBack(whenDone, outcome);
                  }));
    }
  }

  private void append(byte[] entry, Consumer<ProposeOutcome> whenDone) {
    if (transfer.isHolding()) {
      whenDone.accept(new ProposeOutcome.Refused(Refusal.TRANSFERRING));
      return;
    }
    CompletableFuture<Ordered<Committed>> future = node.replicate(EntryBytes.of(entry));
    if (future.isCompletedExceptionally()) {
      // Failed before it was appended. Later failures, whatever they say, leave it open whether the
      // entry commits:
      // another node may hold it and come to lead.
      whenDone.accept(refusal(future.exceptionNow()));
    } else {
      halt.whenDone(
          future,
          (ordered, failure) ->
              whenDone.accept(
                  failure == null ? ordered.getResult() : new ProposeOutcome.Indeterminate()));
    }
  }

  private ProposeOutcome refusal(Throwable failure) {
    if (failure instanceof NotLeaderException notLeader) {
      return new ProposeOutcome.NotLeader(nodeId(notLeader.getLeader()));
    } else if (failure instanceof CannotReplicateException
        || failure instanceof IllegalStateException) {
      boolean full =
          state.log().lastLogOrSnapshotIndex() - state.commitIndex()
              >= settings.maxInFlightEntries();
      return new ProposeOutcome.Refused(full ? Refusal.TOO_MANY_IN_FLIGHT : Refusal.NOT_NOW);
    }
    // MicroRaft has broken off somewhere between registering the entry and storing it.
    halt.halt("appending an entry failed", failure);
    return new ProposeOutcome.Indeterminate();
  }

  @Override
  public void read(Consumer<? super ReadOutcome> whenReady) {
    if (stopping.get()) {
      whenReady.accept(new ReadOutcome.NotLeader(Optional.empty()));
    } else {
      thread.submit(() -> reads.read(outcome -> callBack(whenReady, outcome)));
    }
  }

  @Override
  public void transferLeadership(String nodeId, Consumer<? super TransferOutcome> whenDone) {
    if (stopping.get()) {
      whenDone.accept(TransferOutcome.NOT_LEADER);
    } else {
      thread.submit(() -> transfer.start(nodeId, outcome -> callBack(whenDone, outcome)));
    }
  }

  @Override
  public void changeMembership(
      MembershipChange change, Consumer<? super MembershipOutcome> whenDone) {
    if (stopping.get()) {
      whenDone.accept(new MembershipOutcome.NotLeader(Optional.empty()));
    } else {
      thread.submit(
          () ->
              membership.change(
                  change, transfer.isHolding(), outcome -> callBack(whenDone, outcome)));
    }
  }

  @Override
  public GroupStatus status() {
    return status.latest();
  }

  @Override
  public void readStatus(Consumer<? super GroupStatus> whenRead) {
    execute(() -> whenRead.accept(status.exact(node, transfer.isHolding())));
  }

  @Override
  public void addRoleListener(RoleListener listener) {
    status.addListener(listener);
  }

  @Override
  public void execute(Runnable task) {
    if (!stopping.get()) {
      thread.submit(task);
    }
  }

  @Override
  public CompletionStage<Void> terminate() {
    if (halt.isHalted()) {
      ended.complete(null);
    } else if (stopping.compareAndSet(false, true)) {
      thread.submit(
          () -> {
            transfer.stop();
            halt.whenDone(
                node.terminate(), (ordered, failure) -> thread.close(() -> ended.complete(null)));
          });
    }
    return ended;
  }

  /** Received messages dropped because too many were waiting. */
  public long inboundDropped() {
    return inboundDropped.sum();
  }

  /** Received frames refused because they were no messages for this group. */
  public long inboundRefused() {
    return inboundRefused.sum();
  }

  private static int restoredEntries(GroupOrigin origin) {
    return origin instanceof GroupOrigin.Restored restored
        ? restored.state().getLogEntries().size()
        : 0;
  }

  private int termAt(long index) {
    return state.log().getLogEntry(index).getTerm();
  }

  /**
   * MicroRaft applies what it commits in one go. If between two of its tasks something is committed
   * and not applied, it has swallowed a failure, and would never apply again.
   */
  private void checkAllApplied() {
    if (state.commitIndex() != state.lastApplied() && node.getStatus() != RaftNodeStatus.INITIAL) {
      halt.halt(
          "MicroRaft stopped applying at index "
              + state.lastApplied()
              + " of "
              + state.commitIndex(),
          null);
    }
  }

  private void onReport() {
    try {
      status.refresh(node, () -> transfer != null && transfer.isHolding());
    } catch (Throwable thrown) {
      halt.halt("a role listener failed", thrown);
    }
  }

  /** A callback runs inside MicroRaft, which would swallow what it throws. */
  private <T> void callBack(Consumer<? super T> consumer, T value) {
    try {
      consumer.accept(value);
    } catch (Throwable thrown) {
      halt.halt("a callback failed", thrown);
    }
  }

  static Optional<String> nodeId(RaftEndpoint endpoint) {
    return Optional.ofNullable((NodeEndpoint) endpoint).map(NodeEndpoint::nodeId);
  }

  private static RaftEndpoint endpoint(String nodeId) {
    return new NodeEndpoint(nodeId);
  }
}
