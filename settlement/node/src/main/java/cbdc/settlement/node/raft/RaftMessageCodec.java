package cbdc.settlement.node.raft;

import cbdc.settlement.node.store.EntryBytes;
import cbdc.settlement.node.store.NodeEndpoint;
import cbdc.settlement.node.store.SnapshotPiece;
import io.microraft.RaftEndpoint;
import io.microraft.model.groupop.UpdateRaftGroupMembersOp;
import io.microraft.model.log.LogEntry;
import io.microraft.model.log.RaftGroupMembersView;
import io.microraft.model.log.SnapshotChunk;
import io.microraft.model.message.AppendEntriesFailureResponse;
import io.microraft.model.message.AppendEntriesRequest;
import io.microraft.model.message.AppendEntriesSuccessResponse;
import io.microraft.model.message.InstallSnapshotRequest;
import io.microraft.model.message.InstallSnapshotResponse;
import io.microraft.model.message.PreVoteRequest;
import io.microraft.model.message.PreVoteResponse;
import io.microraft.model.message.RaftMessage;
import io.microraft.model.message.TriggerLeaderElectionRequest;
import io.microraft.model.message.VoteRequest;
import io.microraft.model.message.VoteResponse;
import java.util.Collection;
import java.util.Optional;

/**
 * The wire format of Raft messages, version {@value #VERSION}: version u8, type u8, shard i32, term
 * i32, sender (length u8, UTF-8), the fields of the type in the order in which they are written
 * below, CRC-32C of all that. Numbers are big-endian. A change of any of this is a new version; the
 * golden bytes of the test hold it.
 *
 * <p>{@link RaftMessageDecoder} reads it.
 */
public final class RaftMessageCodec {

  /** Version of the format. */
  public static final int VERSION = 1;

  /** Longest frame: entries or a snapshot piece, and their framing. */
  public static final int FRAME_BYTES_MAX = RaftSettings.APPEND_BYTES_LIMIT + (256 << 10);

  /** Longest node id. */
  public static final int NODE_ID_BYTES_MAX = 64;

  /** Most members of a group that a message may name. */
  static final int MEMBERS_MAX = 64;

  /** Most entries in a request. */
  static final int ENTRIES_MAX = 16_384;

  /** Most pieces of a snapshot: a terabyte. */
  static final int PIECES_MAX = 1 << 20;

  static final int OPERATION_BYTES = 0;
  static final int OPERATION_MEMBERS = 1;

  private static final int HEADER_BYTES = 256;
  private static final int ENTRY_HEADER_BYTES = 9;

  private RaftMessageCodec() {}

  /** Types of messages by their number on the wire; numbers are never used again. */
  enum Type {
    APPEND_REQUEST(1),
    APPEND_SUCCESS(2),
    APPEND_FAILURE(3),
    VOTE_REQUEST(4),
    VOTE_RESPONSE(5),
    PRE_VOTE_REQUEST(6),
    PRE_VOTE_RESPONSE(7),
    INSTALL_REQUEST(8),
    INSTALL_RESPONSE(9),
    TRIGGER_ELECTION(10);

    final int number;

    Type(int number) {
      this.number = number;
    }
  }

  /**
   * The frame of a message. Reads the store if an entry is no longer in memory or the message
   * carries a snapshot piece.
   *
   * @param message a message of MicroRaft made with {@link CbdcModelFactory}
   * @return empty if its snapshot piece cannot be had now: the message is then not to be sent
   */
  public static Optional<byte[]> encode(RaftMessage message) {
    if (message instanceof AppendEntriesRequest request) {
      return Optional.of(append(request));
    } else if (message instanceof InstallSnapshotRequest request) {
      return install(request);
    }
    return Optional.of(small(message).finish());
  }

  private static FrameWriter small(RaftMessage message) {
    if (message instanceof AppendEntriesSuccessResponse m) {
      return start(Type.APPEND_SUCCESS, m, 0)
          .i64(m.getLastLogIndex())
          .i64(m.getQuerySequenceNumber())
          .i64(m.getFlowControlSequenceNumber());
    } else if (message instanceof AppendEntriesFailureResponse m) {
      return start(Type.APPEND_FAILURE, m, 0)
          .i64(m.getExpectedNextIndex())
          .i64(m.getQuerySequenceNumber())
          .i64(m.getFlowControlSequenceNumber());
    } else if (message instanceof InstallSnapshotResponse m) {
      return start(Type.INSTALL_RESPONSE, m, 0)
          .i64(m.getSnapshotIndex())
          .i32(m.getRequestedSnapshotChunkIndex())
          .i64(m.getQuerySequenceNumber())
          .i64(m.getFlowControlSequenceNumber());
    }
    return election(message);
  }

