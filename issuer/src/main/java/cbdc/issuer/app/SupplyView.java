package cbdc.issuer.app;

import cbdc.issuer.core.OrderWords;
import cbdc.issuer.core.SupplyReport;
import cbdc.issuer.core.SupplyReport.BankLine;
import cbdc.issuer.core.SupplyReport.ChannelLine;
import cbdc.issuer.core.SupplyReport.ShardLine;
import cbdc.protocol.Amount;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Instant;

/** The supply report as people and machines are shown it. JSON amounts are minor units. */
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

  /** The whole report. */
  public static ObjectNode toJson(SupplyReport r) {
    ObjectNode json = Json.object().put("conservation", r.isConserved() ? "ok" : "broken");
    ArrayNode faults = json.putArray("faults");
    r.faults().forEach(faults::add);
    json.put("issuedMinor", r.issued())
        .put("redeemedMinor", r.redeemed())
        .put("circulationMinor", r.circulation());
    json.put("heldMinor", r.circulating()).put("inFlightMinor", r.inFlight());
    json.put("reservesCreditedMinor", r.reservesCredited());
    ArrayNode banks = json.putArray("banks");
    for (BankLine b : r.banks()) {
      banks
          .addObject()
          .put("bank", OrderWords.bankText(b.bank()))
          .put("issuedMinor", b.issued())
          .put("redeemedMinor", b.redeemed())
          .put("outstandingMinor", b.outstanding())
          .put("quotaMinor", b.quota())
          .put("reserveMinor", b.reserve())
          .put("vaultMinor", b.vault());
    }
    ArrayNode shards = json.putArray("shards");
    for (ShardLine s : r.shards()) {
      shards
          .addObject()
          .put("shard", s.shard())
          .put("term", s.term())
          .put("index", s.index())
          .put("batch", s.batchNumber())
          .put("ledgerTime", Instant.ofEpochMilli(s.timeMillis()).toString())
          .put("chainHash", s.chainHash())
          .put("heldMinor", s.circulating())
          .put("sentMinor", s.sent())
          .put("receivedMinor", s.received())
          .put("balanced", s.isBalanced());
    }
    ArrayNode channels = json.putArray("inFlight");
    for (ChannelLine c : r.channels()) {
      channels.addObject().put("from", c.from()).put("to", c.to()).put("amountMinor", c.inFlight());
    }
    return json;
  }
}
