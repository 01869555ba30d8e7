package cbdc.protocol;

/** What a shard did with a delivery or an acknowledgement. */
public enum DeliveryAnswer {
  /** Executed now. */
  TAKEN(0),
  /** At or below the mark: executed before. */
  ALREADY_TAKEN(1),
  /** Not the next one: the sender continues from the mark. */
  GAP(2),
  /** An acknowledgement that runs ahead of the reverse channel; it is sent again. */
  TOO_EARLY(3),
  /** It contradicts what came before: the channel stands until an operator has looked at it. */
  STOPPED(4);

  private static final DeliveryAnswer[] BY_CODE = {TAKEN, ALREADY_TAKEN, GAP, TOO_EARLY, STOPPED};

  private final int code;

  DeliveryAnswer(int code) {
    this.code = code;
  }

  /** Wire code. */
  public int code() {
    return code;
  }

  /** The answer with this wire code, or null. */
  public static DeliveryAnswer ofCode(int code) {
    return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
  }
}
