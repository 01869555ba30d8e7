package cbdc.settlement.ledger;

import cbdc.protocol.BatchReader;
import cbdc.protocol.ChannelGroup;
import cbdc.protocol.CommandId;
import cbdc.protocol.MalformedException;
import cbdc.protocol.sbe.AcknowledgementDecoder;
import cbdc.settlement.ledger.ParsedBatch.Acknowledged;
import cbdc.settlement.ledger.ParsedBatch.Commands;
import cbdc.settlement.ledger.ParsedBatch.Delivered;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the frame of a batch entry before anything of it is executed, so that a broken entry
 * changes nothing.
 */
final class BatchParser {
  /** Later times could not be told apart from any id's. */
  private static final long STAMP_MILLIS_MAX = CommandId.TIME_MILLIS_MAX;

  private final int shard;
  private final int shardCount;
  private final BatchReader reader = new BatchReader();

  BatchParser(int shard, int shardCount) {
    this.shard = shard;
    this.shardCount = shardCount;
  }

  /**
   * Reads an entry.
   *
   * @throws MalformedException when any part of the frame is wrong
   */
  ParsedBatch parse(byte[] entry) {
    if (entry.length > ShardLedger.ENTRY_BYTES_MAX) {
      throw new MalformedException("an entry of " + entry.length + " bytes");
    }
    try {
      reader.wrap(entry);
      long stampMillis = reader.stampMillis();
      if (stampMillis < 0 || stampMillis > STAMP_MILLIS_MAX) {
        throw new MalformedException("a stamp of " + stampMillis);
      }
      ParsedBatch batch =
          new ParsedBatch(
              stampMillis, acknowledgements(), deliveries(), clientBatches(), reader.buffer());
      if (!reader.isAtEnd()) {
        throw new MalformedException("bytes behind the batch");
      }
      return batch;
    } catch (IndexOutOfBoundsException | IllegalArgumentException | NegativeArraySizeException e) {
      throw new MalformedException("the batch is cut or wrong: " + e.getMessage());
    }
  }

  private List<Acknowledged> acknowledgements() {
    List<Acknowledged> parts = new ArrayList<>(reader.acknowledgements());
    for (int i = reader.acknowledgements(); i > 0; i--) {
      AcknowledgementDecoder d = reader.nextAcknowledgement();
      parts.add(new Acknowledged(peer(d.peer()), d.mark(), d.sentBack()));
    }
    return parts;
  }

  private List<Delivered> deliveries() {
    List<Delivered> parts = new ArrayList<>(reader.deliveries());
    for (int i = reader.deliveries(); i > 0; i--) {
      ChannelGroup group = reader.nextDelivery();
      parts.add(new Delivered(peer(reader.deliverySource()), group));
    }
    return parts;
  }

  private List<Commands> clientBatches() {
    List<Commands> parts = new ArrayList<>(reader.clientBatches());
    for (int i = reader.clientBatches(); i > 0; i--) {
      reader.nextClientBatch();
      parts.add(
          new Commands(
              reader.bank(),
              reader.keyId(),
              reader.commandCount(),
              reader.commandsOffset(),
              reader.commandsLength()));
    }
    return parts;
  }

  /** There are channels between different shards of this cluster, and no others. */
  private int peer(int number) {
    if (number >= shardCount || number == shard) {
      throw new MalformedException(
          "there is no channel between shards " + shard + " and " + number);
    }
    return number;
  }
}
