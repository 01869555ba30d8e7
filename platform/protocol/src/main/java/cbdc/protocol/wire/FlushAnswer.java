package cbdc.protocol.wire;

import cbdc.protocol.ClientBatchCodec;
import java.util.ArrayList;
import java.util.List;

/**
 * The node's answer to a {@link FlushRequest}. A batch that is missing here counts as {@link
 * BatchAnswer.Later}: what is slow in one shard does not hold up the others.
 *
 * @param answers at most one for each batch of the flush
 */
public record FlushAnswer(List<BatchAnswer> answers) {
  public FlushAnswer {
    answers = List.copyOf(answers);
  }

  /** The message's bytes. */
  public byte[] encode() {
    int expected = 16;
    for (BatchAnswer answer : answers) {
      expected += 32 + (answer instanceof BatchAnswer.Answered a ? 2 * a.outcomes().size() : 0);
    }
    WireWriter out = new WireWriter(expected);
    out.putCount(answers.size(), ClientBatchCodec.MAX_FLUSH);
    for (BatchAnswer answer : answers) {
      BatchAnswerCodec.write(answer, out);
    }
    return out.finish();
  }

  /**
   * Reads the message.
   *
   * @throws cbdc.protocol.MalformedException when the bytes are none
   */
  public static FlushAnswer decode(byte[] bytes) {
    WireReader in = new WireReader(bytes);
    int count = in.getCount(ClientBatchCodec.MAX_FLUSH, BatchAnswerCodec.MIN_LENGTH);
    List<BatchAnswer> answers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      answers.add(BatchAnswerCodec.read(in));
    }
    in.end();
    return new FlushAnswer(answers);
  }
}
