package cbdc.settlement.client;

import cbdc.crypto.DomainSeparated;
import cbdc.crypto.Sha256;
import cbdc.protocol.ClientBatchCodec;
import cbdc.protocol.ClientBatchCodec.FlushPart;
import cbdc.protocol.CommandCodec;
import cbdc.protocol.wire.ClientId;
import cbdc.protocol.wire.FlushRequest;
import cbdc.protocol.wire.FlushRequest.ShardBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.agrona.ExpandableArrayBuffer;

/** Makes the bytes of a flush, with one signature over the hashes of all its batches. */
final class FlushEncoder {
  private static final DomainSeparated DOMAIN =
      DomainSeparated.labelled(FlushRequest.SIGNATURE_LABEL);

  private final ClientIdentity identity;
  private final ClientId clientId;
  private final CommandCodec codec = new CommandCodec();
  private final Sha256 sha256 = new Sha256();
  private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(256 * 1024);
  private final List<Part> parts = new ArrayList<>();
  private UUID cluster;
  private int length;

  /** One shard's commands within the buffer. */
  private record Part(
      int shard, long batchNumber, int count, int offset, int length, byte[] hash) {}

  FlushEncoder(ClientIdentity identity, ClientId clientId) {
    this.identity = identity;
    this.clientId = clientId;
  }

  void start(UUID newCluster) {
    cluster = newCluster;
    parts.clear();
    length = 0;
  }

  int commandBytes() {
    return length;
  }

  /**
   * Encodes from the front of a lane's queue, which holds at least one command, what fits in one
   * batch. Lanes come in ascending order. If it throws, queue and flush are as they were.
   *
   * @return the commands taken, in their order
   */
  OpenCommand[] take(ShardLane lane, long batchNumber, SettlementClientConfig config) {
    int offset = length;
    int limit = offset + config.maxBatchBytes();
    List<OpenCommand> taken =
        new ArrayList<>(Math.min(lane.queue.size(), config.maxBatchCommands()));
    try {
      for (OpenCommand next = lane.peek();
          next != null && taken.size() < config.maxBatchCommands();
          next = lane.peek()) {
        int end = length + codec.encode(next.toSend(identity.bank()), buffer, length);
        if (end > limit && !taken.isEmpty()) {
          break;
        }
        length = end;
        lane.queue.pollFirst();
        taken.add(next);
      }
    } catch (RuntimeException e) {
      length = offset;
      taken.reversed().forEach(lane.queue::addFirst);
      throw e;
    }
    sha256.update(buffer.byteArray(), offset, length - offset);
    parts.add(
        new Part(lane.shard, batchNumber, taken.size(), offset, length - offset, sha256.digest()));
    return taken.toArray(OpenCommand[]::new);
  }

  /** The whole request, signed. */
  byte[] finish() {
    List<FlushPart> signed = new ArrayList<>(parts.size());
    for (Part part : parts) {
      signed.add(new FlushPart(part.shard, part.hash));
    }
    byte[] payload =
        ClientBatchCodec.signedBytes(
            cluster.getMostSignificantBits(),
            cluster.getLeastSignificantBits(),
            identity.bank(),
            signed);
    byte[] signature = identity.key().sign(DOMAIN.bytes(payload));
    long keyId = identity.key().keyId().value();
    List<ShardBatch> batches = new ArrayList<>(parts.size());
    for (Part part : parts) {
      byte[] encoded =
          ClientBatchCodec.encode(
              identity.bank(),
              keyId,
              signature,
              signed,
              part.count,
              buffer,
              part.offset,
              part.length);
      batches.add(new ShardBatch(part.shard, part.batchNumber, encoded));
    }
    return new FlushRequest(clientId, batches).encode();
  }
}
