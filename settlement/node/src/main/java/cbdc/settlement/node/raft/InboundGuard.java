package cbdc.settlement.node.raft;

import static io.microraft.model.log.SnapshotEntry.isNonInitial;

import io.microraft.RaftEndpoint;
import io.microraft.RaftNodeStatus;
import io.microraft.RaftRole;
import io.microraft.impl.RaftNodeImpl;
import io.microraft.impl.log.RaftLog;
import io.microraft.impl.log.SnapshotChunkCollector;
import io.microraft.impl.state.FollowerState;
import io.microraft.impl.state.LeaderState;
import io.microraft.impl.state.RaftState;
import io.microraft.model.groupop.RaftGroupOp;
import io.microraft.model.log.LogEntry;
import io.microraft.model.log.SnapshotChunk;
import io.microraft.model.message.AppendEntriesFailureResponse;
import io.microraft.model.message.AppendEntriesRequest;
import io.microraft.model.message.AppendEntriesSuccessResponse;
import io.microraft.model.message.InstallSnapshotRequest;
import io.microraft.model.message.InstallSnapshotResponse;
import io.microraft.model.message.PreVoteResponse;
import io.microraft.model.message.RaftMessage;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where received messages are checked before MicroRaft 0.7 handles them. Runs on the
 * group's thread, where {@code handle} runs inline: check and handling are one step. In order:
 *
 * <ol>
 *   <li><b>Stale answers.</b> MicroRaft takes an append or install answer of an earlier term and
 *       raises {@code matchIndex} with it, so that a leader elected again could commit on a copy
 *       that has been truncated since. Answers below the own term are dropped.
 *   <li><b>Overtaken refusals.</b> A late refusal of an append, after the follower's log was seen
 *       to match there, makes MicroRaft log an error. It is dropped.
 *   <li><b>Terms that only a refused pre-vote tells.</b> MicroRaft ignores the term of a refused
 *       pre-vote. A node with the better log and the lower term would then ask in vain for ever,
 *       and the node with the higher term could not win either. A term that can only be the
 *       answering node's own is taken over.
 *   <li><b>Snapshots from followers</b> are switched off: a request for a piece to a node that does
 *       not lead, and a piece from one, are dropped.
 *   <li><b>Committed is committed.</b> A leader that names another term at an index that is
 *       committed here means that Raft's safety is gone (a wiped disk that voted, say). MicroRaft
 *       would truncate committed entries; the node halts.
 *   <li><b>The gap behind a snapshot.</b> MicroRaft refuses an append whose previous entry it has
 *       cut off behind its snapshot. An old leader that holds a snapshot and, after it, only
 *       entries that nobody else has, can then never follow a new one (fixed in 0.8). What a
 *       request says about entries at or below the commit index is known to match, so it is taken
 *       as read; entries after it are dropped only from an index at which the request of the
 *       current term's leader names another term than ours.
 *   <li><b>Snapshots over uncommitted entries.</b> MicroRaft keeps log entries above an installed
 *       snapshot even where they contradict it, and trips over an uncommitted membership change
 *       below it. Entries are dropped from the snapshot's index on if the entry there has another
 *       term; if it has the same, there is nothing to install.
 *   <li><b>Late requests.</b> A late append that reaches less far than what is committed here makes
 *       MicroRaft's commit index fall. Its commit index is cut to what it reaches.
 *   <li><b>Long way back.</b> A new leader steps back one entry per round trip until it finds where
 *       a follower's log matches. A follower that is far off answers at once with its commit index,
 *       up to which the logs are the same.
 * </ol>
 */
final class InboundGuard {

  private static final Logger LOG = LoggerFactory.getLogger(InboundGuard.class);

  /** Round trips that a leader may need to find the match; beyond them the follower tells. */
  private static final int STEPS_BACK_MAX = 8;

  private final RaftNodeImpl node;
  private final RaftState state;
  private final GroupHalt halt;
  private final CbdcModelFactory factory = new CbdcModelFactory();

