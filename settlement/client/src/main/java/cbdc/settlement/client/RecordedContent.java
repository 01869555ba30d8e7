package cbdc.settlement.client;

import cbdc.protocol.Command;
import cbdc.protocol.wire.FeedKind;
import cbdc.protocol.wire.FeedRecord;

/**
 * Whether the history shows an expired id in use for another command than the one asked about. It
 * tells the content of payments and placed holds; of the others nothing is said, rather than
 * something wrong.
 */
final class RecordedContent {
  private RecordedContent() {}

  /**
   * Whether the record cannot be of the command.
   *
   * @param content null for any command
   */
  static boolean contradicts(Command content, FeedRecord record) {
    if (content == null) {
      return false;
    }
    return switch (record.kind()) {
      case PAID, SENT -> !(content instanceof Command.Pay c && isOf(c, record));
      case HOLD_PLACED -> !(content instanceof Command.PlaceHold c && isOf(c, record));
      case DECLINED -> content instanceof Command.Pay c && !isRefusalOf(c, record);
      default -> isPayment(content) && changesAnAccount(record.kind());
    };
  }

  private static boolean isOf(Command.Pay c, FeedRecord record) {
    return c.payer() == record.account()
        && c.payee() == record.counterAccount()
        && c.amount() == record.amount()
        && c.endToEndId().equals(record.endToEndId())
        && c.note().equals(record.note());
  }

  /** A refusal shows no negative amount, and no text that is too long. */
  private static boolean isRefusalOf(Command.Pay c, FeedRecord record) {
    return c.payer() == record.account()
        && c.payee() == record.counterAccount()
        && Math.max(0, c.amount()) == record.amount();
  }

  private static boolean isOf(Command.PlaceHold c, FeedRecord record) {
    return c.payer() == record.account()
        && c.payee() == record.counterAccount()
        && c.amount() == record.amount()
        && c.expiresAtMillis() == record.expiresAtMillis()
        && c.endToEndId().equals(record.endToEndId())
        && c.note().equals(record.note());
  }

  private static boolean isPayment(Command content) {
    return content instanceof Command.Pay || content instanceof Command.PlaceHold;
  }

  private static boolean changesAnAccount(FeedKind kind) {
    return kind == FeedKind.ACCOUNT_OPENED
        || kind == FeedKind.CLASS_CHANGED
        || kind == FeedKind.STATUS_CHANGED;
  }
}
