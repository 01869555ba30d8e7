package cbdc.settlement.client;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.Approval;
import cbdc.protocol.Command;
import cbdc.protocol.Command.CaptureHold;
import cbdc.protocol.Command.Pay;
import cbdc.protocol.Command.PlaceHold;
import cbdc.protocol.Command.SubmitOrder;
import cbdc.protocol.CommandId;
import cbdc.protocol.LimitPolicy;
import cbdc.protocol.OrderCodec;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.Text;

/**
 * What is refused without asking the ledger: commands that cannot be sent, or that could only be
 * misunderstood. What passes can be encoded.
 */
final class CommandChecks {
  /** The ledger refuses ids from 10 s ahead on; clocks of nodes may differ a little. */
  static final long AHEAD_MILLIS_MAX = 15_000;

  private CommandChecks() {}

  /**
   * Why a command is not sent, or null.
   *
   * @throws IllegalArgumentException when a field is null
   */
  static RejectionCode refusal(Command command) {
    requireComplete(command);
    CommandId id = command.id();
    if (!CommandId.isVersion7(id.high(), id.low())) {
      return RejectionCode.ID_NOT_VERSION_7;
    }
    if (!AccountNumber.isInRange(command.routingAccount())) {
      return RejectionCode.ACCOUNT_INVALID;
    }
    return switch (command) {
      case Pay c -> textRefusal(c.endToEndId(), c.note());
      case PlaceHold c -> textRefusal(c.endToEndId(), c.note());
      case CaptureHold c -> textRefusal(c.endToEndId(), c.note());
      case SubmitOrder c -> orderRefusal(c);
      case Command.OpenAccount c -> classRefusal(c.classNumber());
      case Command.ChangeClass c -> classRefusal(c.classNumber());
      case Command.SetStatus c -> null;
      case Command.ReleaseHold c -> null;
      case Command.AskOutcome c -> null;
    };
  }

  private static void requireComplete(Command command) {
    String name = command.getClass().getSimpleName();
    require(command.id(), name + ".id");
    switch (command) {
      case Pay c -> requireTexts(name, c.endToEndId(), c.note());
      case PlaceHold c -> requireTexts(name, c.endToEndId(), c.note());
      case CaptureHold c -> {
        require(c.hold(), name + ".hold");
        requireTexts(name, c.endToEndId(), c.note());
      }
      case Command.ReleaseHold c -> require(c.hold(), name + ".hold");
      case Command.OpenAccount c -> require(c.kind(), name + ".kind");
      case Command.SetStatus c -> require(c.status(), name + ".status");
      case SubmitOrder c -> {
        require(c.order(), name + ".order");
        c.approvals().forEach(approval -> require(approval.signature(), "Approval.signature"));
      }
      case Command.ChangeClass c -> {
        // Numbers only.
      }
      case Command.AskOutcome c -> {
        // Numbers only.
      }
    }
  }

  private static void requireTexts(String name, Text endToEndId, Text note) {
    require(endToEndId, name + ".endToEndId");
    require(note, name + ".note");
  }

  private static void require(Object value, String field) {
    if (value == null) {
      throw new IllegalArgumentException(field + " is missing");
    }
  }

  private static RejectionCode orderRefusal(SubmitOrder c) {
    boolean fits =
        c.order().length <= OrderCodec.MAX_LENGTH
            && c.approvals().size() <= SubmitOrder.MAX_APPROVALS
            && c.approvals().stream()
                .allMatch(approval -> approval.signature().length == Approval.SIGNATURE_LENGTH);
    return fits ? null : RejectionCode.ORDER_MALFORMED;
  }

  /** A class has one byte in the protocol: what does not fit would become another class. */
  private static RejectionCode classRefusal(int classNumber) {
    return classNumber < 0 || classNumber >= LimitPolicy.MAX_CLASSES
        ? RejectionCode.CLASS_UNKNOWN
        : null;
  }

  private static RejectionCode textRefusal(Text endToEndId, Text note) {
    return endToEndId.length() > Command.MAX_END_TO_END_ID_LENGTH
            || note.length() > Command.MAX_NOTE_LENGTH
        ? RejectionCode.TEXT_TOO_LONG
        : null;
  }
}
