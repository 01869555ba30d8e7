package cbdc.issuer.core;

import cbdc.issuer.core.SupplyReport.BankLine;
import cbdc.issuer.core.SupplyReport.ChannelLine;
import cbdc.issuer.core.SupplyReport.ShardLine;
import cbdc.protocol.Amount;
import cbdc.protocol.wire.ReadPayload.BankTotals;
import cbdc.protocol.wire.ReadPayload.ChannelTotals;
import cbdc.protocol.wire.ReadPayload.Supply;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * Adds up what the shards say and judges it, with arithmetic of its own. Every shard is read twice:
 * what a shard had taken in the first round must have been sent by the second, whatever happened in
 * between. So money that appears from nowhere between two shards is found without stopping
 * anything.
 */
public final class SupplyAudit {
  private final List<Supply> earlier;
  private final List<ShardSupply> readings;
  private final List<Supply> later;
  private final List<String> faults = new ArrayList<>();

  private SupplyAudit(List<ShardSupply> first, List<ShardSupply> second) {
    earlier = first.stream().map(ShardSupply::supply).toList();
    readings = second;
    later = second.stream().map(ShardSupply::supply).toList();
  }

  /** Reads every shard twice and reports; fails when a shard cannot be read. */
  public static CompletionStage<SupplyReport> read(LedgerPort ledger) {
    return readAll(ledger)
        .thenCompose(first -> readAll(ledger).thenApply(second -> report(first, second)));
  }

  /**
   * The report of two rounds of readings.
   *
   * @param first every shard, in order
   * @param second every shard again, each read after all of the first round
   */
  public static SupplyReport report(List<ShardSupply> first, List<ShardSupply> second) {
    return new SupplyAudit(first, second).report();
  }

  private static CompletionStage<List<ShardSupply>> readAll(LedgerPort ledger) {
    List<CompletableFuture<ShardSupply>> shards =
        IntStream.range(0, ledger.shardCount())
            .mapToObj(shard -> ledger.supply(shard).toCompletableFuture())
            .toList();
    return CompletableFuture.allOf(shards.toArray(CompletableFuture[]::new))
        .thenApply(done -> shards.stream().map(CompletableFuture::join).toList());
  }

  private SupplyReport report() {
    Supply zero = later.getFirst();
    List<ShardLine> shards = readings.stream().map(this::shardLine).toList();
    List<ChannelLine> channels = channels();
    long circulating = sum("currency held", shards, ShardLine::circulating);
    long inFlight = sum("currency in flight", channels, ChannelLine::inFlight);
    long circulation = difference("issued minus redeemed", zero.issued(), zero.redeemed());
    if (circulating + inFlight != circulation) {
      faults.add(
          text(
              "all shards hold %s and %s is in flight, but %s is in circulation",
              circulating, inFlight, circulation));
    }
    List<BankLine> banks = banks(zero);
    checkBanks(zero, circulation, banks);
    checkRounds();
    return new SupplyReport(
        zero.issued(),
        zero.redeemed(),
        circulation,
        circulating,
        inFlight,
        zero.reservesCredited(),
        banks,
        shards,
        channels.stream().filter(channel -> channel.inFlight() != 0).toList(),
        faults);
  }

  private ShardLine shardLine(ShardSupply reading) {
    Supply s = reading.supply();
    String name = "shard " + reading.shard();
    long sent = wrappingSum(s.channels(), ChannelTotals::sent);
    long received = wrappingSum(s.channels(), ChannelTotals::received);
    long created = difference(name + ": issued minus redeemed", s.issued(), s.redeemed());
    boolean isBalanced = s.circulating() + sent - received == created;
    if (!isBalanced) {
      faults.add(
          text(
              name
                  + " holds %s, has sent %s and received %s: that is not the %s that were created there",
              s.circulating(),
              sent,
              received,
              created));
    }
    if (reading.shard() != 0 && (s.issued() != 0 || s.redeemed() != 0)) {
      faults.add(
          text(
              name + " says it has issued %s and redeemed %s: only shard 0 may",
              s.issued(),
              s.redeemed()));
    }
    return new ShardLine(
        reading.shard(),
        reading.term(),
        reading.index(),
        s.batchNumber(),
        s.timeMillis(),
        HexFormat.of().formatHex(s.chainHash()),
        s.circulating(),
        sent,
        received,
        isBalanced);
  }

