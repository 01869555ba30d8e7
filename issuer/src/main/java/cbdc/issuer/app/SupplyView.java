package cbdc.issuer.app;

import cbdc.issuer.core.OrderWords;
import cbdc.issuer.core.SupplyReport;
import cbdc.issuer.core.SupplyReport.BankLine;
import cbdc.issuer.core.SupplyReport.ChannelLine;
import cbdc.issuer.core.SupplyReport.ShardLine;
import cbdc.protocol.Amount;
import java.io.PrintWriter;

/** The supply report as people are shown it. */
public final class SupplyView {
  private static final int HASH_DIGITS = 16;

  private SupplyView() {}

  /** Prints it for people. */
  public static void print(SupplyReport r, PrintWriter out) {
    out.printf("issued           %24s%n", Amount.format(r.issued()));
    out.printf("redeemed         %24s%n", Amount.format(r.redeemed()));
    out.printf("in circulation   %24s%n", Amount.format(r.circulation()));
    out.printf("  held           %24s%n", Amount.format(r.circulating()));
    out.printf("  in flight      %24s%n", Amount.format(r.inFlight()));
    out.printf("reserves credited%24s%n", Amount.format(r.reservesCredited()));
    if (!r.banks().isEmpty()) {
      out.printf(
          "%n%-5s %20s %20s %20s %20s %20s%n",
          "bank", "issued", "outstanding", "quota", "reserve", "vault");
      for (BankLine b : r.banks()) {
        out.printf(
            "%-5s %20s %20s %20s %20s %20s%n",
            OrderWords.bankText(b.bank()),
            Amount.format(b.issued()),
            Amount.format(b.outstanding()),
            Amount.format(b.quota()),
            Amount.format(b.reserve()),
            Amount.format(b.vault()));
      }
    }
    printShards(r, out);
    if (r.isConserved()) {
      out.printf(
          "%nEvery unit is accounted for, in each of the %d shards and in all.%n",
          r.shards().size());
    } else {
      out.printf("%nThe supply does not add up:%n");
      r.faults().forEach(fault -> out.println("  " + fault));
    }
  }

  private static void printShards(SupplyReport r, PrintWriter out) {
    out.printf(
        "%n%-5s %12s %12s %20s %20s %20s  %-16s  %s%n",
        "shard", "index", "batch", "held", "sent", "received", "chain", "adds up");
    for (ShardLine s : r.shards()) {
      out.printf(
          "%-5d %12d %12d %20s %20s %20s  %s  %s%n",
          s.shard(),
          s.index(),
          s.batchNumber(),
          Amount.format(s.circulating()),
          Amount.format(s.sent()),
          Amount.format(s.received()),
          s.chainHash().substring(0, HASH_DIGITS),
          s.isBalanced() ? "yes" : "NO");
    }
    for (ChannelLine c : r.channels()) {
      out.printf(
          "in flight from shard %d to %d: %s%n", c.from(), c.to(), Amount.format(c.inFlight()));
    }
  }
}
