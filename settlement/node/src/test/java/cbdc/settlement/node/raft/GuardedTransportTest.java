package cbdc.settlement.node.raft;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.settlement.node.store.EntryBytes;
import cbdc.settlement.node.store.NodeEndpoint;
import cbdc.settlement.node.store.SnapshotPiece;
import io.microraft.RaftEndpoint;
import io.microraft.model.log.LogEntry;
import io.microraft.model.log.RaftGroupMembersView;
import io.microraft.model.log.SnapshotChunk;
import io.microraft.model.message.AppendEntriesRequest;
import io.microraft.model.message.RaftMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** What leaves a group, on which thread and over which connection. */
class GuardedTransportTest {

  private record Sent(String nodeId, byte[] frame, boolean bulk) {
    RaftMessage message() {
      try {
        return RaftMessageDecoder.decode(frame);
      } catch (MalformedFrameException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static final RaftEndpoint SELF = new NodeEndpoint("self");
  private static final RaftEndpoint PEER = new NodeEndpoint("peer");

  private final CbdcModelFactory factory = new CbdcModelFactory();
  private final List<Sent> sent = new ArrayList<>();
  private final List<String> halts = new ArrayList<>();
  private final Deque<Runnable> storeReads = new ArrayDeque<>();
  private final GroupHalt halt = new GroupHalt(3, (reason, cause) -> halts.add(reason));
  private final RaftPeerLink link =
      new RaftPeerLink() {
        @Override
        public void send(int shard, String nodeId, byte[] frame, boolean bulk) {
          sent.add(new Sent(nodeId, frame, bulk));
        }

        @Override
        public boolean isReachable(String nodeId) {
          return nodeId.equals("peer");
        }
      };
  private final GuardedTransport transport =
      new GuardedTransport(3, link, storeReads::add, halt, 1_000);

  private AppendEntriesRequest append(int entries, int bytesEach) {
    List<LogEntry> list = new ArrayList<>();
    for (int i = 1; i <= entries; i++) {
      list.add(CbdcModelFactory.entry(10 + i, 2, EntryBytes.of(new byte[bytesEach])));
    }
    return factory
        .createAppendEntriesRequestBuilder()
        .setGroupId(3)
        .setSender(SELF)
        .setTerm(2)
        .setPreviousLogTerm(2)
        .setPreviousLogIndex(10)
        .setCommitIndex(30)
        .setQuerySequenceNumber(4)
        .setFlowControlSequenceNumber(5)
        .setLogEntries(list)
        .build();
  }

  private RaftMessage install(SnapshotPiece piece) {
    RaftGroupMembersView view =
        factory
            .createRaftGroupMembersViewBuilder()
            .setLogIndex(0)
            .setMembers(List.of(SELF, PEER))
            .setVotingMembers(List.of(SELF, PEER))
            .build();
    SnapshotChunk chunk =
        factory
            .createSnapshotChunkBuilder()
            .setTerm(1)
            .setIndex(9)
            .setSnapshotChunkIndex(0)
            .setSnapshotChunkCount(1)
            .setGroupMembersView(view)
            .setOperation(piece)
            .build();
    return factory
        .createInstallSnapshotRequestBuilder()
        .setGroupId(3)
        .setSender(SELF)
        .setTerm(2)
        .setSenderLeader(true)
        .setSnapshotTerm(1)
        .setSnapshotIndex(9)
        .setTotalSnapshotChunkCount(1)
        .setSnapshotChunk(chunk)
        .setSnapshottedMembers(List.of(SELF))
        .setGroupMembersView(view)
        .setQuerySequenceNumber(0)
        .setFlowControlSequenceNumber(1)
        .build();
  }

  @Test
  void shouldCutAppendRequestButKeepAllElse() {
    transport.send(PEER, append(20, 300));

    AppendEntriesRequest request = (AppendEntriesRequest) sent.get(0).message();
    assertThat(request.getLogEntries())
        .extracting(LogEntry::getIndex)
        .containsExactly(11L, 12L, 13L);
    assertThat(request.getCommitIndex()).isEqualTo(30);
    assertThat(request.getPreviousLogIndex()).isEqualTo(10);
    assertThat(request.getQuerySequenceNumber()).isEqualTo(4);
    assertThat(request.getFlowControlSequenceNumber()).isEqualTo(5);
  }

  @Test
  void shouldSendOneEntryHoweverLarge() {
    transport.send(PEER, append(3, 5_000));

    assertThat(((AppendEntriesRequest) sent.get(0).message()).getLogEntries()).hasSize(1);
  }

  @Test
  void shouldSendWhatIsInMemoryAtOnce() {
    transport.send(PEER, append(2, 100));

    assertThat(sent).hasSize(1);
    assertThat(sent.get(0).bulk).isFalse();
    assertThat(sent.get(0).nodeId).isEqualTo("peer");
    assertThat(storeReads).isEmpty();
  }

  @Test
  void shouldReadSnapshotPieceOnAnotherThreadAndSendItInBulk() {
    transport.send(PEER, install(SnapshotPiece.received(new byte[] {5})));
    assertThat(sent).isEmpty();
    storeReads.remove().run();

    assertThat(sent).hasSize(1);
    assertThat(sent.get(0).bulk).isTrue();
  }

  @Test
  void shouldDropWhenTooMuchWaitsForTheStore() {
    GuardedTransport busy =
        new GuardedTransport(
            3,
            link,
            task -> {
              throw new RejectedExecutionException("full");
            },
            halt,
            1_000);
    busy.send(PEER, install(SnapshotPiece.received(new byte[] {5})));

    assertThat(sent).isEmpty();
    assertThat(halts).isEmpty();
  }

  @Test
  void shouldSendNothingAfterHalt() {
    halt.halt("test", null);
    transport.send(PEER, append(2, 100));

    assertThat(sent).isEmpty();
    assertThat(halts).containsExactly("shard 3: test");
  }

  @Test
  void shouldAskTheLinkWhetherANodeIsReachable() {
    assertThat(transport.isReachable(PEER)).isTrue();
    assertThat(transport.isReachable(SELF)).isFalse();
  }
}