  private static FrameWriter election(RaftMessage message) {
    if (message instanceof VoteRequest m) {
      return start(Type.VOTE_REQUEST, m, 0)
          .i32(m.getLastLogTerm())
          .i64(m.getLastLogIndex())
          .flag(m.isSticky());
    } else if (message instanceof VoteResponse m) {
      return start(Type.VOTE_RESPONSE, m, 0).flag(m.isGranted());
    } else if (message instanceof PreVoteRequest m) {
      return start(Type.PRE_VOTE_REQUEST, m, 0).i32(m.getLastLogTerm()).i64(m.getLastLogIndex());
    } else if (message instanceof PreVoteResponse m) {
      return start(Type.PRE_VOTE_RESPONSE, m, 0).flag(m.isGranted());
    } else if (message instanceof TriggerLeaderElectionRequest m) {
      return start(Type.TRIGGER_ELECTION, m, 0).i32(m.getLastLogTerm()).i64(m.getLastLogIndex());
    }
    throw new IllegalArgumentException("no wire format for " + message.getClass().getName());
  }

  private static byte[] append(AppendEntriesRequest m) {
    int bytes = 0;
    for (LogEntry entry : m.getLogEntries()) {
      bytes += entryBytes(entry);
    }
    FrameWriter out =
        start(Type.APPEND_REQUEST, m, bytes)
            .i32(m.getPreviousLogTerm())
            .i64(m.getPreviousLogIndex())
            .i64(m.getCommitIndex())
            .i64(m.getQuerySequenceNumber())
            .i64(m.getFlowControlSequenceNumber())
            .i32(m.getLogEntries().size());
    long index = m.getPreviousLogIndex();
    for (LogEntry entry : m.getLogEntries()) {
      if (entry.getIndex() != ++index) {
        throw new IllegalArgumentException(
            "entry " + entry.getIndex() + " where " + index + " was expected");
      }
      out.i32(entry.getTerm());
      operation(out, entry.getOperation());
    }
    return out.finish();
  }

  /** Bytes that an entry takes in a request, about. */
  static int entryBytes(LogEntry entry) {
    return entry.getOperation() instanceof EntryBytes bytes
        ? ENTRY_HEADER_BYTES + bytes.length()
        : ENTRY_HEADER_BYTES + HEADER_BYTES;
  }

  private static void operation(FrameWriter out, Object operation) {
    if (operation instanceof EntryBytes entry) {
      out.u8(OPERATION_BYTES).bytes(entry.get());
    } else if (operation instanceof UpdateRaftGroupMembersOp change) {
      out.u8(OPERATION_MEMBERS).u8(modeNumber(change)).text(id(change.getEndpoint()));
      members(out, change.getMembers(), change.getVotingMembers());
    } else {
      throw new IllegalArgumentException(
          "no wire format for operation " + operation.getClass().getName());
    }
  }

  private static int modeNumber(UpdateRaftGroupMembersOp change) {
    return switch (change.getMode()) {
      case ADD_LEARNER -> 0;
      case ADD_OR_PROMOTE_TO_FOLLOWER -> 1;
      case REMOVE_MEMBER -> 2;
    };
  }

  private static Optional<byte[]> install(InstallSnapshotRequest m) {
    SnapshotChunk chunk = m.getSnapshotChunk();
    byte[] piece = null;
    if (chunk != null) {
      Optional<byte[]> read = ((SnapshotPiece) chunk.getOperation()).read();
      if (read.isEmpty()) {
        return Optional.empty();
      }
      piece = read.get();
    }
    FrameWriter out =
        start(Type.INSTALL_REQUEST, m, HEADER_BYTES + (piece == null ? 0 : piece.length))
            .flag(m.isSenderLeader())
            .i32(m.getSnapshotTerm())
            .i64(m.getSnapshotIndex())
            .i32(m.getTotalSnapshotChunkCount())
            .i64(m.getQuerySequenceNumber())
            .i64(m.getFlowControlSequenceNumber());
    endpoints(out, m.getSnapshottedMembers());
    view(out, m.getGroupMembersView());
    out.flag(piece != null);
    if (piece != null) {
      out.i32(chunk.getSnapshotChunkIndex()).bytes(piece);
    }
    return Optional.of(out.finish());
  }

  private static FrameWriter start(Type type, RaftMessage message, int contentBytes) {
    return new FrameWriter(HEADER_BYTES + contentBytes)
        .u8(VERSION)
        .u8(type.number)
        .i32((Integer) message.getGroupId())
        .i32(message.getTerm())
        .text(id(message.getSender()));
  }

  private static void endpoints(FrameWriter out, Collection<RaftEndpoint> endpoints) {
    out.i32(endpoints.size());
    endpoints.forEach(endpoint -> out.text(id(endpoint)));
  }

  private static void view(FrameWriter out, RaftGroupMembersView view) {
    out.i64(view.getLogIndex());
    members(out, view.getMembers(), view.getVotingMembers());
  }

  private static void members(
      FrameWriter out, Collection<RaftEndpoint> members, Collection<RaftEndpoint> voting) {
    out.i32(members.size());
    members.forEach(member -> out.text(id(member)).flag(voting.contains(member)));
  }

  private static String id(RaftEndpoint endpoint) {
    return ((NodeEndpoint) endpoint).nodeId();
  }
}
