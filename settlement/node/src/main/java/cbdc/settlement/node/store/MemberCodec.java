package cbdc.settlement.node.store;

import io.microraft.MembershipChangeMode;
import io.microraft.RaftEndpoint;
import io.microraft.model.RaftModelFactory;
import io.microraft.model.groupop.UpdateRaftGroupMembersOp;
import io.microraft.model.log.RaftGroupMembersView;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;

/** The stored form of endpoints, member lists and membership changes. */
final class MemberCodec {
  private final RaftModelFactory models;
  private final Function<String, RaftEndpoint> endpoints;

  MemberCodec(RaftModelFactory models, Function<String, RaftEndpoint> endpoints) {
    this.models = models;
    this.endpoints = endpoints;
  }

  RaftModelFactory models() {
    return models;
  }

  /** An endpoint, or null, as its id. */
  byte[] encodeEndpoint(RaftEndpoint endpoint) {
    return endpoint == null ? new byte[0] : id(endpoint);
  }

  RaftEndpoint decodeEndpoint(byte[] bytes) {
    return bytes.length == 0 ? null : endpoints.apply(new String(bytes, StandardCharsets.UTF_8));
  }

  byte[] encodeView(RaftGroupMembersView view) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(view.getLogIndex()).array());
    writeMembers(out, view.getMembers(), view.getVotingMembers());
    return out.toByteArray();
  }

  RaftGroupMembersView decodeView(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    long logIndex = in.getLong();
    Members members = readMembers(in);
    return models
        .createRaftGroupMembersViewBuilder()
        .setLogIndex(logIndex)
        .setMembers(members.all())
        .setVotingMembers(members.voting())
        .build();
  }

  byte[] encodeChange(UpdateRaftGroupMembersOp change) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(modeCode(change.getMode()));
    writeText(out, id(change.getEndpoint()));
    writeMembers(out, change.getMembers(), change.getVotingMembers());
    return out.toByteArray();
  }

  UpdateRaftGroupMembersOp decodeChange(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    MembershipChangeMode mode = modeOf(in.get());
    RaftEndpoint endpoint = decodeEndpoint(readText(in));
    Members members = readMembers(in);
    return models
        .createUpdateRaftGroupMembersOpBuilder()
        .setMode(mode)
        .setEndpoint(endpoint)
        .setMembers(members.all())
        .setVotingMembers(members.voting())
        .build();
  }

  private record Members(Set<RaftEndpoint> all, Set<RaftEndpoint> voting) {}

  private static byte[] id(RaftEndpoint endpoint) {
    return endpoint.getId().toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void writeText(ByteArrayOutputStream out, byte[] text) {
    out.write(text.length >>> 8);
    out.write(text.length);
    out.writeBytes(text);
  }

  private static byte[] readText(ByteBuffer in) {
    byte[] text = new byte[in.getShort() & 0xffff];
    in.get(text);
    return text;
  }

  private static void writeMembers(
      ByteArrayOutputStream out, Collection<RaftEndpoint> all, Collection<RaftEndpoint> voting) {
    out.write(all.size() >>> 8);
    out.write(all.size());
    for (RaftEndpoint member : all) {
      writeText(out, id(member));
      out.write(voting.contains(member) ? 1 : 0);
    }
  }

  private Members readMembers(ByteBuffer in) {
    Set<RaftEndpoint> all = new LinkedHashSet<>();
    Set<RaftEndpoint> voting = new LinkedHashSet<>();
    int count = in.getShort() & 0xffff;
    for (int i = 0; i < count; i++) {
      RaftEndpoint member = decodeEndpoint(readText(in));
      all.add(member);
      if (in.get() == 1) {
        voting.add(member);
      }
    }
    return new Members(all, voting);
  }

  /** Stored codes never change, whatever order the library lists its modes in. */
  private static int modeCode(MembershipChangeMode mode) {
    return switch (mode) {
      case ADD_LEARNER -> 1;
      case ADD_OR_PROMOTE_TO_FOLLOWER -> 2;
      case REMOVE_MEMBER -> 3;
    };
  }

  private static MembershipChangeMode modeOf(byte code) {
    return switch (code) {
      case 1 -> MembershipChangeMode.ADD_LEARNER;
      case 2 -> MembershipChangeMode.ADD_OR_PROMOTE_TO_FOLLOWER;
      case 3 -> MembershipChangeMode.REMOVE_MEMBER;
      default -> throw new IllegalArgumentException("unknown membership change mode " + code);
    };
  }
}
