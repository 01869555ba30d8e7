package cbdc.issuer.core;

import cbdc.protocol.wire.ReadPayload.BankTotals;
import cbdc.protocol.wire.ReadPayload.ChannelTotals;
import cbdc.protocol.wire.ReadPayload.Supply;
import java.util.Arrays;
import java.util.List;

/** What shards say about the supply, in the issuer's tests. */
public final class Readings {
  private Readings() {}

  /**
   * A cluster of one bank: 3.00 outstanding, 2.00 in its vault, 5.00 in its reserve, quota 10.00.
   */
  public static ShardSupply shardZero() {
    return shard(
        0,
        400,
        100,
        800,
        200,
        List.of(new ChannelTotals(1, 100, 0)),
        List.of(new BankTotals(1, 400, 100, 500, 200, 1_000)));
  }

  /** A reading; term 2, index 70, batch 60 and a chain hash of the shard's number. */
  public static ShardSupply shard(
      int shard,
      long issued,
      long redeemed,
      long credited,
      long circulating,
      List<ChannelTotals> channels,
      List<BankTotals> banks) {
    byte[] hash = new byte[32];
    Arrays.fill(hash, (byte) (shard + 0xA0));
    return new ShardSupply(
        shard,
        2,
        70 + shard,
        new Supply(
            60 + shard,
            1_700_000_000_000L,
            issued,
            redeemed,
            credited,
            circulating,
            hash,
            channels,
            banks));
  }
}