  InboundGuard(RaftNodeImpl node, GroupHalt halt) {
    this.node = node;
    this.state = node.state();
    this.halt = halt;
  }

  /** Handles a message, or drops it. */
  void accept(RaftMessage message) {
    if (halt.isHalted() || !isRunning() || isStaleAnswer(message)) {
      return;
    }
    if (message instanceof AppendEntriesRequest request && request.getTerm() >= state.term()) {
      endPreVote(request.getTerm());
      append(request);
    } else if (message instanceof InstallSnapshotRequest request
        && request.getTerm() >= state.term()) {
      endPreVote(request.getTerm());
      install(request);
    } else if (message instanceof AppendEntriesFailureResponse answer && isOvertaken(answer)) {
      LOG.debug(
          "{} has since seen the log of {} match",
          node.localEndpointStr(),
          answer.getSender().getId());
    } else if (message instanceof PreVoteResponse answer && tellsLaterTerm(answer)) {
      node.toFollower(answer.getTerm());
    } else if (message instanceof InstallSnapshotResponse && state.leaderState() == null) {
      LOG.debug("{} does not lead and serves no snapshot", node.localEndpointStr());
    } else {
      node.handle(message);
    }
  }

  private boolean isRunning() {
    return node.getStatus() != RaftNodeStatus.INITIAL
        && !RaftNodeStatus.isTerminal(node.getStatus());
  }

  private boolean isStaleAnswer(RaftMessage message) {
    boolean answer =
        message instanceof AppendEntriesSuccessResponse
            || message instanceof AppendEntriesFailureResponse
            || message instanceof InstallSnapshotResponse;
    return answer && message.getTerm() < state.term();
  }

  private boolean isOvertaken(AppendEntriesFailureResponse answer) {
    LeaderState leader = state.leaderState();
    if (leader == null || answer.getTerm() != state.term()) {
      return false;
    }
    FollowerState follower = leader.getFollowerStateOrNull(answer.getSender());
    return follower != null && answer.getExpectedNextIndex() <= follower.matchIndex() + 1;
  }

  /**
   * The next term stands in a refusal for reasons of the log, too; one beyond it is the sender's
   * own.
   */
  private boolean tellsLaterTerm(PreVoteResponse answer) {
    return !answer.isGranted()
        && state.role() == RaftRole.FOLLOWER
        && state.isKnownMember(answer.getSender())
        && answer.getTerm() > state.term() + 1;
  }

  /**
   * MicroRaft forgets to end a pre-vote when a leader of the same term is heard, and would never
   * begin another one.
   */
  private void endPreVote(int leaderTerm) {
    if (state.preCandidateState() != null) {
      node.toFollower(leaderTerm);
    }
  }

  private void append(AppendEntriesRequest request) {
    if (contradictsCommitted(request)) {
      return;
    }
    long previous = request.getPreviousLogIndex();
    if (previous <= state.commitIndex() && !canVerify(previous)) {
      appendBehindSnapshot(request);
    } else if (isFarAhead(request)) {
      follow(request);
      answerSuccess(
          request.getSender(),
          state.commitIndex(),
          request.getQuerySequenceNumber(),
          request.getFlowControlSequenceNumber());
    } else {
      handle(request, previous, request.getPreviousLogTerm(), request.getLogEntries());
    }
  }

  /**
   * Handles a request, or what of it begins after {@code previous}. Its commit index is cut to what
   * it reaches: MicroRaft does so too, but only after it has compared, and then a late request
   * makes the commit index fall.
   */
  private void handle(
      AppendEntriesRequest request, long previous, int previousTerm, List<LogEntry> entries) {
    long reach = previous + entries.size();
    if (previous == request.getPreviousLogIndex() && request.getCommitIndex() <= reach) {
      node.handle(request);
      return;
    }
    node.handle(
        factory
            .createAppendEntriesRequestBuilder()
            .setGroupId(request.getGroupId())
            .setSender(request.getSender())
            .setTerm(request.getTerm())
            .setPreviousLogTerm(previousTerm)
            .setPreviousLogIndex(previous)
            .setCommitIndex(Math.min(request.getCommitIndex(), reach))
            .setQuerySequenceNumber(request.getQuerySequenceNumber())
            .setFlowControlSequenceNumber(request.getFlowControlSequenceNumber())
            .setLogEntries(entries)
            .build());
  }

