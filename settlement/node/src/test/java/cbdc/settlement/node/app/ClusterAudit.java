package cbdc.settlement.node.app;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.Command;
import cbdc.protocol.Outcome;
import cbdc.protocol.wire.ReadPayload;
import cbdc.settlement.node.store.HistoryRecord;
import cbdc.settlement.node.store.HistoryStore;
import cbdc.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the whole cluster holds, against what its banks were told. */
final class ClusterAudit {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int RECORDS_A_READ = 1_024;

  private final LocalCluster cluster;
  private final int shardCount;

  ClusterAudit(LocalCluster cluster, int shardCount) {
    this.cluster = cluster;
    this.shardCount = shardCount;
  }

  /** Balances as they follow from nothing but the settled payments. */
  static Map<Long, Long> balances(PaymentLoad load, List<BankClient> banks, long vaultFunds) {
    Map<Long, Long> balances = new HashMap<>();
    for (BankClient bank : banks) {
      balances.put(bank.vault(), vaultFunds);
      bank.wallets().forEach(wallet -> balances.put(wallet, 0L));
    }
    for (Command.Pay payment : load.payments().values()) {
      if (load.outcomes().get(payment.id()) instanceof Outcome.Settled) {
        balances.merge(payment.payer(), -payment.amount(), Long::sum);
        balances.merge(payment.payee(), payment.amount(), Long::sum);
      }
    }
    return balances;
  }

  static void checkBalances(List<BankClient> banks, Map<Long, Long> expected) {
    Map<Long, ReadPayload.Balance> found = new HashMap<>();
    for (BankClient bank : banks) {
      List<Long> accounts = new ArrayList<>(bank.wallets());
      accounts.add(bank.vault());
      for (long account : accounts) {
        found.put(account, BankClient.result(bank.client().balance(account)).value());
      }
    }
    Map<Long, ReadPayload.Balance> wanted = new HashMap<>();
    expected.forEach(
        (account, available) -> wanted.put(account, new ReadPayload.Balance(available, 0)));
    assertThat(found).isEqualTo(wanted);
  }

  /** No unit was made or lost: inside each shard, between each two, and in all of them together. */
  void checkMoney(BankClient issuer, long issued) {
    List<ReadPayload.Supply> supplies = new ArrayList<>();
    for (int shard = 0; shard < shardCount; shard++) {
      supplies.add(BankClient.result(issuer.client().supply(shard)).value());
    }
    long circulating = 0;
    for (int shard = 0; shard < shardCount; shard++) {
      ReadPayload.Supply supply = supplies.get(shard);
      circulating += supply.circulating();
      long net = 0;
      for (ReadPayload.ChannelTotals channel : supply.channels()) {
        net += channel.sent() - channel.received();
        assertThat(channel.sent())
            .as("sent from shard %d and received by shard %d", shard, channel.peer())
            .isEqualTo(received(supplies.get(channel.peer()), shard));
      }
      assertThat(supply.circulating() + net)
          .as("money of shard %d", shard)
          .isEqualTo(supply.issued() - supply.redeemed());
    }
    assertThat(supplies.getFirst().issued()).isEqualTo(issued);
    assertThat(circulating).as("money of all shards").isEqualTo(issued);
  }

  private static long received(ReadPayload.Supply supply, int from) {
    return supply.channels().stream()
        .filter(channel -> channel.peer() == from)
        .mapToLong(ReadPayload.ChannelTotals::received)
        .sum();
  }

  /**
   * Every node has executed the same entries with the same outcomes, from the first to the last.
   */
  void checkReplicas() {
    for (int shard = 0; shard < shardCount; shard++) {
      long last = awaitSameEnd(shard);
      List<HistoryStore> histories = histories(shard);
      for (long from = 1; from <= last; from += RECORDS_A_READ) {
        int count = (int) Math.min(RECORDS_A_READ, last - from + 1);
        List<HistoryRecord> first = histories.getFirst().read(from, count, Long.MAX_VALUE);
        assertThat(first).as("records of shard %d from %d on", shard, from).hasSize(count);
        for (HistoryStore other : histories.subList(1, histories.size())) {
          assertThat(other.read(from, count, Long.MAX_VALUE)).isEqualTo(first);
        }
      }
    }
  }

  private long awaitSameEnd(int shard) {
    return Await.value(
        "all replicas of shard " + shard + " have executed the same",
        LIMIT,
        () -> {
          List<HistoryStore> all = histories(shard);
          long[] ends = all.stream().mapToLong(HistoryStore::lastNumber).distinct().toArray();
          // What came as a snapshot is fetched from the others within seconds.
          boolean isWhole = all.stream().allMatch(history -> history.gaps().isEmpty());
          return ends.length == 1 && isWhole ? Optional.of(ends[0]) : Optional.empty();
        });
  }

  private List<HistoryStore> histories(int shard) {
    return cluster.nodeIds().stream()
        .map(cluster::node)
        .filter(node -> node.shards().shards().contains(shard))
        .map(node -> node.store().history(shard))
        .toList();
  }
}
