package cbdc.settlement.node.raft;

import static cbdc.settlement.node.raft.RaftMessageCodec.ENTRIES_MAX;
import static cbdc.settlement.node.raft.RaftMessageCodec.MEMBERS_MAX;
import static cbdc.settlement.node.raft.RaftMessageCodec.PIECES_MAX;

import cbdc.settlement.node.store.EntryBytes;
import cbdc.settlement.node.store.NodeEndpoint;
import cbdc.settlement.node.store.SnapshotPiece;
import io.microraft.MembershipChangeMode;
import io.microraft.RaftEndpoint;
import io.microraft.model.groupop.UpdateRaftGroupMembersOp;
import io.microraft.model.log.LogEntry;
import io.microraft.model.log.RaftGroupMembersView;
import io.microraft.model.log.SnapshotChunk;
import io.microraft.model.message.RaftMessage;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads what {@link RaftMessageCodec} writes, and refuses everything else as a whole: every length
 * is bounded, every number in its range, nothing is left over. Only the types named here come into
 * being, whatever the bytes say.
 */
final class RaftMessageDecoder {

  /** A node id of one character and its length. */
  private static final int ENDPOINT_BYTES_MIN = 2;

  private static final int MEMBER_BYTES_MIN = 3;
  private static final int ENTRY_BYTES_MIN = 8;
  private static final int PIECE_BYTES_MAX = RaftMessageCodec.FRAME_BYTES_MAX;

  private final CbdcModelFactory factory = new CbdcModelFactory();
  private final FrameReader in;
  private int shard;
  private int term;
  private RaftEndpoint sender;

  private RaftMessageDecoder(FrameReader in) {
    this.in = in;
  }

  /**
   * The message of a frame.
   *
   * @throws MalformedFrameException if it is not a frame that this version writes
   */
  static RaftMessage decode(byte[] frame) throws MalformedFrameException {
    return new RaftMessageDecoder(FrameReader.open(frame)).message();
  }

  private RaftMessage message() throws MalformedFrameException {
    int version = in.u8("version", 255);
    if (version != RaftMessageCodec.VERSION) {
      throw new MalformedFrameException(
          "version " + version + ", expected " + RaftMessageCodec.VERSION);
    }
    RaftMessageCodec.Type type = type(in.u8("type", 255));
    shard = in.i32("shard", Integer.MAX_VALUE);
    term = in.i32("term", Integer.MAX_VALUE);
    sender = endpoint("sender");
    RaftMessage message =
        switch (type) {
          case APPEND_REQUEST -> appendRequest();
          case APPEND_SUCCESS -> appendSuccess();
          case APPEND_FAILURE -> appendFailure();
          case VOTE_REQUEST -> voteRequest();
          case VOTE_RESPONSE -> voteResponse();
          case PRE_VOTE_REQUEST -> preVoteRequest();
          case PRE_VOTE_RESPONSE -> preVoteResponse();
          case INSTALL_REQUEST -> installRequest();
          case INSTALL_RESPONSE -> installResponse();
          case TRIGGER_ELECTION -> triggerElection();
        };
    in.end();
    return message;
  }

  private static RaftMessageCodec.Type type(int number) throws MalformedFrameException {
    for (RaftMessageCodec.Type type : RaftMessageCodec.Type.values()) {
      if (type.number == number) {
        return type;
      }
    }
    throw new MalformedFrameException("type " + number);
  }

  private RaftMessage appendRequest() throws MalformedFrameException {
    int previousTerm = in.i32("previous term", term);
    long previousIndex = in.i64("previous index");
    long commitIndex = in.i64("commit index");
    long querySequence = in.i64("query sequence");
    long flowSequence = in.i64("flow sequence");
    int count = in.count("entries", ENTRIES_MAX, ENTRY_BYTES_MIN);
    List<LogEntry> entries = new ArrayList<>(count);
    int lastTerm = previousTerm;
    for (int i = 1; i <= count; i++) {
      int entryTerm = in.i32("entry term", term);
      if (entryTerm < lastTerm) {
        throw new MalformedFrameException(
            "entry of term " + entryTerm + " after one of term " + lastTerm);
      }
      lastTerm = entryTerm;
      entries.add(CbdcModelFactory.entry(previousIndex + i, entryTerm, operation()));
    }
    return factory
        .createAppendEntriesRequestBuilder()
        .setGroupId(shard)
        .setSender(sender)
        .setTerm(term)
        .setPreviousLogTerm(previousTerm)
        .setPreviousLogIndex(previousIndex)
        .setCommitIndex(commitIndex)
        .setQuerySequenceNumber(querySequence)
        .setFlowControlSequenceNumber(flowSequence)
        .setLogEntries(entries)
        .build();
  }

