package cbdc.issuer.core;

import java.util.List;

/** What came of asking the {@link OrderDesk} for something. */
public sealed interface DeskAnswer {
  /**
   * Done.
   *
   * @param order the order as it stands now
   * @param warnings what people should know, one line each; nothing was refused because of them
   */
  record Done(OrderRecord order, List<String> warnings) implements DeskAnswer {
    public Done {
      warnings = List.copyOf(warnings);
    }

    /** Done, with nothing to add. */
    public Done(OrderRecord order) {
      this(order, List.of());
    }
  }

  /**
   * Refused, with nothing changed.
   *
   * @param rule which rule
   * @param message one line: what, which rule, what to do
   */
  record Refused(DeskRule rule, String message) implements DeskAnswer {}
}
