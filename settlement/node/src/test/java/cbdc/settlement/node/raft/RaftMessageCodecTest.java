package cbdc.settlement.node.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.settlement.node.store.EntryBytes;
import cbdc.settlement.node.store.NodeEndpoint;
import cbdc.settlement.node.store.SnapshotPiece;
import io.microraft.MembershipChangeMode;
import io.microraft.RaftEndpoint;
import io.microraft.model.groupop.UpdateRaftGroupMembersOp;
import io.microraft.model.log.LogEntry;
import io.microraft.model.log.RaftGroupMembersView;
import io.microraft.model.log.SnapshotChunk;
import io.microraft.model.message.AppendEntriesRequest;
import io.microraft.model.message.InstallSnapshotRequest;
import io.microraft.model.message.RaftMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/**
 * The wire format: every message comes back as it was, the bytes stay what they are, and garbage is
 * refused.
 */
class RaftMessageCodecTest {

  private static final CbdcModelFactory FACTORY = new CbdcModelFactory();
  private static final RaftEndpoint A = new NodeEndpoint("a");
  private static final RaftEndpoint B = new NodeEndpoint("n\u00e9-2");

  private static final Map<String, RaftMessage> MESSAGES = messages();

  private static Map<String, RaftMessage> messages() {
    Map<String, RaftMessage> all = new LinkedHashMap<>();
    all.put(
        "append",
        append(
            List.of(
                CbdcModelFactory.entry(8, 3, EntryBytes.of(new byte[] {1, 2, 3})),
                CbdcModelFactory.entry(9, 5, change()))));
    all.put("append, empty", append(List.of()));
    all.put(
        "append success",
        FACTORY
            .createAppendEntriesSuccessResponseBuilder()
            .setGroupId(7)
            .setSender(A)
            .setTerm(5)
            .setLastLogIndex(9)
            .setQuerySequenceNumber(4)
            .setFlowControlSequenceNumber(6)
            .build());
    all.put(
        "append failure",
        FACTORY
            .createAppendEntriesFailureResponseBuilder()
            .setGroupId(7)
            .setSender(A)
            .setTerm(5)
            .setExpectedNextIndex(9)
            .setQuerySequenceNumber(4)
            .setFlowControlSequenceNumber(6)
            .build());
    all.put(
        "vote request",
        FACTORY
            .createVoteRequestBuilder()
            .setGroupId(7)
            .setSender(A)
            .setTerm(5)
            .setLastLogTerm(3)
            .setLastLogIndex(9)
            .setSticky(true)
            .build());
    all.put(
        "vote response",
        FACTORY
            .createVoteResponseBuilder()
            .setGroupId(7)
            .setSender(A)
            .setTerm(5)
            .setGranted(true)
            .build());
    all.put(
        "pre-vote request",
        FACTORY
            .createPreVoteRequestBuilder()
            .setGroupId(7)
            .setSender(A)
            .setTerm(5)
            .setLastLogTerm(3)
            .setLastLogIndex(9)
            .build());
    all.put(
        "pre-vote response",
        FACTORY
            .createPreVoteResponseBuilder()
            .setGroupId(7)
            .setSender(A)
            .setTerm(5)
            .setGranted(false)
            .build());
    all.put("install request, no piece", install(null));
    all.put("install request, piece", install(chunk()));
    all.put(
        "install response",
        FACTORY
            .createInstallSnapshotResponseBuilder()
            .setGroupId(7)
            .setSender(B)
            .setTerm(5)
            .setSnapshotIndex(8)
            .setRequestedSnapshotChunkIndex(1)
            .setQuerySequenceNumber(4)
            .setFlowControlSequenceNumber(6)
            .build());
    all.put(
        "trigger election",
        FACTORY
            .createTriggerLeaderElectionRequestBuilder()
            .setGroupId(7)
            .setSender(A)
            .setTerm(5)
            .setLastLogTerm(3)
            .setLastLogIndex(9)
            .build());
    return all;
  }

  private static RaftMessage append(List<LogEntry> entries) {
    return FACTORY
        .createAppendEntriesRequestBuilder()
        .setGroupId(7)
        .setSender(A)
        .setTerm(5)
        .setPreviousLogTerm(2)
        .setPreviousLogIndex(7)
        .setCommitIndex(6)
        .setQuerySequenceNumber(4)
        .setFlowControlSequenceNumber(3)
        .setLogEntries(entries)
        .build();
  }