  private Object operation() throws MalformedFrameException {
    if (in.u8("operation", RaftMessageCodec.OPERATION_MEMBERS)
        == RaftMessageCodec.OPERATION_BYTES) {
      return EntryBytes.of(in.bytes("entry", 1, RaftSettings.APPEND_BYTES_LIMIT));
    }
    MembershipChangeMode mode =
        switch (in.u8("mode", 2)) {
          case 0 -> MembershipChangeMode.ADD_LEARNER;
          case 1 -> MembershipChangeMode.ADD_OR_PROMOTE_TO_FOLLOWER;
          default -> MembershipChangeMode.REMOVE_MEMBER;
        };
    RaftEndpoint endpoint = endpoint("changed member");
    Members members = members();
    UpdateRaftGroupMembersOp operation =
        factory
            .createUpdateRaftGroupMembersOpBuilder()
            .setMode(mode)
            .setEndpoint(endpoint)
            .setMembers(members.all)
            .setVotingMembers(members.voting)
            .build();
    return operation;
  }

  private RaftMessage appendSuccess() throws MalformedFrameException {
    return factory
        .createAppendEntriesSuccessResponseBuilder()
        .setGroupId(shard)
        .setSender(sender)
        .setTerm(term)
        .setLastLogIndex(in.i64("last index"))
        .setQuerySequenceNumber(in.i64("query sequence"))
        .setFlowControlSequenceNumber(in.i64("flow sequence"))
        .build();
  }

  private RaftMessage appendFailure() throws MalformedFrameException {
    return factory
        .createAppendEntriesFailureResponseBuilder()
        .setGroupId(shard)
        .setSender(sender)
        .setTerm(term)
        .setExpectedNextIndex(in.i64("expected next index"))
        .setQuerySequenceNumber(in.i64("query sequence"))
        .setFlowControlSequenceNumber(in.i64("flow sequence"))
        .build();
  }

  private RaftMessage voteRequest() throws MalformedFrameException {
    return factory
        .createVoteRequestBuilder()
        .setGroupId(shard)
        .setSender(sender)
        .setTerm(term)
        .setLastLogTerm(in.i32("last term", term))
        .setLastLogIndex(in.i64("last index"))
        .setSticky(in.flag("sticky"))
        .build();
  }

  private RaftMessage voteResponse() throws MalformedFrameException {
    return factory
        .createVoteResponseBuilder()
        .setGroupId(shard)
        .setSender(sender)
        .setTerm(term)
        .setGranted(in.flag("granted"))
        .build();
  }

  private RaftMessage preVoteRequest() throws MalformedFrameException {
    return factory
        .createPreVoteRequestBuilder()
        .setGroupId(shard)
        .setSender(sender)
        .setTerm(term)
        .setLastLogTerm(in.i32("last term", term))
        .setLastLogIndex(in.i64("last index"))
        .build();
  }

  private RaftMessage preVoteResponse() throws MalformedFrameException {
    return factory
        .createPreVoteResponseBuilder()
        .setGroupId(shard)
        .setSender(sender)
        .setTerm(term)
        .setGranted(in.flag("granted"))
        .build();
  }

  private RaftMessage triggerElection() throws MalformedFrameException {
    return factory
        .createTriggerLeaderElectionRequestBuilder()
        .setGroupId(shard)
        .setSender(sender)
        .setTerm(term)
        .setLastLogTerm(in.i32("last term", term))
        .setLastLogIndex(in.i64("last index"))
        .build();
  }

