package cbdc.settlement.ledger;

import cbdc.protocol.Approval;
import cbdc.protocol.BatchWriter;
import cbdc.protocol.ChannelGroup;
import cbdc.protocol.ClientBatchCodec;
import cbdc.protocol.Command;
import cbdc.protocol.CommandCodec;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Log entries for tests. */
public final class Batches {
  private Batches() {}

  /** An entry with one client batch. */
  public static byte[] of(
      long stampMillis, int bank, long keyId, List<? extends Command> commands) {
    byte[] clientBatch = clientBatch(bank, keyId, commands);
    return new BatchWriter()
        .start()
        .clientBatch(new UnsafeBuffer(clientBatch), 0, clientBatch.length)
        .finish(stampMillis);
  }

  /** An entry that only lets time pass. */
  public static byte[] empty(long stampMillis) {
    return new BatchWriter().start().finish(stampMillis);
  }

  /** An entry with one delivery. */
  public static byte[] delivery(long stampMillis, int source, ChannelGroup group) {
    return new BatchWriter().start().delivery(source, group).finish(stampMillis);
  }

  /** An entry with one acknowledgement. */
  public static byte[] acknowledgement(long stampMillis, int peer, long mark, long sentBack) {
    return new BatchWriter().start().acknowledgement(peer, mark, sentBack).finish(stampMillis);
  }

  /** A client batch as a client encodes it; its flush signature is not what the ledger checks. */
  public static byte[] clientBatch(int bank, long keyId, List<? extends Command> commands) {
    CommandCodec codec = new CommandCodec();
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(128);
    int length = 0;
    for (Command command : commands) {
      length += codec.encode(command, buffer, length);
    }
    byte[] signature = new byte[Approval.SIGNATURE_LENGTH];
    return ClientBatchCodec.encode(
        bank, keyId, signature, List.of(), commands.size(), buffer, 0, length);
  }
}
