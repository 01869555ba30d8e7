package cbdc.protocol.wire;

import cbdc.protocol.CommandId;
import cbdc.protocol.Outcome;
import java.util.ArrayList;
import java.util.List;

/**
 * A run of entries of a client's completion stream on one node. The node keeps a bounded number of
 * entries: another incarnation than asked for, or a first sequence above the one expected, says
 * that entries are lost. The client then asks for what it misses by id.
 *
 * @param incarnation random; a node that has forgotten the client starts another one, at sequence
 *     1; {@link #NO_STREAM} when it has nothing for the client yet
 * @param firstSequence sequence of the first entry, or of the next one to come when there is none;
 *     the others follow by ones
 * @param entries what was finished
 */
public record CompletionsAnswer(long incarnation, long firstSequence, List<Entry> entries) {
  /** Most entries in one answer. */
  public static final int MAX_ENTRIES = 65_536;

  /** The incarnation where there is no stream; no stream has it. */
  public static final long NO_STREAM = 0;

  /** The answer of a node that has no stream for the client. */
  public static final CompletionsAnswer NOTHING = new CompletionsAnswer(NO_STREAM, 1, List.of());

  public CompletionsAnswer {
    entries = List.copyOf(entries);
  }

  /** Something that was finished. */
  public sealed interface Entry {}

  /**
   * The answer to a batch that a flush answered with {@link BatchAnswer.Later}; never itself such.
   */
  public record BatchFinished(BatchAnswer answer) implements Entry {}

  /**
   * The final outcome of a command that was answered as pending.
   *
   * @param shard the shard that executed the command, not that of the payee
   */
  public record CommandFinished(int shard, CommandId id, Outcome outcome) implements Entry {}

  /** The message's bytes. */
  public byte[] encode() {
    WireWriter out = new WireWriter(32 + entries.size() * 24);
    out.putLong(incarnation).putLong(firstSequence).putCount(entries.size(), MAX_ENTRIES);
    for (Entry entry : entries) {
      switch (entry) {
        case CommandFinished e ->
            out.putByte(1).putShort(e.shard).putId(e.id).putOutcome(e.outcome, false);
        case BatchFinished e -> BatchAnswerCodec.write(e.answer, out.putByte(2));
      }
    }
    return out.finish();
  }

  /**
   * Reads the message.
   *
   * @throws cbdc.protocol.MalformedException when the bytes are none
   */
  public static CompletionsAnswer decode(byte[] bytes) {
    WireReader in = new WireReader(bytes);
    long incarnation = in.getLong();
    long firstSequence = in.getLong();
    int count = in.getCount(MAX_ENTRIES, 12);
    List<Entry> entries = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int kind = in.getByte();
      entries.add(
          switch (kind) {
            case 1 -> new CommandFinished(in.getShort(), in.getId(), in.getOutcome());
            case 2 -> new BatchFinished(BatchAnswerCodec.read(in));
            default -> throw in.unknown("completion entry", kind);
          });
    }
    in.end();
    return new CompletionsAnswer(incarnation, firstSequence, entries);
  }
}