  /**
   * Whether the leader would have to step back entry by entry for long until it finds where the
   * logs match.
   */
  private boolean isFarAhead(AppendEntriesRequest request) {
    RaftLog log = state.log();
    long previous = request.getPreviousLogIndex();
    long last = log.lastLogOrSnapshotIndex();
    if (state.commitIndex() == 0 || previous <= state.commitIndex()) {
      return false;
    }
    if (previous > last) {
      return previous - last > STEPS_BACK_MAX;
    }
    return previous - state.commitIndex() > STEPS_BACK_MAX
        && log.getLogEntry(previous).getTerm() != request.getPreviousLogTerm();
  }

  /**
   * Whether MicroRaft's own check of the previous entry works, and it finds every entry that it
   * compares after it.
   */
  private boolean canVerify(long previous) {
    RaftLog log = state.log();
    if (previous == 0) {
      return !isNonInitial(log.snapshotEntry())
          || log.containsLogEntry(RaftLog.FIRST_VALID_LOG_INDEX);
    }
    return previous == log.lastLogOrSnapshotIndex() || log.containsLogEntry(previous);
  }

  private void appendBehindSnapshot(AppendEntriesRequest request) {
    follow(request);
    List<LogEntry> entries = request.getLogEntries();
    int known = 0;
    while (known < entries.size() && isHere(entries.get(known))) {
      known++;
    }
    long previous = request.getPreviousLogIndex() + known;
    if (known == entries.size() && previous <= state.commitIndex()) {
      answerSuccess(
          request.getSender(),
          previous,
          request.getQuerySequenceNumber(),
          request.getFlowControlSequenceNumber());
      return;
    }
    if (!canVerify(previous)) {
      // The request goes on right after our snapshot, and what it brings there is not what we have.
      dropFrom(previous + 1, request.getSender());
    }
    int previousTerm = known == 0 ? request.getPreviousLogTerm() : entries.get(known - 1).getTerm();
    handle(request, previous, previousTerm, entries.subList(known, entries.size()));
  }

  /**
   * A committed entry is in every later leader's log; any other must be in ours with the same term.
   */
  private boolean isHere(LogEntry entry) {
    if (entry.getIndex() <= state.commitIndex()) {
      return true;
    }
    LogEntry ours = state.log().getLogEntry(entry.getIndex());
    return ours != null && ours.getTerm() == entry.getTerm();
  }

  private boolean contradictsCommitted(AppendEntriesRequest request) {
    long previous = request.getPreviousLogIndex();
    if (previous > state.commitIndex()) {
      return false;
    }
    if (contradictsCommitted(request, previous, request.getPreviousLogTerm())) {
      return true;
    }
    for (LogEntry entry : request.getLogEntries()) {
      if (entry.getIndex() > state.commitIndex()) {
        return false;
      }
      if (contradictsCommitted(request, entry.getIndex(), entry.getTerm())) {
        return true;
      }
    }
    return false;
  }

  private boolean contradictsCommitted(RaftMessage request, long index, int term) {
    RaftLog log = state.log();
    int ours = term;
    if (index > 0 && log.containsLogEntry(index)) {
      ours = log.getLogEntry(index).getTerm();
    } else if (index == log.snapshotIndex() && index > 0) {
      ours = log.snapshotEntry().getTerm();
    }
    if (ours == term) {
      return false;
    }
    halt.halt(
        "leader "
            + request.getSender().getId()
            + " of term "
            + request.getTerm()
            + " has term "
            + term
            + " at index "
            + index
            + ", which is committed here with term "
            + ours,
        null);
    return true;
  }

