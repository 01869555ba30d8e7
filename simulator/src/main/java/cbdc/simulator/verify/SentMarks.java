package cbdc.simulator.verify;

import cbdc.settlement.ledger.state.ChannelsView;
import java.util.HashMap;
import java.util.Map;

/**
 * What a sender's end of its channels looked like just when it had sent what each receiver says it
 * took.
 */
final class SentMarks {
  /**
   * The sender's end at a receiver's mark.
   *
   * @param isGroupEnd whether a group ends there; deliveries are whole groups
   * @param hash running hash behind it
   * @param value value sent up to it
   */
  record AtMark(boolean isGroupEnd, byte[] hash, long value) {}

  private final Map<Integer, Long> open;
  private final Map<Integer, AtMark> captured = new HashMap<>();

  SentMarks(Map<Integer, Long> marks) {
    open = new HashMap<>(marks);
  }

  /** Looks at the channels after an entry. */
  void observe(ChannelsView channels) {
    if (open.isEmpty()) {
      return;
    }
    open.entrySet()
        .removeIf(
            wanted -> {
              int peer = wanted.getKey();
              long sealed = channels.sealedMark(peer);
              if (sealed < wanted.getValue()) {
                return false;
              }
              boolean isGroupEnd = sealed == wanted.getValue();
              captured.put(
                  peer,
                  new AtMark(isGroupEnd, channels.outgoingHash(peer).clone(), channels.sent(peer)));
              return true;
            });
  }

  /** True when every mark was reached. */
  boolean isComplete() {
    return open.isEmpty();
  }

  /** What was seen, by destination. */
  Map<Integer, AtMark> captured() {
    return Map.copyOf(captured);
  }
}
