package cbdc.settlement.node.link;

/**
 * Sizes in bytes and times in milliseconds of the links.
 *
 * @param frameBytesMax longest payload of a frame; a longer one ends the connection
 * @param queueBytesMax what may wait to be written on a channel-0 connection before frames are
 *     dropped; answers and requests have as much again, and channel 1 twice as much
 * @param inboundBytesMax what may wait for handlers of one connection before it is read no further
 * @param pingMillis how often each side lets the other hear it
 * @param deadMillis silence after which a connection is given up; also how long a lost process bars
 *     its successor
 * @param backoffMillisMin first wait before dialling again
 * @param backoffMillisMax longest wait before dialling again
 */
public record LinkLimits(
    int frameBytesMax,
    long queueBytesMax,
    long inboundBytesMax,
    long pingMillis,
    long deadMillis,
    long backoffMillisMin,
    long backoffMillisMax) {

  /** What a node uses unless told otherwise: 16 MiB frames and queues, silence of 3 s is death. */
  public static LinkLimits standard() {
    return new LinkLimits(16 << 20, 16 << 20, 8 << 20, 500, 3_000, 50, 2_000);
  }

  /** The same with other times, all in milliseconds. */
  public LinkLimits withTimes(long ping, long dead, long backoffMin, long backoffMax) {
    return new LinkLimits(
        frameBytesMax, queueBytesMax, inboundBytesMax, ping, dead, backoffMin, backoffMax);
  }

  /** The same with another longest frame and queue, in bytes. */
  public LinkLimits withSizes(int frameMax, long queueMax, long inboundMax) {
    return new LinkLimits(
        frameMax, queueMax, inboundMax, pingMillis, deadMillis, backoffMillisMin, backoffMillisMax);
  }
}