  private static UpdateRaftGroupMembersOp change() {
    return FACTORY
        .createUpdateRaftGroupMembersOpBuilder()
        .setMembers(List.of(A, B))
        .setVotingMembers(List.of(A))
        .setEndpoint(B)
        .setMode(MembershipChangeMode.ADD_LEARNER)
        .build();
  }

  private static RaftGroupMembersView view() {
    return FACTORY
        .createRaftGroupMembersViewBuilder()
        .setLogIndex(2)
        .setMembers(List.of(A, B))
        .setVotingMembers(List.of(B))
        .build();
  }

  private static SnapshotChunk chunk() {
    return FACTORY
        .createSnapshotChunkBuilder()
        .setTerm(3)
        .setIndex(8)
        .setSnapshotChunkIndex(1)
        .setSnapshotChunkCount(2)
        .setGroupMembersView(view())
        .setOperation(SnapshotPiece.received(new byte[] {9, 8}))
        .build();
  }

  private static RaftMessage install(SnapshotChunk chunk) {
    return FACTORY
        .createInstallSnapshotRequestBuilder()
        .setGroupId(7)
        .setSender(A)
        .setTerm(5)
        .setSenderLeader(true)
        .setSnapshotTerm(3)
        .setSnapshotIndex(8)
        .setTotalSnapshotChunkCount(2)
        .setSnapshotChunk(chunk)
        .setSnapshottedMembers(List.of(A))
        .setGroupMembersView(view())
        .setQuerySequenceNumber(4)
        .setFlowControlSequenceNumber(3)
        .build();
  }

  private static byte[] encode(RaftMessage message) {
    return RaftMessageCodec.encode(message).orElseThrow();
  }

  @Test
  void shouldReadBackWhatItWrites() throws MalformedFrameException {
    for (Map.Entry<String, RaftMessage> message : MESSAGES.entrySet()) {
      byte[] frame = encode(message.getValue());
      RaftMessage read = RaftMessageDecoder.decode(frame);

      assertThat(read).as(message.getKey()).hasSameClassAs(message.getValue());
      assertThat(encode(read)).as(message.getKey()).isEqualTo(frame);
      assertThat(text(read)).as(message.getKey()).isEqualTo(text(message.getValue()));
    }
  }

  /**
   * The default classes print all their fields; only collections and operations print differently.
   */
  private static String text(RaftMessage message) {
    return message.toString().replace("EntryBytes", "").replaceAll("[\\[\\]]", "");
  }

  @Test
  void shouldReadBackEntriesMembersAndPieces() throws MalformedFrameException {
    AppendEntriesRequest append =
        (AppendEntriesRequest) RaftMessageDecoder.decode(encode(MESSAGES.get("append")));
    InstallSnapshotRequest install =
        (InstallSnapshotRequest)
            RaftMessageDecoder.decode(encode(MESSAGES.get("install request, piece")));
    UpdateRaftGroupMembersOp change =
        (UpdateRaftGroupMembersOp) append.getLogEntries().get(1).getOperation();

    assertThat(((EntryBytes) append.getLogEntries().get(0).getOperation()).get())
        .containsExactly(1, 2, 3);
    assertThat(append.getLogEntries()).extracting(LogEntry::getIndex).containsExactly(8L, 9L);
    assertThat(append.getLogEntries()).extracting(LogEntry::getTerm).containsExactly(3, 5);
    assertThat(change.getMembers()).containsExactly(A, B);
    assertThat(change.getVotingMembers()).containsExactly(A);
    assertThat(change.getEndpoint()).isEqualTo(B);
    assertThat(change.getMode()).isEqualTo(MembershipChangeMode.ADD_LEARNER);
    assertThat(install.getSnapshotChunk().getSnapshotChunkIndex()).isEqualTo(1);
    assertThat(install.getSnapshotChunk().getIndex()).isEqualTo(8);
    assertThat(install.getSnapshotChunk().getTerm()).isEqualTo(3);
    assertThat(((SnapshotPiece) install.getSnapshotChunk().getOperation()).read())
        .contains(new byte[] {9, 8});
    assertThat(install.getGroupMembersView().getVotingMembers()).containsExactly(B);
  }

