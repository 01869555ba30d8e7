package cbdc.settlement.node.core;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What a cluster was created with; the same bytes on every node, for ever.
 *
 * @param clusterId the cluster
 * @param journals journal id of every node, by node id
 * @param replicationFactor copies of each shard, odd
 * @param shardMembers the members of each shard's group, by shard, in order of preference for
 *     leading
 * @param ledgerGenesis what every shard's ledger starts from, opaque here; owned by this record and
 *     not to be changed
 */
public record GenesisRecord(
    UUID clusterId,
    Map<String, UUID> journals,
    int replicationFactor,
    List<List<String>> shardMembers,
    byte[] ledgerGenesis) {

  private static final short FORMAT = 1;
  private static final int LEDGER_BYTES_MAX = 1 << 20;
  private static final int LIST_MAX = 65_535;

  /** Sorts the nodes, so that equal records have equal bytes. */
  public GenesisRecord {
    journals = Collections.unmodifiableMap(new TreeMap<>(journals));
    shardMembers = shardMembers.stream().map(List::copyOf).toList();
    for (List<String> members : shardMembers) {
      if (members.size() != replicationFactor || !journals.keySet().containsAll(members)) {
        throw new IllegalArgumentException(
            "shard members "
                + members
                + ": expected "
                + replicationFactor
                + " of "
                + journals.keySet());
      }
    }
    if (ledgerGenesis.length > LEDGER_BYTES_MAX
        || journals.size() > LIST_MAX
        || shardMembers.size() > LIST_MAX) {
      throw new IllegalArgumentException("genesis record is too long");
    }
  }

  /** Number of shards. */
  public int shardCount() {
    return shardMembers.size();
  }

  /** Ids of all nodes, sorted. */
  public List<String> nodeIds() {
    return List.copyOf(journals.keySet());
  }

  /** SHA-256 of the bytes, in lower-case hex: the name of this record in handshakes and logs. */
  public String digest() {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(encode()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The bytes that are stored and compared. */
  public byte[] encode() {
    List<String> nodes = nodeIds();
    int size =
        2 + 16 + 2 + 2 + 2 + 4 + ledgerGenesis.length + shardMembers.size() * replicationFactor * 2;
    for (String node : nodes) {
      size += 1 + node.getBytes(StandardCharsets.UTF_8).length + 16;
    }
    ByteBuffer out = ByteBuffer.allocate(size);
    out.putShort(FORMAT);
    put(out, clusterId);
    out.putShort((short) nodes.size());
    for (String node : nodes) {
      byte[] id = node.getBytes(StandardCharsets.UTF_8);
      out.put((byte) id.length).put(id);
      put(out, journals.get(node));
    }
    out.putShort((short) replicationFactor);
    out.putShort((short) shardMembers.size());
    for (List<String> members : shardMembers) {
      members.forEach(node -> out.putShort((short) nodes.indexOf(node)));
    }
    out.putInt(ledgerGenesis.length).put(ledgerGenesis);
    return out.array();
  }

  /** Reads a record; empty if these bytes are none, or of another format. */
  public static Optional<GenesisRecord> decode(byte[] bytes) {
    try {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      if (in.getShort() != FORMAT) {
        return Optional.empty();
      }
      UUID clusterId = uuid(in);
      Map<String, UUID> journals = new TreeMap<>();
      List<String> nodes = new ArrayList<>();
      for (int left = in.getShort() & 0xffff; left > 0; left--) {
        byte[] id = new byte[in.get() & 0xff];
        in.get(id);
        nodes.add(new String(id, StandardCharsets.UTF_8));
        journals.put(nodes.get(nodes.size() - 1), uuid(in));
      }
      int replicationFactor = in.getShort() & 0xffff;
      List<List<String>> shards = new ArrayList<>();
      for (int left = in.getShort() & 0xffff; left > 0; left--) {
        List<String> members = new ArrayList<>();
        for (int i = 0; i < replicationFactor; i++) {
          members.add(nodes.get(in.getShort() & 0xffff));
        }
        shards.add(members);
      }
      int ledgerBytes = in.getInt();
      if (ledgerBytes != in.remaining()) {
        return Optional.empty();
      }
      byte[] ledger = new byte[ledgerBytes];
      in.get(ledger);
      return Optional.of(new GenesisRecord(clusterId, journals, replicationFactor, shards, ledger));
    } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static UUID uuid(ByteBuffer in) {
    return new UUID(in.getLong(), in.getLong());
  }

  private static void put(ByteBuffer out, UUID id) {
    out.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GenesisRecord record && digest().equals(record.digest());
  }

  @Override
  public int hashCode() {
    return clusterId.hashCode();
  }

  @Override
  public String toString() {
    return "GenesisRecord[cluster="
        + clusterId
        + ", nodes="
        + nodeIds()
        + ", R="
        + replicationFactor
        + ", S="
        + shardCount()
        + ", digest="
        + digest()
        + "]";
  }
}
