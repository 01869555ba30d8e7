package cbdc.settlement.node.member;

import cbdc.protocol.MalformedException;
import cbdc.protocol.NodeChange;
import cbdc.settlement.node.core.JoinedNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What nodes tell each other about the cluster beyond genesis.
 *
 * @param changes of nodes, as ordered
 * @param memberships of shards that have changed since genesis, as last committed
 * @param joined nodes that came after genesis
 */
public record ClusterNews(
    List<NodeChange> changes, Map<Integer, Membership> memberships, List<JoinedNode> joined) {
  /** Nothing but genesis. */
  public static final ClusterNews NONE = new ClusterNews(List.of(), Map.of(), List.of());

  /** Copies the collections. */
  public ClusterNews {
    changes = List.copyOf(changes);
    memberships = Map.copyOf(memberships);
    joined = List.copyOf(joined);
  }

  /** True when there is nothing but genesis. */
  public boolean isEmpty() {
    return changes.isEmpty() && memberships.isEmpty() && joined.isEmpty();
  }

  /** The bytes. */
  public byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeShort(changes.size());
      for (NodeChange change : changes) {
        out.writeLong(change.orderNumber());
        out.writeUTF(change.removed());
        out.writeUTF(change.added());
      }
      out.writeShort(memberships.size());
      for (Map.Entry<Integer, Membership> entry : memberships.entrySet()) {
        out.writeShort(entry.getKey());
        out.writeLong(entry.getValue().index());
        write(out, entry.getValue().members());
        write(out, entry.getValue().voters());
      }
      out.writeShort(joined.size());
      for (JoinedNode node : joined) {
        out.writeUTF(node.nodeId());
        out.writeLong(node.journalId().getMostSignificantBits());
        out.writeLong(node.journalId().getLeastSignificantBits());
        out.writeUTF(node.host());
        out.writeShort(node.port());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads the bytes.
   *
   * @throws MalformedException when they are none
   */
  public static ClusterNews decode(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      List<NodeChange> changes = new ArrayList<>();
      for (int left = in.readUnsignedShort(); left > 0; left--) {
        changes.add(new NodeChange(in.readLong(), in.readUTF(), in.readUTF()));
      }
      Map<Integer, Membership> memberships = new TreeMap<>();
      for (int left = in.readUnsignedShort(); left > 0; left--) {
        memberships.put(in.readUnsignedShort(), new Membership(in.readLong(), read(in), read(in)));
      }
      List<JoinedNode> joined = new ArrayList<>();
      for (int left = in.readUnsignedShort(); left > 0; left--) {
        joined.add(
            new JoinedNode(
                in.readUTF(),
                new UUID(in.readLong(), in.readLong()),
                in.readUTF(),
                in.readUnsignedShort()));
      }
      if (in.available() > 0) {
        throw new MalformedException("bytes behind the news of the cluster");
      }
      return new ClusterNews(changes, memberships, joined);
    } catch (IOException e) {
      throw new MalformedException("news of the cluster that end too early");
    }
  }

  private static void write(DataOutputStream out, List<String> nodes) throws IOException {
    out.writeByte(nodes.size());
    for (String node : nodes) {
      out.writeUTF(node);
    }
  }

  private static List<String> read(DataInputStream in) throws IOException {
    List<String> nodes = new ArrayList<>();
    for (int left = in.readUnsignedByte(); left > 0; left--) {
      nodes.add(in.readUTF());
    }
    return nodes;
  }
}
