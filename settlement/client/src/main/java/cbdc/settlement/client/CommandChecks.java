package cbdc.settlement.client;

import cbdc.protocol.AccountNumber;
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
 * misunderstood.
 */
final class CommandChecks {
  /** The ledger refuses ids from 10 s ahead on; clocks of nodes may differ a little. */
  static final long AHEAD_MILLIS_MAX = 15_000;

  private CommandChecks() {}

  /** Why a command is not sent, or null. */
  static RejectionCode refusal(Command command) {
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
      case SubmitOrder c ->
          c.order().length > OrderCodec.MAX_LENGTH
                  || c.approvals().size() > SubmitOrder.MAX_APPROVALS
              ? RejectionCode.ORDER_MALFORMED
              : null;
      case Command.OpenAccount c -> classRefusal(c.classNumber());
      case Command.ChangeClass c -> classRefusal(c.classNumber());
      case Command.SetStatus c -> null;
      case Command.ReleaseHold c -> null;
      case Command.AskOutcome c -> null;
    };
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