  private RaftMessage installResponse() throws MalformedFrameException {
    return factory
        .createInstallSnapshotResponseBuilder()
        .setGroupId(shard)
        .setSender(sender)
        .setTerm(term)
        .setSnapshotIndex(in.i64("snapshot index"))
        .setRequestedSnapshotChunkIndex(in.i32("piece", PIECES_MAX - 1))
        .setQuerySequenceNumber(in.i64("query sequence"))
        .setFlowControlSequenceNumber(in.i64("flow sequence"))
        .build();
  }

  private RaftMessage installRequest() throws MalformedFrameException {
    boolean leader = in.flag("sender leads");
    int snapshotTerm = in.i32("snapshot term", term);
    long snapshotIndex = in.i64("snapshot index");
    int pieces = in.i32("pieces", PIECES_MAX);
    if (snapshotIndex == 0 || pieces == 0) {
      throw new MalformedFrameException(
          "snapshot of " + pieces + " pieces at index " + snapshotIndex);
    }
    long querySequence = in.i64("query sequence");
    long flowSequence = in.i64("flow sequence");
    List<RaftEndpoint> holders = endpoints();
    RaftGroupMembersView view = view(snapshotIndex);
    SnapshotChunk chunk =
        in.flag("has piece") ? chunk(snapshotTerm, snapshotIndex, pieces, view) : null;
    return factory
        .createInstallSnapshotRequestBuilder()
        .setGroupId(shard)
        .setSender(sender)
        .setTerm(term)
        .setSenderLeader(leader)
        .setSnapshotTerm(snapshotTerm)
        .setSnapshotIndex(snapshotIndex)
        .setTotalSnapshotChunkCount(pieces)
        .setSnapshotChunk(chunk)
        .setSnapshottedMembers(holders)
        .setGroupMembersView(view)
        .setQuerySequenceNumber(querySequence)
        .setFlowControlSequenceNumber(flowSequence)
        .build();
  }

  private SnapshotChunk chunk(
      int snapshotTerm, long snapshotIndex, int pieces, RaftGroupMembersView view)
      throws MalformedFrameException {
    return factory
        .createSnapshotChunkBuilder()
        .setTerm(snapshotTerm)
        .setIndex(snapshotIndex)
        .setSnapshotChunkIndex(in.i32("piece", pieces - 1))
        .setSnapshotChunkCount(pieces)
        .setGroupMembersView(view)
        .setOperation(SnapshotPiece.received(in.bytes("piece", 0, PIECE_BYTES_MAX)))
        .build();
  }

  private RaftGroupMembersView view(long snapshotIndex) throws MalformedFrameException {
    long index = in.i64("members index");
    if (index > snapshotIndex) {
      throw new MalformedFrameException(
          "members of index " + index + " in a snapshot at " + snapshotIndex);
    }
    Members members = members();
    return factory
        .createRaftGroupMembersViewBuilder()
        .setLogIndex(index)
        .setMembers(members.all)
        .setVotingMembers(members.voting)
        .build();
  }

  private Members members() throws MalformedFrameException {
    int count = in.count("members", MEMBERS_MAX, MEMBER_BYTES_MIN);
    Members members = new Members(new LinkedHashSet<>(), new LinkedHashSet<>());
    for (int i = 0; i < count; i++) {
      RaftEndpoint member = endpoint("member");
      if (!members.all.add(member)) {
        throw new MalformedFrameException("member " + member + " twice");
      }
      if (in.flag("votes")) {
        members.voting.add(member);
      }
    }
    if (members.voting.isEmpty()) {
      throw new MalformedFrameException("no voting member");
    }
    return members;
  }

  private List<RaftEndpoint> endpoints() throws MalformedFrameException {
    int count = in.count("holders", MEMBERS_MAX, ENDPOINT_BYTES_MIN);
    List<RaftEndpoint> endpoints = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      endpoints.add(endpoint("holder"));
    }
    return endpoints;
  }

  private RaftEndpoint endpoint(String field) throws MalformedFrameException {
    return new NodeEndpoint(in.text(field));
  }

  private record Members(Set<RaftEndpoint> all, Set<RaftEndpoint> voting) {}
}
