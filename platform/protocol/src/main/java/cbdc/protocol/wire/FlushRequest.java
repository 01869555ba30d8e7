package cbdc.protocol.wire;

import cbdc.protocol.ClientBatchCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Everything a client sends to one node at once: at most one batch for each shard.
 *
 * @param client whose completion stream gets what is not answered here
 * @param batches signed batches; the node checks signature and hashes before it proposes them
 */
public record FlushRequest(ClientId client, List<ShardBatch> batches) {
  /** Domain of the signature under {@link ClientBatchCodec#signedBytes}. */
  public static final String SIGNATURE_LABEL = "cbdc.flush.v1";

  /** Most bytes of one encoded client batch: its commands, and what the signature covers. */
  public static final int MAX_BATCH_LENGTH =
      ClientBatchCodec.MAX_BYTES + ClientBatchCodec.MAX_FLUSH * 34 + 256;

  public FlushRequest {
    batches = List.copyOf(batches);
  }

  /**
   * One shard's batch.
   *
   * @param shard the shard
   * @param batchNumber chosen by the client, never used twice; names the batch in answers
   * @param encoded as {@link ClientBatchCodec#encode} made it; not copied, never changed
   */
  public record ShardBatch(int shard, long batchNumber, byte[] encoded) {
    @Override
    public boolean equals(Object other) {
      return other instanceof ShardBatch that
          && shard == that.shard
          && batchNumber == that.batchNumber
          && Arrays.equals(encoded, that.encoded);
    }

    @Override
    public int hashCode() {
      return Long.hashCode(batchNumber);
    }
  }

  /** The message's bytes. */
  public byte[] encode() {
    int expected = 32;
    for (ShardBatch batch : batches) {
      expected += batch.encoded().length + 16;
    }
    WireWriter out = new WireWriter(expected);
    client.write(out);
    out.putCount(batches.size(), ClientBatchCodec.MAX_FLUSH);
    for (ShardBatch batch : batches) {
      out.putShort(batch.shard())
          .putLong(batch.batchNumber())
          .putBytes(batch.encoded(), MAX_BATCH_LENGTH);
    }
    return out.finish();
  }

  /**
   * Reads the message.
   *
   * @throws cbdc.protocol.MalformedException when the bytes are none
   */
  public static FlushRequest decode(byte[] bytes) {
    WireReader in = new WireReader(bytes);
    ClientId client = ClientId.read(in);
    int count = in.getCount(ClientBatchCodec.MAX_FLUSH, 14);
    List<ShardBatch> batches = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      batches.add(new ShardBatch(in.getShort(), in.getLong(), in.getBytes(MAX_BATCH_LENGTH)));
    }
    in.end();
    return new FlushRequest(client, batches);
  }
}
