package cbdc.issuer.core;

import cbdc.issuer.core.OrderRecord.LedgerTerms;
import cbdc.protocol.Order;
import cbdc.protocol.OrderCodec;
import java.util.List;

/** What came of asking for an order to be written, before its maker has sealed it. */
public sealed interface Preparation {
  /**
   * Written, kept nowhere.
   *
   * @param bytes the exact bytes for the maker to seal; not copied, never changed
   * @param terms what the ledger goes by
   * @param warnings what would stand in its way now, one line each
   */
  record Ready(byte[] bytes, LedgerTerms terms, List<String> warnings) implements Preparation {
    public Ready {
      warnings = List.copyOf(warnings);
    }

    /** The order that the bytes say. */
    public Order order() {
      return OrderCodec.decode(bytes);
    }
  }

  /** Refused. */
  record Refused(DeskAnswer.Refused refusal) implements Preparation {}
}
