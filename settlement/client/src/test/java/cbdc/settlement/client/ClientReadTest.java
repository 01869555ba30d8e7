package cbdc.settlement.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.protocol.RejectionCode;
import cbdc.protocol.wire.FeedPage;
import cbdc.protocol.wire.ReadPayload.Balance;
import cbdc.protocol.wire.ReadPayload.ShardStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Reads follow leaders, are signed, and say as of when. */
class ClientReadTest {
  private final FakeNetwork network = FakeNetwork.calm();
  private final ClientFixture fixture =
      new ClientFixture(
          3, network, 3, 4, SettlementClientConfig.defaults().withDeadline(3_000, 10_000));

  @Test
  void shouldReadTheBalanceAtTheLeader() {
    fixture.submit(fixture.pay(fixture.accountIn(1, 0), fixture.accountIn(1, 1)));
    assertThat(fixture.awaitAll(1_000)).isTrue();
    fixture.cluster.elect(1, "n3");
    CompletableFuture<ReadResult<Balance>> read =
        fixture.client.balance(fixture.accountIn(1, 0)).toCompletableFuture();
    fixture.loop.run(100);
    assertThat(read.join().value().available()).isEqualTo(1);
    assertThat(read.join().shard()).isEqualTo(1);
    assertThat(read.join().term()).isEqualTo(2);
    assertThat(read.join().index()).isEqualTo(1);
  }

  @Test
  void shouldReadBeforeTheFirstHints() {
    CompletableFuture<ReadResult<ShardStatus>> read =
        fixture.client.shardStatus(2).toCompletableFuture();
    fixture.loop.run(200);
    assertThat(read.join().value().leader()).isEqualTo(fixture.cluster.shards[2].leader);
  }

  @Test
  void shouldTryOtherMembersAndFailAtTheDeadline() {
    fixture.loop.run(50);
    network.dropRequestPermille = 1000;
    CompletableFuture<ReadResult<Balance>> read =
        fixture.client.balance(fixture.accountIn(1, 0)).toCompletableFuture();
    fixture.loop.run(4_500);
    assertThatThrownBy(read::join)
        .cause()
        .isInstanceOfSatisfying(
            ReadFailed.class, e -> assertThat(e.code()).isEqualTo(RejectionCode.NO_LEADER));
    assertThat(fixture.client.counters().snapshot().get("readAttempts")).isGreaterThan(1);
  }

  @Test
  void shouldReadAFeedToItsEndAndGoOn() {
    for (int i = 0; i < 200; i++) {
      fixture.submit(fixture.pay(fixture.accountIn(1, 0), fixture.accountIn(1, 1)));
      fixture.loop.run(3);
    }
    assertThat(fixture.awaitAll(1_000)).isTrue();
    FeedReader reader = fixture.client.feed(1, 1);
    List<Object> ids = new ArrayList<>();
    FeedPage page;
    do {
      CompletableFuture<ReadResult<FeedPage>> next = reader.next().toCompletableFuture();
      assertThatThrownBy(reader::next).isInstanceOf(IllegalStateException.class);
      fixture.loop.run(20);
      page = next.join().value();
      page.batches().forEach(b -> b.records().forEach(r -> ids.add(r.id())));
    } while (!page.isLast());
    assertThat(ids).isEqualTo(fixture.submitted.stream().map(s -> (Object) s.pay().id()).toList());
    long end = reader.position();
    CompletableFuture<ReadResult<FeedPage>> nothing = reader.next().toCompletableFuture();
    fixture.loop.run(20);
    assertThat(nothing.join().value().batches()).isEmpty();
    assertThat(reader.position()).isEqualTo(end);
  }

  @Test
  void shouldRefuseReadsAfterItStopped() {
    fixture.client.stop();
    fixture.loop.run(100);
    assertThatThrownBy(fixture.client.balance(fixture.account(1)).toCompletableFuture()::join)
        .hasCauseInstanceOf(ReadFailed.class);
  }
}
