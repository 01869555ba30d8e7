package cbdc.issuer.api;

import cbdc.issuer.core.AuditEntry;
import cbdc.issuer.core.OrderArchive;
import cbdc.issuer.core.Person;
import cbdc.issuer.core.SupplySample;
import cbdc.kit.http.Call;
import cbdc.kit.http.Reply;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.HexFormat;

/** What the issuer's database remembers: the supply over time, and who did what. */
record RecordOperations(OrderArchive archive, Clock clock, Work work) {

  Future<Reply> listSupply(Person person, Call call) {
    long from = Parameters.time(call, "from", 0);
    long to = Parameters.time(call, "to", clock.millis());
    var bank = Parameters.bank(call);
    var cursor = Parameters.cursor(call);
    int limit = Parameters.limit(call);
    return work.runBlocking(
        () -> {
          OrderArchive.Page<SupplySample> page = archive.samples(from, to, bank, cursor, limit);
          ObjectNode json = Answers.object().put("currency", Answers.CURRENCY);
          ArrayNode items = json.putArray("items");
          page.items().forEach(sample -> items.add(SupplyJson.of(sample)));
          Answers.next(json, page.next());
          return Answers.json(200, json);
        });
  }

  Future<Reply> listAudit(Person person, Call call) {
    var cursor = Parameters.cursor(call);
    int limit = Parameters.limit(call);
    return work.runBlocking(
        () -> {
          OrderArchive.AuditPage audit = archive.audit(cursor, limit);
          ObjectNode json = Answers.object();
          ArrayNode items = json.putArray("items");
          audit.page().items().forEach(entry -> items.add(json(entry)));
          ArrayNode faults = json.putArray("faults");
          audit.faults().forEach(faults::add);
          archive
              .auditHead()
              .ifPresent(
                  head ->
                      json.putObject("head")
                          .put("number", head.number())
                          .put("hash", HexFormat.of().formatHex(head.hash())));
          Answers.next(json, audit.page().next());
          return Answers.json(200, json);
        });
  }

  private static ObjectNode json(AuditEntry entry) {
    ObjectNode json = Answers.object().put("number", entry.number());
    json.put("at", Answers.time(entry.atMillis())).put("actor", entry.actor());
    json.put("action", entry.note().action().name()).put("order", entry.note().order().toString());
    return json.put("detail", entry.note().detail())
        .put("hash", HexFormat.of().formatHex(entry.hash()));
  }
}