  private void install(InstallSnapshotRequest request) {
    if (!request.isSenderLeader()) {
      LOG.debug("{} takes snapshots from leaders only", node.localEndpointStr());
      return;
    }
    long index = request.getSnapshotIndex();
    if (index <= state.commitIndex()) {
      installKnown(request);
      return;
    }
    LogEntry ours = state.log().getLogEntry(index);
    if (ours != null && ours.getTerm() == request.getSnapshotTerm()) {
      follow(request);
      answerSuccess(
          request.getSender(),
          index,
          request.getQuerySequenceNumber(),
          request.getFlowControlSequenceNumber());
      return;
    }
    if (ours != null) {
      follow(request);
      dropFrom(index, request.getSender());
    }
    boolean last = completes(request);
    if (last) {
      forgetUncommittedMembers(request);
    }
    node.handle(request);
    if (last && state.lastApplied() < index && !halt.isHalted()) {
      halt.halt("the snapshot at index " + index + " was installed only in part", null);
    }
  }

  /**
   * MicroRaft answers only when the snapshot is exactly what is committed, and leaves the leader
   * waiting otherwise.
   */
  private void installKnown(InstallSnapshotRequest request) {
    if (contradictsCommitted(request, request.getSnapshotIndex(), request.getSnapshotTerm())) {
      return;
    }
    follow(request);
    answerSuccess(
        request.getSender(),
        request.getSnapshotIndex(),
        request.getQuerySequenceNumber(),
        request.getFlowControlSequenceNumber());
  }

  private boolean completes(InstallSnapshotRequest request) {
    SnapshotChunkCollector collector = state.snapshotChunkCollector();
    SnapshotChunk piece = request.getSnapshotChunk();
    return collector != null
        && piece != null
        && collector.getSnapshotIndex() == request.getSnapshotIndex()
        && collector.getChunks().size() == collector.getChunkCount() - 1
        && collector.getChunks().stream()
            .noneMatch(c -> c.getSnapshotChunkIndex() == piece.getSnapshotChunkIndex());
  }

  /**
   * The snapshot, which is committed, knows an older membership at a later index: ours never was
   * committed.
   */
  private void forgetUncommittedMembers(InstallSnapshotRequest request) {
    boolean uncommitted = state.effectiveGroupMembers() != state.committedGroupMembers();
    if (uncommitted
        && state.effectiveGroupMembers().getLogIndex()
            > request.getGroupMembersView().getLogIndex()) {
      node.revertGroupMembers();
    }
  }

  /** What MicroRaft does first with a request of a leader of this or a later term. */
  private void follow(RaftMessage request) {
    if (request.getTerm() > state.term()
        || state.leaderState() != null
        || state.candidateState() != null) {
      node.toFollower(request.getTerm());
    }
    if (!request.getSender().equals(state.leader())) {
      node.leader(request.getSender());
    }
    node.leaderHeartbeatReceived();
  }

  private void answerSuccess(
      RaftEndpoint leader, long lastIndex, long querySequence, long flowSequence) {
    // What is acknowledged must be on disk; a former leader may have entries that are not.
    state.log().flush();
    node.send(
        leader,
        factory
            .createAppendEntriesSuccessResponseBuilder()
            .setGroupId(node.getGroupId())
            .setSender(state.localEndpoint())
            .setTerm(state.term())
            .setLastLogIndex(lastIndex)
            .setQuerySequenceNumber(querySequence)
            .setFlowControlSequenceNumber(flowSequence)
            .build());
  }

  private void dropFrom(long index, RaftEndpoint leader) {
    List<LogEntry> dropped = state.log().truncateEntriesFrom(index);
    LOG.info(
        "{} drops {} uncommitted entries from index {}: leader {} of term {} has another entry there",
        node.localEndpointStr(),
        dropped.size(),
        index,
        leader.getId(),
        state.term());
    state.invalidateFuturesFrom(index, node.newNotLeaderException());
    if (dropped.stream().anyMatch(entry -> entry.getOperation() instanceof RaftGroupOp)) {
      node.setStatus(RaftNodeStatus.ACTIVE);
      node.revertGroupMembers();
    }
    state.log().flush();
  }
}
