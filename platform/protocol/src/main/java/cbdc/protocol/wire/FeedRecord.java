package cbdc.protocol.wire;

import cbdc.protocol.Command;
import cbdc.protocol.CommandId;
import cbdc.protocol.Text;

/**
 * One thing that happened to the asking bank's accounts. Fields that say nothing for the kind are
 * zero, {@link #NO_ID} or empty.
 *
 * @param kind what happened
 * @param id the command behind it; for an order the submitting command
 * @param hold the hold concerned
 * @param account the account that the record is about: payer, payee of {@link FeedKind#RECEIVED},
 *     the changed account
 * @param counterAccount the other side: the payee, the payer of {@link FeedKind#RECEIVED}, the
 *     suspense account of {@link FeedKind#TO_SUSPENSE}, the vault of {@link
 *     FeedKind#SUSPENSE_SWEPT}
 * @param amount minor units, never negative
 * @param value rejection code's number ({@code RETURNED}, {@code TO_SUSPENSE}, {@code DECLINED});
 *     kind times 256 plus class ({@code ACCOUNT_OPENED}); class; status code; bank ({@code
 *     ORDER_EXECUTED}); shard ({@code SUSPENSE_SWEPT})
 * @param expiresAtMillis when the hold ends, ledger time ({@code HOLD_PLACED})
 * @param endToEndId as the payer gave it
 * @param note as the payer gave it
 */
public record FeedRecord(
    FeedKind kind,
    CommandId id,
    CommandId hold,
    long account,
    long counterAccount,
    long amount,
    int value,
    long expiresAtMillis,
    Text endToEndId,
    Text note) {
  /** Stands for "none". */
  public static final CommandId NO_ID = new CommandId(0, 0);

  /** Fewest bytes of a record. */
  static final int MIN_LENGTH = 36;

  private static final int HAS_HOLD = 1;
  private static final int HAS_COUNTER_ACCOUNT = 2;
  private static final int HAS_TEXTS = 4;
  private static final int HAS_EXPIRY = 8;
  private static final int ALL_PARTS = HAS_HOLD | HAS_COUNTER_ACCOUNT | HAS_TEXTS | HAS_EXPIRY;

  /** A record without hold and texts. */
  public FeedRecord(
      FeedKind kind, CommandId id, long account, long counterAccount, long amount, int value) {
    this(kind, id, NO_ID, account, counterAccount, amount, value, 0, Text.EMPTY, Text.EMPTY);
  }

  /** A record that does not expire. */
  public FeedRecord(
      FeedKind kind,
      CommandId id,
      CommandId hold,
      long account,
      long counterAccount,
      long amount,
      int value,
      Text endToEndId,
      Text note) {
    this(kind, id, hold, account, counterAccount, amount, value, 0, endToEndId, note);
  }

  void write(WireWriter out) {
    boolean hasHold = !hold.equals(NO_ID);
    boolean hasTexts = endToEndId.length() + note.length() > 0;
    int parts =
        (hasHold ? HAS_HOLD : 0)
            | (counterAccount != 0 ? HAS_COUNTER_ACCOUNT : 0)
            | (hasTexts ? HAS_TEXTS : 0)
            | (expiresAtMillis != 0 ? HAS_EXPIRY : 0);
    out.putByte(kind.code())
        .putByte(parts)
        .putId(id)
        .putLong(account)
        .putLong(amount)
        .putShort(value);
    if (hasHold) {
      out.putId(hold);
    }
    if (counterAccount != 0) {
      out.putLong(counterAccount);
    }
    if (hasTexts) {
      out.putText(endToEndId, Command.MAX_END_TO_END_ID_LENGTH)
          .putText(note, Command.MAX_NOTE_LENGTH);
    }
    if (expiresAtMillis != 0) {
      out.putLong(expiresAtMillis);
    }
  }

  static FeedRecord read(WireReader in) {
    int code = in.getByte();
    FeedKind kind = FeedKind.ofCode(code);
    int parts = in.getByte();
    if (kind == null || parts > ALL_PARTS) {
      throw in.unknown("feed record", code);
    }
    CommandId id = in.getId();
    long account = in.getLong();
    long amount = in.getLong();
    int value = in.getShort();
    CommandId hold = (parts & HAS_HOLD) != 0 ? in.getId() : NO_ID;
    long counterAccount = (parts & HAS_COUNTER_ACCOUNT) != 0 ? in.getLong() : 0;
    boolean hasTexts = (parts & HAS_TEXTS) != 0;
    Text endToEndId = hasTexts ? in.getText(Command.MAX_END_TO_END_ID_LENGTH) : Text.EMPTY;
    Text note = hasTexts ? in.getText(Command.MAX_NOTE_LENGTH) : Text.EMPTY;
    long expiresAtMillis = (parts & HAS_EXPIRY) != 0 ? in.getLong() : 0;
    return new FeedRecord(
        kind, id, hold, account, counterAccount, amount, value, expiresAtMillis, endToEndId, note);
  }
}
