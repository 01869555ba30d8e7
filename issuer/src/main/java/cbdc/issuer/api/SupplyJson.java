package cbdc.issuer.api;

import cbdc.issuer.core.OrderWords;
import cbdc.issuer.core.SupplyReport;
import cbdc.issuer.core.SupplyReport.BankLine;
import cbdc.issuer.core.SupplyReport.ChannelLine;
import cbdc.issuer.core.SupplyReport.ShardLine;
import cbdc.issuer.core.SupplySample;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The supply as JSON, for the service and the command line; amounts are minor units. */
public final class SupplyJson {
  private SupplyJson() {}

  /** The whole report. */
  public static ObjectNode of(SupplyReport r) {
    ObjectNode json = Answers.object().put("currency", Answers.CURRENCY);
    json.put("conservation", r.isConserved() ? "ok" : "broken");
    ArrayNode faults = json.putArray("faults");
    r.faults().forEach(faults::add);
    json.put("issuedMinor", r.issued())
        .put("redeemedMinor", r.redeemed())
        .put("circulationMinor", r.circulation());
    json.put("heldMinor", r.circulating()).put("inFlightMinor", r.inFlight());
    json.put("reservesCreditedMinor", r.reservesCredited());
    banks(json, r.banks());
    ArrayNode shards = json.putArray("shards");
    ArrayNode asOf = json.putArray("asOf");
    for (ShardLine s : r.shards()) {
      shards
          .addObject()
          .put("shard", s.shard())
          .put("term", s.term())
          .put("index", s.index())
          .put("batch", s.batchNumber())
          .put("ledgerTime", Answers.time(s.timeMillis()))
          .put("chainHash", s.chainHash())
          .put("heldMinor", s.circulating())
          .put("sentMinor", s.sent())
          .put("receivedMinor", s.received())
          .put("balanced", s.isBalanced());
      asOf.addObject().put("shard", s.shard()).put("index", s.index());
    }
    ArrayNode channels = json.putArray("inFlight");
    for (ChannelLine c : r.channels()) {
      channels.addObject().put("from", c.from()).put("to", c.to()).put("amountMinor", c.inFlight());
    }
    return json;
  }

  static ObjectNode of(SupplySample s) {
    ObjectNode json = Answers.object().put("at", Answers.time(s.atMillis()));
    json.put("conservation", s.isConserved() ? "ok" : "broken");
    json.put("issuedMinor", s.issued())
        .put("redeemedMinor", s.redeemed())
        .put("circulationMinor", s.circulation());
    json.put("inFlightMinor", s.inFlight()).put("reservesCreditedMinor", s.reservesCredited());
    banks(json, s.banks());
    return json;
  }

  private static void banks(ObjectNode json, List<BankLine> lines) {
    ArrayNode banks = json.putArray("banks");
    for (BankLine b : lines) {
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
  }
}
