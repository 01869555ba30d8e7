package cbdc.wallet.store.projection;

import java.time.Duration;

/**
 * How the projector works.
 *
 * @param pollMin how long after the end of a feed it is asked again
 * @param pollMax the same when nothing happens for a while; the wait doubles until then
 * @param restMax longest rest after a transaction that took long: three times as long, so that the
 *     projection leaves the machine to payments, and what a payment's shards tell falls into one
 *     transaction; there is no rest while a feed has more
 * @param gatherMax for so long pages that have arrived wait for those of other shards
 * @param backoffMax longest wait after failures; it doubles from 100 ms until then
 * @param readLimit a read that was not answered by then has failed
 * @param behindMax further behind than this the projection is not ready
 * @param readsMax pages that are asked for at a time
 * @param roundRecords feed records in one transaction; one page more where that is not reached
 */
public record ProjectorSettings(
    Duration pollMin,
    Duration pollMax,
    Duration restMax,
    Duration gatherMax,
    Duration backoffMax,
    Duration readLimit,
    Duration behindMax,
    int readsMax,
    int roundRecords) {
  public ProjectorSettings {
    if (pollMin.toMillis() < 1 || pollMax.compareTo(pollMin) < 0 || backoffMax.toMillis() < 100) {
      throw new IllegalArgumentException("waits are at least 1 ms, backoff at least 100 ms");
    }
    if (readsMax < 1 || roundRecords < 1) {
      throw new IllegalArgumentException("at least one read and one record at a time");
    }
  }

  /**
   * 50 to 250 ms, rest to 250 ms, 100 ms to gather, backoff to 5 s, 30 s for a read, ready up to 10
   * s, 32 reads, 20,000 records.
   */
  public static ProjectorSettings defaults() {
    return new ProjectorSettings(
        Duration.ofMillis(50),
        Duration.ofMillis(250),
        Duration.ofMillis(250),
        Duration.ofMillis(100),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofSeconds(10),
        32,
        20_000);
  }
}
