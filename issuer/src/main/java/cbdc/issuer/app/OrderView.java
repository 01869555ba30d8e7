package cbdc.issuer.app;

import cbdc.crypto.Hashes;
import cbdc.issuer.core.ClusterId;
import cbdc.issuer.core.LedgerDay;
import cbdc.issuer.core.LedgerKeys;
import cbdc.issuer.core.OrderDesk;
import cbdc.issuer.core.OrderKind;
import cbdc.issuer.core.OrderRecord;
import cbdc.issuer.core.OrderRecord.Signed;
import cbdc.issuer.core.OrderState;
import cbdc.issuer.core.OrderWords;
import cbdc.issuer.core.Progress;
import cbdc.protocol.Amount;
import cbdc.protocol.Order;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/**
 * An order as people and machines are shown it. Everything about its content comes from the signed
 * bytes.
 */
record OrderView(OrderDesk desk, OrderRecord record) {

  void print(PrintWriter out, boolean json, List<String> warnings) {
    if (json) {
      Json.print(toJson(warnings), out);
    } else {
      lines(out);
      warnings.forEach(warning -> out.println("warning    " + warning));
    }
  }

  private void lines(PrintWriter out) {
    Order order = record.order();
    Order.Header header = order.header();
    out.println("order      " + record.id());
    out.println("state      " + stateText());
    out.println("does       " + OrderWords.summary(order));
    OrderWords.effects(order).forEach(line -> out.println("             " + line));
    out.println(
        "number     "
            + header.number()
            + (header.bank() == 0
                ? " of the system"
                : " of bank " + OrderWords.bankText(header.bank())));
    out.println(
        "valid      until the end of "
            + LedgerDay.text(header.lastValidDay())
            + " ("
            + LedgerDay.offsetText(record.terms().utcOffsetSeconds())
            + ")");
    out.println("cluster    " + cluster(header));
    out.println("made       " + signature(record.draftedAtMillis(), record.seal().keyId()));
    for (Signed signed : record.approvals()) {
      out.println("approved   " + signature(signed.atMillis(), signed.approval().keyId()));
    }
    out.println("sha256     " + sha256());
  }

  private String stateText() {
    String text = desk.state(record).text();
    return record.progress() instanceof Progress.Refused refused && refused.amountLeft() > 0
        ? text + " (at most " + Amount.format(refused.amountLeft()) + ")"
        : text;
  }

  private String signature(long atMillis, long keyId) {
    String key =
        LedgerKeys.find(record.terms().issuerKeys(), keyId)
            .map(LedgerKeys::shortName)
            .orElse(LedgerKeys.keyIdText(keyId));
    return "by " + key + " at " + Instant.ofEpochMilli(atMillis);
  }

  ObjectNode toJson(List<String> warnings) {
    Order order = record.order();
    Order.Header header = order.header();
    OrderState state = desk.state(record);
    ObjectNode json = Json.object().put("order", record.id().toString()).put("state", state.word());
    if (record.progress() instanceof Progress.Refused refused) {
      json.put("code", refused.code().name())
          .put("rule", refused.code().rule())
          .put("amountLeftMinor", refused.amountLeft());
    }
    json.put("kind", OrderKind.of(order).label()).put("words", OrderWords.summary(order));
    ArrayNode effects = json.putArray("effects");
    OrderWords.effects(order).forEach(effects::add);
    json.put("bank", OrderWords.bankText(header.bank())).put("number", header.number());
    json.put("lastValidDay", LedgerDay.text(header.lastValidDay())).put("cluster", cluster(header));
    json.put("madeBy", LedgerKeys.keyIdText(record.seal().keyId()));
    json.put("approvalsNeeded", record.terms().threshold());
    ArrayNode approvals = json.putArray("approvedBy");
    record.signatures().forEach(approval -> approvals.add(LedgerKeys.keyIdText(approval.keyId())));
    json.put("sha256", sha256());
    ArrayNode lines = json.putArray("warnings");
    warnings.forEach(lines::add);
    return json;
  }

  private static String cluster(Order.Header header) {
    return new ClusterId(header.clusterHigh(), header.clusterLow()).toString();
  }

  private String sha256() {
    return HexFormat.of().formatHex(Hashes.sha256(record.bytes()));
  }
}
