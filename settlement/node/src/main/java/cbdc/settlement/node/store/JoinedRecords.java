package cbdc.settlement.node.store;

import cbdc.settlement.node.core.JoinedNode;
import cbdc.settlement.node.core.JoinedNodes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The nodes that came after genesis, in one record: there are few, and a disk that takes the place
 * of one of them must be known for ever.
 */
final class JoinedRecords implements JoinedNodes {
  private final Database database;
  private final Committer committer;

  JoinedRecords(Database database, Committer committer) {
    this.database = database;
    this.committer = committer;
  }

  @Override
  public List<JoinedNode> joined() {
    byte[] value = database.get(Family.META, Keys.JOINED_NODES);
    List<JoinedNode> nodes = new ArrayList<>();
    if (value != null) {
      ByteBuffer in = Checked.open(Keys.JOINED_NODES, value, "the list of nodes that joined");
      while (in.hasRemaining()) {
        nodes.add(
            new JoinedNode(
                text(in), new UUID(in.getLong(), in.getLong()), text(in), in.getShort() & 0xffff));
      }
    }
    return nodes;
  }

  @Override
  public void keep(JoinedNode node) {
    List<JoinedNode> nodes = new ArrayList<>(joined());
    nodes.removeIf(kept -> kept.nodeId().equals(node.nodeId()));
    nodes.add(node);
    ByteBuffer out = Checked.allocate(nodes.stream().mapToInt(JoinedRecords::bytes).sum());
    for (JoinedNode each : nodes) {
      put(out, each.nodeId());
      out.putLong(each.journalId().getMostSignificantBits());
      out.putLong(each.journalId().getLeastSignificantBits());
      put(out, each.host());
      out.putShort((short) each.port());
    }
    committer.await(
        committer.submit(
            new Writes()
                .put(Family.META, Keys.JOINED_NODES, Checked.seal(Keys.JOINED_NODES, out))));
  }

  private static int bytes(JoinedNode node) {
    return 2 + utf8(node.nodeId()).length + 16 + 2 + utf8(node.host()).length + 2;
  }

  private static void put(ByteBuffer out, String text) {
    byte[] bytes = utf8(text);
    out.putShort((short) bytes.length).put(bytes);
  }

  private static String text(ByteBuffer in) {
    byte[] bytes = new byte[in.getShort() & 0xffff];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
