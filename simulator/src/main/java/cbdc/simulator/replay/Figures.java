package cbdc.simulator.replay;

import cbdc.issuer.core.ShardSupply;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.wire.ReadPayload.BankTotals;
import cbdc.protocol.wire.ReadPayload.ChannelTotals;
import cbdc.protocol.wire.ReadPayload.Supply;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What the ledger says after a replay, by signed reads: balances of all wallets, and every shard's
 * and channel's books.
 *
 * @param balances of the home bank's wallets by account id, minor units
 * @param sentToPartnerBanks what lies in partners' wallets, by the bank's letters: all that was
 *     remitted to them
 * @param issued issued and not redeemed, minor units
 * @param conservation {@code ok}, or what does not add up
 */
record Figures(
    SortedMap<Long, Long> balances,
    SortedMap<String, Long> sentToPartnerBanks,
    long issued,
    String conservation) {
  /** What {@link #conservation} says when everything adds up. */
  static final String OK = "ok";

  private static final long DRAIN_MILLIS_MAX = 60_000;
  private static final long PAUSE_MILLIS = 50;

  /**
   * Reads everything.
   *
   * @throws IllegalStateException when the ledger cannot be read
   */
  static Figures read(ReplayLedger ledger, ReplayPlan plan, Patience patience)
      throws InterruptedException {
    List<Long> wallets = List.copyOf(plan.wallets());
    List<Long> available = patience.readAll(wallets, ledger::balance).join();
    SortedMap<Long, Long> balances = new TreeMap<>();
    SortedMap<String, Long> partners = new TreeMap<>();
    long total = 0;
    for (int i = 0; i < wallets.size(); i++) {
      int bank = AccountNumber.bank(wallets.get(i));
      long balance = available.get(i);
      total = Math.addExact(total, balance);
      if (bank == ReplayAccounts.HOME_BANK) {
        balances.put(
            AccountNumber.serial(wallets.get(i)) - AccountNumber.FIRST_CUSTOMER_SERIAL, balance);
      } else {
        partners.merge(plan.bankLetters().get(bank), balance, Math::addExact);
      }
    }
    List<Supply> shards = drained(ledger, patience);
    Supply first = shards.getFirst();
    return new Figures(
        balances, partners, first.issued() - first.redeemed(), conservation(shards, total));
  }

  /** Sum of the home bank's wallets, minor units. */
  long balanceTotal() {
    return balances.values().stream().mapToLong(Long::longValue).reduce(0, Math::addExact);
  }

  /** SHA-256 of the lines {@code account_id:balance}, sorted by account id. */
  String balancesSha256() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      balances.forEach(
          (id, minor) ->
              digest.update((id + ":" + minor + "\n").getBytes(StandardCharsets.US_ASCII)));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * The supply of every shard, once nothing is under way between them; or as it stands when that
   * takes too long.
   */
  private static List<Supply> drained(ReplayLedger ledger, Patience patience)
      throws InterruptedException {
    List<Integer> shards = IntStream.range(0, ledger.shardCount()).boxed().toList();
    long deadline = System.nanoTime() + DRAIN_MILLIS_MAX * 1_000_000;
    while (true) {
      List<Supply> supplies =
          patience.readAll(shards, ledger.issuer()::supply).join().stream()
              .map(ShardSupply::supply)
              .toList();
      if (underWay(supplies).isEmpty() || System.nanoTime() > deadline) {
        return supplies;
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  /** The first rule that does not hold, or {@link #OK}. */
  static String conservation(List<Supply> shards, long walletTotal) {
    long circulating = 0;
    for (int shard = 0; shard < shards.size(); shard++) {
      Supply s = shards.get(shard);
      long sent = s.channels().stream().mapToLong(ChannelTotals::sent).sum();
      long received = s.channels().stream().mapToLong(ChannelTotals::received).sum();
      if (s.circulating() + sent - received != s.issued() - s.redeemed()) {
        return "shard "
            + shard
            + ": balances + sent - received = "
            + (s.circulating() + sent - received)
            + ", issued - redeemed = "
            + (s.issued() - s.redeemed());
      }
      circulating += s.circulating();
    }
    String open = underWay(shards);
    return open.isEmpty() ? conservationOfBanks(shards.getFirst(), circulating, walletTotal) : open;
  }

  private static String conservationOfBanks(Supply first, long circulating, long walletTotal) {
    long outstanding = first.issued() - first.redeemed();
    long reserves = first.banks().stream().mapToLong(BankTotals::reserve).sum();
    long vaults = first.banks().stream().mapToLong(BankTotals::vault).sum();
    long issuedToBanks =
        first.banks().stream().mapToLong(bank -> bank.issued() - bank.redeemed()).sum();
    if (issuedToBanks != outstanding) {
      return "issued to banks " + issuedToBanks + ", issued in all " + outstanding;
    }
    if (reserves + outstanding != first.reservesCredited()) {
      return "reserves "
          + reserves
          + " + issued "
          + outstanding
          + ", credited "
          + first.reservesCredited();
    }
    if (circulating != outstanding) {
      return "held in all shards " + circulating + ", issued " + outstanding;
    }
    return walletTotal + vaults == outstanding
        ? OK
        : "wallets " + walletTotal + " + vaults " + vaults + ", issued " + outstanding;
  }

  /** The first channel whose two ends differ, in words; empty when there is none. */
  private static String underWay(List<Supply> shards) {
    Map<Integer, Map<Integer, ChannelTotals>> ends = new HashMap<>();
    for (int shard = 0; shard < shards.size(); shard++) {
      Map<Integer, ChannelTotals> ofShard = new HashMap<>();
      shards.get(shard).channels().forEach(channel -> ofShard.put(channel.peer(), channel));
      ends.put(shard, ofShard);
    }
    ChannelTotals none = new ChannelTotals(0, 0, 0);
    for (int source = 0; source < shards.size(); source++) {
      for (int destination = 0; destination < shards.size(); destination++) {
        long sent = ends.get(source).getOrDefault(destination, none).sent();
        long received = ends.get(destination).getOrDefault(source, none).received();
        if (sent != received) {
          return "channel from shard "
              + source
              + " to shard "
              + destination
              + ": sent "
              + sent
              + ", received "
              + received;
        }
      }
    }
    return "";
  }
}