  private List<ChannelLine> channels() {
    List<ChannelLine> lines = new ArrayList<>();
    for (int from = 0; from < later.size(); from++) {
      for (int to = 0; to < later.size(); to++) {
        if (from != to) {
          long sent = channel(later.get(from), to, ChannelTotals::sent);
          long received = channel(later.get(to), from, ChannelTotals::received);
          long takenBefore = channel(earlier.get(to), from, ChannelTotals::received);
          if (takenBefore > sent) {
            faults.add(
                text(
                    "shard " + to + " has taken %s from shard " + from + ", which has sent only %s",
                    takenBefore,
                    sent));
          }
          lines.add(new ChannelLine(from, to, sent - received));
        }
      }
    }
    return lines;
  }

  private static List<BankLine> banks(Supply zero) {
    return zero.banks().stream()
        .sorted(Comparator.comparingInt(BankTotals::bank))
        .map(
            b ->
                new BankLine(
                    b.bank(),
                    b.issued(),
                    b.redeemed(),
                    b.issued() - b.redeemed(),
                    b.quota(),
                    b.reserve(),
                    b.vault()))
        .toList();
  }

  private void checkBanks(Supply zero, long circulation, List<BankLine> banks) {
    long issued = sum("issued by bank", banks, BankLine::issued);
    long redeemed = sum("redeemed by bank", banks, BankLine::redeemed);
    if (issued != zero.issued() || redeemed != zero.redeemed()) {
      faults.add(
          text(
              "the banks have %s issued and %s redeemed, but in all it is %s and %s",
              issued, redeemed, zero.issued(), zero.redeemed()));
    }
    long reserves = sum("reserves", banks, BankLine::reserve);
    if (reserves + circulation != zero.reservesCredited()) {
      faults.add(
          text(
              "reserves of %s and %s in circulation are not the %s that were credited: the currency is not fully backed",
              reserves, circulation, zero.reservesCredited()));
    }
    for (BankLine bank : banks) {
      if (bank.outstanding() < 0 || bank.reserve() < 0 || bank.vault() < 0) {
        faults.add("bank " + OrderWords.bankText(bank.bank()) + " has something below zero");
      }
    }
  }

  private void checkRounds() {
    for (int shard = 0; shard < later.size(); shard++) {
      if (later.get(shard).batchNumber() < earlier.get(shard).batchNumber()) {
        faults.add(
            "shard "
                + shard
                + " went back from batch "
                + earlier.get(shard).batchNumber()
                + " to "
                + later.get(shard).batchNumber());
      }
    }
  }

  private static long channel(Supply supply, int peer, ToLongFunction<ChannelTotals> value) {
    return supply.channels().stream()
        .filter(c -> c.peer() == peer)
        .mapToLong(value)
        .findFirst()
        .orElse(0);
  }

  /**
   * What was ever sent or received over all channels grows without end: only differences of such
   * totals are money, and those come out right modulo 2^64.
   */
  private static long wrappingSum(List<ChannelTotals> channels, ToLongFunction<ChannelTotals> of) {
    return channels.stream().mapToLong(of).sum();
  }

  private <T> long sum(String what, List<T> parts, ToLongFunction<T> value) {
    long sum = 0;
    for (T part : parts) {
      try {
        sum = Math.addExact(sum, value.applyAsLong(part));
      } catch (ArithmeticException overflow) {
        faults.add(what + " is more than can exist");
        return 0;
      }
    }
    return sum;
  }

  private long difference(String what, long more, long less) {
    if (less > more || less < 0) {
      faults.add(text(what + ": %s is less than %s", more, less));
    }
    return more - less;
  }

  private static String text(String format, long... amounts) {
    Object[] texts = new Object[amounts.length];
    for (int i = 0; i < amounts.length; i++) {
      texts[i] = Amount.format(amounts[i]);
    }
    return String.format(format, texts);
  }
}
