package cbdc.settlement.node.store;

import cbdc.settlement.node.store.StoreException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * What was agreed when the cluster came into being. Alike on all nodes except for {@code nodeId} and {@code journalId}.
 *
 * @param clusterId 16 bytes
 * @param nodeId this node's id, never reused for another node
 * @param journalId 16 bytes; a node that starts with an empty journal gets a new one
 * @param nodes N, configured nodes
 * @param replicas R, copies of each shard
 * @param shards S
 * @param members for each shard its node ids, in the recorded order
 * @param ledgerGenesis the ledger's own first state, opaque here
 */
public record GenesisRecord(
    byte[] clusterId,
    String nodeId,
    byte[] journalId,
    int nodes,
    int replicas,
    int shards,
    List<List<String>> members,
    byte[] ledgerGenesis) {
  /** Bytes in a cluster id and in a journal id. */
  public static final int ID_BYTES = 16;

  /** Refuses a record that contradicts itself. */
  public GenesisRecord {
    require(clusterId.length == ID_BYTES, "clusterId: expected 16 bytes but got " + clusterId.length);
    require(journalId.length == ID_BYTES, "journalId: expected 16 bytes but got " + journalId.length);
    require(!nodeId.isEmpty(), "nodeId: expected at least one character but it is empty");
    require(shards >= 1 && shards <= 65_535, "shards: expected 1 to 65,535 but got " + shards);
    require(members.size() == shards, "members: expected a list for each of " + shards + " shards but got "
        + members.size());
    Objects.requireNonNull(ledgerGenesis, "ledgerGenesis");
    List<List<String>> copy = new ArrayList<>();
    for (List<String> shardMembers : members) {
      require(shardMembers.size() == replicas,
          "members: expected " + replicas + " of each shard but got " + shardMembers);
      copy.add(List.copyOf(shardMembers));
    }
    members = List.copyOf(copy);
  }

  /** The shards that this node holds a copy of. */
  public List<Integer> ownShards() {
    List<Integer> own = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      if (members.get(shard).contains(nodeId)) {
        own.add(shard);
      }
    }
    return own;
  }

  byte[] encode(byte[] key) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.write(clusterId);
      out.writeUTF(nodeId);
      out.write(journalId);
      out.writeInt(nodes);
      out.writeInt(replicas);
      out.writeInt(shards);
      for (List<String> shardMembers : members) {
        for (String member : shardMembers) {
          out.writeUTF(member);
        }
      }
      out.writeInt(ledgerGenesis.length);
      out.write(ledgerGenesis);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Checked.seal(key, Checked.allocate(bytes.size()).put(bytes.toByteArray()));
  }

  static GenesisRecord decode(byte[] key, byte[] value) {
    ByteBuffer content = Checked.open(key, value, "the genesis record");
    byte[] bytes = Arrays.copyOfRange(value, content.position(), value.length);
    try (DataInputStream in = new DataInputStream(new java.io.ByteArrayInputStream(bytes))) {
      byte[] clusterId = in.readNBytes(ID_BYTES);
      String nodeId = in.readUTF();
      byte[] journalId = in.readNBytes(ID_BYTES);
      int nodes = in.readInt();
      int replicas = in.readInt();
      int shards = in.readInt();
      List<List<String>> members = new ArrayList<>();
      for (int shard = 0; shard < shards; shard++) {
        List<String> shardMembers = new ArrayList<>();
        for (int i = 0; i < replicas; i++) {
          shardMembers.add(in.readUTF());
        }
        members.add(shardMembers);
      }
      byte[] ledgerGenesis = in.readNBytes(in.readInt());
      return new GenesisRecord(clusterId, nodeId, journalId, nodes, replicas, shards, members, ledgerGenesis);
    } catch (IOException e) {
      throw new StoreException(Reason.DAMAGED, "the genesis record is damaged: it ends too early", e);
    }
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GenesisRecord that
        && Arrays.equals(clusterId, that.clusterId) && nodeId.equals(that.nodeId)
        && Arrays.equals(journalId, that.journalId) && nodes == that.nodes && replicas == that.replicas
        && shards == that.shards && members.equals(that.members) && Arrays.equals(ledgerGenesis, that.ledgerGenesis);
  }

  @Override
  public int hashCode() {
    return Objects.hash(Arrays.hashCode(clusterId), nodeId, Arrays.hashCode(journalId), shards);
  }

  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return "GenesisRecord[cluster " + hex.formatHex(clusterId) + ", node " + nodeId + ", journal "
        + hex.formatHex(journalId) + ", N " + nodes + ", R " + replicas + ", S " + shards + "]";
  }
}