  /**
   * These bytes may change only together with the version: nodes of two releases talk to each
   * other.
   */
  @Test
  void shouldKeepGoldenBytes() {
    List<String> golden =
        List.of(
            "010100000007000000050161000000020000000000000007000000000000000600000000000000040000000000000003"
                + "00000002000000030000000003010203000000050100056ec3a92d3200000002016101056ec3a92d320079d47a42",
            "010100000007000000050161000000020000000000000007000000000000000600000000000000040000000000000003"
                + "00000000981dcb3f",
            "010200000007000000050161000000000000000900000000000000040000000000000006ef98e6e9",
            "010300000007000000050161000000000000000900000000000000040000000000000006ce5e70ca",
            "010400000007000000050161000000030000000000000009019ffd1f7b",
            "01050000000700000005016101e0152b32",
            "010600000007000000050161000000030000000000000009d5c78f1f",
            "01070000000700000005016100709d0051",
            "010800000007000000050161010000000300000000000000080000000200000000000000040000000000000003000000"
                + "010161000000000000000200000002016100056ec3a92d32010044d4ca1c",
            "010800000007000000050161010000000300000000000000080000000200000000000000040000000000000003000000"
                + "010161000000000000000200000002016100056ec3a92d32010100000001000000020908c9d8324e",
            "01090000000700000005056ec3a92d3200000000000000080000000100000000000000040000000000000006669d49e3",
            "010a00000007000000050161000000030000000000000009a7cf23dd");
    List<String> actual =
        MESSAGES.values().stream().map(m -> HexFormat.of().formatHex(encode(m))).toList();

    assertThat(actual).isEqualTo(golden);
  }

  @Test
  void shouldRefuseEveryTruncationAndEveryFlippedByte() {
    for (RaftMessage message : MESSAGES.values()) {
      byte[] frame = encode(message);
      for (int length = 0; length < frame.length; length++) {
        byte[] cut = Arrays.copyOf(frame, length);
        assertThatThrownBy(() -> RaftMessageDecoder.decode(cut))
            .isInstanceOf(MalformedFrameException.class);
      }
      for (int at = 0; at < frame.length; at++) {
        byte[] flipped = frame.clone();
        flipped[at] ^= 0x10;
        assertThatThrownBy(() -> RaftMessageDecoder.decode(flipped))
            .isInstanceOf(MalformedFrameException.class);
      }
    }
  }

  @Test
  void shouldRefuseOrReadGarbageWithRightChecksumAndNothingElse() {
    List<byte[]> frames = MESSAGES.values().stream().map(RaftMessageCodecTest::encode).toList();
    Random random = new Random(20_261_122);
    int read = 0;
    for (int i = 0; i < 200_000; i++) {
      byte[] garbage = garbage(frames.get(random.nextInt(frames.size())), random);
      try {
        RaftMessage message = RaftMessageDecoder.decode(garbage);
        read++;
        assertThat(encode(message))
            .as("round %d: what is read is exactly what was sent", i)
            .isEqualTo(garbage);
      } catch (MalformedFrameException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
    assertThat(read).as("some changes only change values").isBetween(100, 190_000);
  }

  private static byte[] garbage(byte[] frame, Random random) {
    byte[] content = Arrays.copyOf(frame, frame.length - 4);
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(content.length);
      content[at] =
          random.nextBoolean()
              ? (byte) random.nextInt()
              : (byte) (content[at] ^ (1 << random.nextInt(8)));
    }
    if (random.nextInt(4) == 0) {
      content = Arrays.copyOf(content, random.nextInt(content.length * 2));
    }
    return seal(content);
  }

  private static byte[] seal(byte[] content) {
    CRC32C crc = new CRC32C();
    crc.update(content);
    byte[] sealed = Arrays.copyOf(content, content.length + 4);
    for (int i = 0; i < 4; i++) {
      sealed[content.length + i] = (byte) (crc.getValue() >>> (24 - 8 * i));
    }
    return sealed;
  }

  @Test
  void shouldRefuseOtherVersion() {
    byte[] frame = encode(MESSAGES.get("vote request"));
    byte[] content = Arrays.copyOf(frame, frame.length - 4);
    content[0] = 2;

    assertThatThrownBy(() -> RaftMessageDecoder.decode(seal(content)))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessage("version 2, expected 1");
  }

  @Test
  void shouldRefuseMoreThanAFrameHolds() {
    byte[] huge = new byte[RaftMessageCodec.FRAME_BYTES_MAX + 1];

    assertThatThrownBy(() -> RaftMessageDecoder.decode(huge))
        .isInstanceOf(MalformedFrameException.class);
  }

  @Test
  void shouldRefuseToSendGapInEntries() {
    List<LogEntry> entries = new ArrayList<>();
    entries.add(CbdcModelFactory.entry(9, 3, EntryBytes.of(new byte[] {1})));

    assertThatThrownBy(() -> encode(append(entries))).isInstanceOf(IllegalArgumentException.class);
  }
}
