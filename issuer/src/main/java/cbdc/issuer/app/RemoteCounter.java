package cbdc.issuer.app;

import cbdc.crypto.SigningKey;
import cbdc.issuer.core.ClusterId;
import cbdc.issuer.core.DeskAnswer;
import cbdc.issuer.core.LedgerDay;
import cbdc.issuer.core.LedgerKeys;
import cbdc.issuer.core.OrderBook;
import cbdc.issuer.core.OrderDraft;
import cbdc.issuer.core.OrderId;
import cbdc.issuer.core.OrderRecord;
import cbdc.issuer.core.OrderSigning;
import cbdc.issuer.core.OrderWords;
import cbdc.issuer.store.OrderJson;
import cbdc.protocol.Approval;
import cbdc.protocol.MalformedException;
import cbdc.protocol.Order;
import cbdc.protocol.OrderCodec;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;

/**
 * The issuer's service, which is believed nothing: what an order does is read from its bytes, and
 * nothing is signed before they are found to be what was asked for.
 *
 * @param cluster the only cluster that orders are signed for
 * @param clock tells how long an order would be valid
 */
record RemoteCounter(ServiceClient service, ClusterId cluster, Clock clock)
    implements OrderCounter {
  private static final String ORDERS = "/v1/orders";
  private static final List<String> OPEN = List.of("DRAFTED", "APPROVED", "SUBMITTED");

  @Override
  public DeskAnswer.Done draft(
      OrderDraft draft, SigningKey maker, OptionalInt lastValidDay, int validDays)
      throws InterruptedException {
    ObjectNode request = DraftJson.of(draft);
    if (lastValidDay.isPresent()) {
      request.put("validUntil", LedgerDay.text(lastValidDay.getAsInt()));
    } else {
      request.put("validDays", validDays);
    }
    JsonNode prepared = service.post("/v1/prepared-orders", request);
    byte[] bytes = bytes(prepared);
    requireAsked(bytes, draft, lastValidDay, validDays);
    ObjectNode sealed = signature(OrderSigning.sealAsMaker(maker, bytes));
    sealed.put("bytes", HexFormat.of().formatHex(bytes));
    JsonNode kept = service.post(ORDERS, sealed);
    return new DeskAnswer.Done(record(kept), warnings(kept));
  }

  /** Whoever can change what the service says must not get a signature for it. */
  private void requireAsked(
      byte[] bytes, OrderDraft asked, OptionalInt lastValidDay, int validDays) {
    Order order;
    try {
      order = OrderCodec.decode(bytes);
    } catch (MalformedException notOne) {
      throw IssuerFailure.refused(
          "not signed: the service prepared what is no order: " + notOne.getMessage());
    }
    Order.Header header = order.header();
    if (!OrderDraft.like(order).equals(asked)
        || !isAskedDay(header.lastValidDay(), lastValidDay, validDays)) {
      throw IssuerFailure.refused(
          "not signed: the service prepared another order than was asked for: "
              + OrderWords.summary(order)
              + ", valid until "
              + LedgerDay.text(header.lastValidDay()));
    }
    requireCluster(order);
  }

  /** Only the ledger knows where its day begins: that may make a day's difference. */
  private boolean isAskedDay(int day, OptionalInt lastValidDay, int validDays) {
    return lastValidDay.isPresent()
        ? day == lastValidDay.getAsInt()
        : Math.abs(day - (LedgerDay.of(clock.millis(), 0) + validDays)) <= 1;
  }

  private void requireCluster(Order order) {
    ClusterId of = new ClusterId(order.header().clusterHigh(), order.header().clusterLow());
    if (!of.equals(cluster)) {
      throw IssuerFailure.refused(
          "not signed: the service's order is for cluster " + of + ", not for " + cluster);
    }
  }

  @Override
  public OrderRecord show(OrderId id) throws InterruptedException {
    return record(service.get(ORDERS + "/" + id));
  }

  @Override
  public OrderBook.Listing list(boolean all) throws InterruptedException {
    List<OrderRecord> orders = new ArrayList<>();
    List<String> notices = new ArrayList<>();
    if (all) {
      read(ORDERS + "?limit=200", orders, notices);
    } else {
      for (String state : OPEN) {
        read(ORDERS + "?limit=200&state=" + state, orders, notices);
      }
    }
    orders.sort((a, b) -> a.id().compareTo(b.id()));
    return new OrderBook.Listing(orders, notices);
  }

  private void read(String path, List<OrderRecord> orders, List<String> notices)
      throws InterruptedException {
    String cursor = "";
    do {
      JsonNode page = service.get(path + cursor);
      page.path("items").forEach(item -> orders.add(record(item)));
      page.path("notices").forEach(notice -> notices.add(notice.asText()));
      cursor = page.has("nextCursor") ? "&cursor=" + page.get("nextCursor").asText() : "";
    } while (!cursor.isEmpty());
  }

  @Override
  public OrderRecord approve(OrderRecord seen, SigningKey approver) throws InterruptedException {
    requireCluster(seen.order());
    return record(
        service.post(
            ORDERS + "/" + seen.id() + "/approvals",
            signature(OrderSigning.approve(approver, seen.bytes()))));
  }

  @Override
  public DeskAnswer.Done withdraw(OrderId id) throws InterruptedException {
    JsonNode withdrawn = service.post(ORDERS + "/" + id + "/withdrawal", null);
    return new DeskAnswer.Done(record(withdrawn), warnings(withdrawn));
  }

  @Override
  public DeskAnswer.Done submit(OrderId id, KeyOptions key) throws InterruptedException {
    JsonNode submitted = service.post(ORDERS + "/" + id + "/submission", null);
    return new DeskAnswer.Done(record(submitted), warnings(submitted));
  }

  private static OrderRecord record(JsonNode answer) {
    return OrderJson.readWhole(answer.toString(), "answer of the issuer's service");
  }

  private static List<String> warnings(JsonNode answer) {
    List<String> warnings = new ArrayList<>();
    answer.path("warnings").forEach(warning -> warnings.add(warning.asText()));
    return warnings;
  }

  private static byte[] bytes(JsonNode prepared) {
    try {
      return HexFormat.of().parseHex(prepared.path("bytes").asText());
    } catch (IllegalArgumentException notOne) {
      throw IssuerFailure.failed("the issuer's service answered without the order's bytes");
    }
  }

  private static ObjectNode signature(Approval approval) {
    return Json.object()
        .put("key", LedgerKeys.keyIdText(approval.keyId()))
        .put("signature", HexFormat.of().formatHex(approval.signature()));
  }
}
