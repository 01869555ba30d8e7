package cbdc.protocol;

/** Why a shard stopped the channels from and to another; decides whether they can be resumed. */
public enum ChannelStop {
  /** They flow. */
  NONE(0),
  /**
   * Under rules that did not note why: before {@link LedgerGenesis#RULES_WITH_RESUMED_CHANNELS}.
   */
  UNKNOWN(1),
  /** A delivery did not continue the channel. It was refused, so nothing false was taken. */
  DELIVERY(2),
  /**
   * The other shard acknowledged more than was ever sent. It may have executed what this shard
   * never sent it, and would go on acknowledging that.
   */
  ACKNOWLEDGEMENT(3);

  private static final ChannelStop[] BY_CODE = {NONE, UNKNOWN, DELIVERY, ACKNOWLEDGEMENT};

  private final int code;

  ChannelStop(int code) {
    this.code = code;
  }

  /** Its number in the state of a shard. */
  public int code() {
    return code;
  }

  /** The one with this number, or null. */
  public static ChannelStop ofCode(int code) {
    return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
  }
}
