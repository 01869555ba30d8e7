package cbdc.issuer.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.issuer.core.SupplyReport.BankLine;
import cbdc.issuer.core.SupplyReport.ChannelLine;
import cbdc.protocol.wire.ReadPayload.BankTotals;
import cbdc.protocol.wire.ReadPayload.ChannelTotals;
import cbdc.protocol.wire.ReadPayload.Supply;
import cbdc.testkit.Row;
import cbdc.testkit.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class SupplyAuditTest {
  private static ChannelTotals channel(int peer, long sent, long received) {
    return new ChannelTotals(peer, sent, received);
  }

  /**
   * Two banks, three shards: 10.00 + 5.00 issued, 1.00 redeemed; 8.00 went from vaults to wallets
   * in shards 1 and 2, 2.00 from 1 to 2, of which 0.50 is on its way.
   */
  private static List<ShardSupply> good() {
    return new ArrayList<>(
        List.of(
            Readings.shard(
                0,
                1_500,
                100,
                2_000,
                600,
                List.of(channel(1, 500, 0), channel(2, 300, 0)),
                List.of(
                    new BankTotals(2, 500, 0, 100, 200, 600),
                    new BankTotals(1, 1_000, 100, 500, 400, 2_000))),
            Readings.shard(
                1, 0, 0, 0, 300, List.of(channel(0, 0, 500), channel(2, 200, 0)), List.of()),
            Readings.shard(
                2, 0, 0, 0, 450, List.of(channel(0, 0, 300), channel(1, 0, 150)), List.of())));
  }

  @Test
  void shouldAddUpWhatAllShardsSay() {
    SupplyReport report = SupplyAudit.report(good(), good());
    assertThat(report.faults()).isEmpty();
    assertThat(report.isConserved()).isTrue();
    assertThat(report.issued()).isEqualTo(1_500);
    assertThat(report.redeemed()).isEqualTo(100);
    assertThat(report.circulation()).isEqualTo(1_400);
    assertThat(report.circulating()).isEqualTo(1_350);
    assertThat(report.inFlight()).isEqualTo(50);
    assertThat(report.channels()).containsExactly(new ChannelLine(1, 2, 50));
    assertThat(report.banks())
        .containsExactly(
            new BankLine(1, 1_000, 100, 900, 2_000, 500, 400),
            new BankLine(2, 500, 0, 500, 600, 100, 200));
    assertThat(report.shards()).extracting(line -> line.index()).containsExactly(70L, 71L, 72L);
    assertThat(report.shards().get(2).chainHash()).isEqualTo("a2".repeat(32));
  }

  /** After enough years a shard has sent more than fits in 63 bits, over all its channels. */
  @Test
  void shouldAddUpTotalsThatHaveWrapped() {
    long before = 1L << 62;
    List<ShardSupply> shards = good();
    change(
        shards,
        0,
        s ->
            with(
                s,
                1_500,
                100,
                600,
                List.of(channel(1, before + 500, before), channel(2, 300, 0)),
                s.banks()));
    change(
        shards,
        1,
        s ->
            with(
                s,
                0,
                0,
                300,
                List.of(channel(0, before, before + 500), channel(2, before + 200, before)),
                s.banks()));
    change(
        shards,
        2,
        s ->
            with(
                s,
                0,
                0,
                450,
                List.of(channel(0, 0, 300), channel(1, before, before + 150)),
                s.banks()));
    SupplyReport report = SupplyAudit.report(shards, shards);
    assertThat(report.faults()).isEmpty();
    assertThat(report.inFlight()).isEqualTo(50);
    change(shards, 1, s -> with(s, 0, 0, 301, s.channels(), s.banks()));
    assertThat(SupplyAudit.report(shards, shards).faults()).hasSize(2);
  }

  /** Something that is wrong, and what must be said about it. */
  record FaultRow(String name, Consumer<List<ShardSupply>> change, List<String> expected)
      implements Row {}

  @TestFactory
  Stream<DynamicTest> shouldFindWhatIsBroken() {
    return Tables.tests(
        List.of(
            new FaultRow(
                "a wallet has a unit too much",
                shards ->
                    change(
                        shards,
                        1,
                        s -> with(s, s.issued(), s.redeemed(), 301, s.channels(), s.banks())),
                List.of(
                    "shard 1 holds 3.01, has sent 2.00 and received 5.00: that is not the 0.00 that were created there",
                    "all shards hold 13.51 and 0.50 is in flight, but 14.00 is in circulation")),
            new FaultRow(
                "a shard took what nobody sent",
                shards ->
                    change(
                        shards,
                        2,
                        s ->
                            with(
                                s,
                                0,
                                0,
                                650,
                                List.of(channel(0, 0, 300), channel(1, 0, 350)),
                                s.banks())),
                List.of("shard 2 has taken 3.50 from shard 1, which has sent only 2.00")),
            new FaultRow(
                "a shard other than 0 issued",
                shards -> change(shards, 1, s -> with(s, 100, 0, 400, s.channels(), s.banks())),
                List.of(
                    "shard 1 says it has issued 1.00 and redeemed 0.00: only shard 0 may",
                    "all shards hold 14.50 and 0.50 is in flight, but 14.00 is in circulation")),
            new FaultRow(
                "the banks do not add up",
                shards ->
                    change(
                        shards,
                        0,
                        s ->
                            with(
                                s,
                                1_500,
                                100,
                                600,
                                s.channels(),
                                List.of(new BankTotals(1, 1_000, 100, 600, 400, 2_000)))),
                List.of(
                    "the banks have 10.00 issued and 1.00 redeemed, but in all it is 15.00 and 1.00")),
            new FaultRow(
                "not backed",
                shards ->
                    change(
                        shards,
                        0,
                        s ->
                            with(
                                s,
                                1_500,
                                100,
                                600,
                                s.channels(),
                                List.of(
                                    new BankTotals(2, 500, 0, 100, 200, 600),
                                    new BankTotals(1, 1_000, 100, 499, 400, 2_000)))),
                List.of(
                    "reserves of 5.99 and 14.00 in circulation are not the 20.00 that were credited: the currency is not fully backed")),
            new FaultRow(
                "more redeemed than issued",
                shards -> change(shards, 0, s -> with(s, 100, 1_500, 600, s.channels(), s.banks())),
                List.of(
                    "shard 0: issued minus redeemed: 1.00 is less than 15.00",
                    "shard 0 holds 6.00, has sent 8.00 and received 0.00: that is not the -14.00 that were created there",
                    "issued minus redeemed: 1.00 is less than 15.00",
                    "all shards hold 13.50 and 0.50 is in flight, but -14.00 is in circulation",
                    "the banks have 15.00 issued and 1.00 redeemed, but in all it is 1.00 and 15.00",
                    "reserves of 6.00 and -14.00 in circulation are not the 20.00 that were credited: the currency is not fully backed")),
            new FaultRow(
                "more than can exist",
                shards ->
                    change(
                        shards,
                        1,
                        s ->
                            with(
                                s,
                                0,
                                0,
                                300,
                                List.of(channel(0, Long.MAX_VALUE, 500), channel(2, 200, 0)),
                                s.banks())),
                List.of("currency in flight is more than can exist")),
            new FaultRow(
                "a bank below zero",
                shards ->
                    change(
                        shards,
                        0,
                        s ->
                            with(
                                s,
                                1_500,
                                100,
                                600,
                                s.channels(),
                                List.of(
                                    new BankTotals(2, 500, 0, -100, 200, 600),
                                    new BankTotals(1, 1_000, 100, 700, 400, 2_000)))),
                List.of("bank 0002 has something below zero"))),
        row -> {
          List<ShardSupply> broken = good();
          row.change().accept(broken);
          SupplyReport report = SupplyAudit.report(broken, broken);
          assertThat(report.isConserved()).isFalse();
          assertThat(report.faults()).containsAll(row.expected());
          if (row.expected().size() > 1 || row.name().startsWith("a shard took")) {
            assertThat(report.faults()).containsExactlyElementsOf(row.expected());
          }
        });
  }

  @Test
  void shouldNotMistakeMoneyThatMovedBetweenTheReadingsForAFault() {
    // Between the rounds shard 1 sent 1.00 more to shard 2, which took it before it was read again.
    List<ShardSupply> second = good();
    change(
        second,
        1,
        s -> with(s, 0, 0, 200, List.of(channel(0, 0, 500), channel(2, 300, 0)), s.banks()));
    change(
        second,
        2,
        s -> with(s, 0, 0, 600, List.of(channel(0, 0, 300), channel(1, 0, 300)), s.banks()));
    assertThat(SupplyAudit.report(good(), second).faults()).isEmpty();
    // Shard 2 was read later than shard 1: it has the money that shard 1 was not yet seen to send.
    List<ShardSupply> ahead = good();
    change(
        ahead,
        2,
        s -> with(s, 0, 0, 600, List.of(channel(0, 0, 300), channel(1, 0, 300)), s.banks()));
    SupplyReport report = SupplyAudit.report(good(), ahead);
    assertThat(report.faults()).isEmpty();
    assertThat(report.channels()).containsExactly(new ChannelLine(1, 2, -100));
  }

  @Test
  void shouldFindAShardThatWentBack() {
    List<ShardSupply> second = good();
    change(
        second,
        1,
        s -> new Supply(7, s.timeMillis(), 0, 0, 0, 300, s.chainHash(), s.channels(), s.banks()));
    assertThat(SupplyAudit.report(good(), second).faults())
        .containsExactly("shard 1 went back from batch 61 to 7");
  }

  @Test
  void shouldReadEveryShardOrNoneAtAll() {
    FakeLedger ledger = new FakeLedger(Keys.CLUSTER, 3, 2, Keys.PUBLIC);
    good().forEach(reading -> ledger.supplies.put(reading.shard(), reading));
    assertThat(SupplyAudit.read(ledger).toCompletableFuture().join().isConserved()).isTrue();
    ledger.supplies.remove(2);
    assertThatThrownBy(() -> SupplyAudit.read(ledger).toCompletableFuture().join())
        .hasStackTraceContaining("shard 2 did not answer");
  }

  @FunctionalInterface
  private interface Change {
    Supply of(Supply supply);
  }

  private static void change(List<ShardSupply> shards, int shard, Change change) {
    ShardSupply reading = shards.get(shard);
    shards.set(
        shard,
        new ShardSupply(shard, reading.term(), reading.index(), change.of(reading.supply())));
  }

  private static Supply with(
      Supply s,
      long issued,
      long redeemed,
      long circulating,
      List<ChannelTotals> channels,
      List<BankTotals> banks) {
    return new Supply(
        s.batchNumber(),
        s.timeMillis(),
        issued,
        redeemed,
        s.reservesCredited(),
        circulating,
        s.chainHash(),
        channels,
        banks);
  }
}
