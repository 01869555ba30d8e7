package cbdc.settlement.node.shard;

import cbdc.protocol.ChannelGroup;
import cbdc.protocol.Command;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/** A leader of one shard, with wallets there and in another. */
abstract class ShardLeaderFixture {
  static final int BANK = 7;
  static final int REMOTE = LedShard.REMOTE;
  static final LeaderBounds BOUNDS = LeaderBounds.DEFAULT;

  final LedShard led = new LedShard();
  long payer;
  long payee;
  long remotePayee;

  @BeforeEach
  void openWallets() {
    led.shards.admit(BANK, 100_000);
    payer = led.shards.wallet(BANK, LedShard.SHARD, 1_000);
    payee = led.shards.wallet(BANK, LedShard.SHARD, 0);
    remotePayee = led.shards.wallet(BANK, REMOTE, 500);
  }

  Command.Pay pay(long to, long amount) {
    return led.shards.pay(payer, to, amount);
  }

  void offer(ShardLeader leader, Command... commands) {
    leader.offer(led.work(BANK, commands));
    led.thread.run();
  }

  void tick(ShardLeader leader) {
    leader.tick();
    led.thread.run();
  }

  /** What a reverse channel brings: a payment from shard 2 to here. */
  List<ChannelGroup> fromRemote() {
    led.shards.execute(REMOTE, BANK, led.shards.pay(remotePayee, payee, 5));
    return led.shards
        .state(REMOTE)
        .channels()
        .groupsFrom(LedShard.SHARD, led.state.receivedMark(REMOTE) + 1, Integer.MAX_VALUE);
  }

  /** Lets something false stop the channel from shard 2, and returns what is genuine. */
  ChannelGroup stopChannel(ShardLeader leader) {
    ChannelGroup genuine = fromRemote().getFirst();
    ChannelGroup forged =
        new ChannelGroup(
            genuine.firstSequence(), genuine.count(), new byte[32], genuine.messages());
    leader.offer(LedShard.PEER, REMOTE, List.of(forged));
    led.thread.run();
    led.commit();
    return genuine;
  }

  static Receipt taken(long mark, long sentBack) {
    return new Receipt(LedShard.SHARD, REMOTE, Receipt.Status.TAKEN, "", mark, sentBack, List.of());
  }
}
