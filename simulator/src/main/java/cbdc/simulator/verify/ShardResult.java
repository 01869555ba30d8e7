package cbdc.simulator.verify;

import cbdc.protocol.ChannelStop;
import java.util.List;
import java.util.Map;

/**
 * What executing a shard's history came to.
 *
 * @param records history records executed
 * @param lastIndex Raft index of the last one
 * @param accounts number of accounts
 * @param snapshots number of snapshots that equal the state at their index
 * @param copies number of copies that agree
 * @param circulating minor units with vaults, wallets, merchants and in suspense
 * @param ends the shard's ends of its channels, by peer
 * @param sentAtMark the sender's ends at the receivers' marks, by destination
 * @param takenMarks how far channels were taken with the log behind the history, by source
 * @param tailEntries log entries executed behind the history
 */
record ShardResult(
    int shard,
    long records,
    long lastIndex,
    int accounts,
    int snapshots,
    int copies,
    long circulating,
    long issued,
    long redeemed,
    byte[] chainHash,
    List<ChannelEnd> ends,
    Map<Integer, SentMarks.AtMark> sentAtMark,
    Map<Integer, Long> takenMarks,
    long tailEntries) {

  /**
   * One end of the channels with a peer, at the end of the history.
   *
   * @param sealed last sequence sent
   * @param taken last sequence taken
   * @param takenHash running hash behind it
   * @param received value received
   * @param sent value sent
   * @param stop why the shard has stopped the channels from and to the peer, if it has
   */
  record ChannelEnd(
      long sealed, long taken, byte[] takenHash, long received, long sent, ChannelStop stop) {}
}
