package cbdc.issuer.api;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.issuer.core.Keys;
import cbdc.issuer.store.TestDatabase;
import cbdc.protocol.OrderCodec;
import cbdc.testkit.ContractCheck;
import cbdc.testkit.SeededRandom;
import cbdc.testkit.Seeds;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Requests that a careless, confused or hostile program might send: never a fault, never an answer
 * that the contract does not declare, and no order that was not signed for.
 */
@Timeout(300)
class IssuerGeneratedRequestsTest {
  private static final int SEEDS = 4;
  private static final int REQUESTS_PER_SEED = 3_000;
  private static final List<String> PEOPLE =
      List.of("alice", "bob", "carol", "sam", "audrey", "root", "nobody", "");
  private static final List<String> BODIES =
      List.of(
          Rig.issue(1),
          "{\"kind\":\"set-bank\",\"bank\":\"0002\",\"status\":\"active\",\"quota\":5,\"currency\":\"XDU\",\"keys\":[]}",
          "{\"kind\":\"set-policy\",\"utcOffsetSeconds\":0,\"classes\":[{\"class\":1,\"single\":7}],\"currency\":\"XDU\"}",
          "{\"kind\":\"block\",\"account\":\"DC87000100000001000000\",\"status\":\"blocked\"}",
          "{\"kind\":\"replace-node\",\"removed\":\"node-1\",\"validUntil\":\"2026-12-01\"}",
          "{\"key\":\"0123456789abcdef\",\"signature\":\"" + "00".repeat(64) + "\"}",
          "{\"bytes\":\"00ff\",\"key\":\"0123456789abcdef\",\"signature\":\""
              + "00".repeat(64)
              + "\"}");

  @Test
  void shouldNeverBreakNorSayWhatTheContractDoesNotDeclare() {
    try (TestDatabase database = new TestDatabase()) {
      Seeds.forEach(
          SEEDS,
          seed -> {
            database.lose();
            ContractCheck contract = Rig.newContract();
            try (Rig rig = new Rig(database, contract, new Rig.Parts())) {
              Sender sender = new Sender(rig, new SeededRandom(seed));
              for (int i = 0; i < REQUESTS_PER_SEED; i++) {
                sender.send();
              }
              assertThat(sender.codes).hasSizeGreaterThan(8);
              assertThat(rig.ledger.executed)
                  .allSatisfy(order -> assertThat(order.header().bank()).isEqualTo(1));
            }
          });
    }
  }

  private static final class Sender {
    final java.util.Set<String> codes = new java.util.TreeSet<>();
    private final Rig rig;
    private final SeededRandom random;
    private final List<String> orders = new ArrayList<>(List.of("0001-00001-1", "9-9-9"));

    Sender(Rig rig, SeededRandom random) {
      this.rig = rig;
      this.random = random;
    }

    void send() {
      switch (random.between(0, 9)) {
        case 0 -> post("/v1/prepared-orders", body());
        case 1 -> post("/v1/orders", random.chance(1, 2) ? sealed() : body());
        case 2 -> get("/v1/orders" + query("state", "bank", "limit", "cursor"));
        case 3 -> get("/v1/orders/" + order());
        case 4 -> post("/v1/orders/" + order() + "/approvals", body());
        case 5 ->
            post("/v1/orders/" + order() + "/withdrawal", random.chance(1, 4) ? body() : null);
        case 6 -> post("/v1/orders/" + order() + "/submission", null);
        case 7 ->
            get("/v1/banks" + (random.chance(1, 2) ? "/" + value() : query("limit", "cursor")));
        case 8 -> get("/v1/supply/history" + query("from", "to", "bank", "limit", "cursor"));
        default -> get("/v1/audit" + query("limit", "cursor"));
      }
    }

    private void get(String path) {
      check(rig.get(random.pick(PEOPLE), path));
    }

    private void post(String path, String body) {
      String person = random.pick(PEOPLE);
      HttpRequest.Builder request = rig.request(person, path);
      if (body != null) {
        request.header("Content-Type", random.chance(1, 12) ? "text/plain" : "application/json");
      }
      check(
          rig.send(
              "POST",
              path,
              request.POST(
                  body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))));
    }

    private void check(Rig.Answer answer) {
      assertThat(answer.status()).as(answer.http().body()).isLessThan(500);
      if (answer.status() >= 400) {
        codes.add(answer.code());
      }
    }

    private String order() {
      return random.chance(1, 6) ? value() : random.pick(orders);
    }

    /** An order that Alice really sealed, sometimes with one bit turned. */
    private String sealed() {
      byte[] bytes = rig.prepared(1);
      String order = Rig.sealed(bytes, Keys.ALICE);
      orders.add("0001-%05d-1".formatted(OrderCodec.decode(bytes).header().number()));
      if (random.chance(1, 2)) {
        return order;
      }
      return order.replace(
          HexFormat.of().formatHex(bytes),
          HexFormat.of().formatHex(random.withOneBitFlipped(bytes)));
    }

    private String query(String... names) {
      StringBuilder query = new StringBuilder();
      for (String name : names) {
        if (random.chance(1, 3)) {
          query.append(query.isEmpty() ? '?' : '&').append(name).append('=').append(value());
        }
      }
      return query.toString();
    }

    private String value() {
      String value =
          switch (random.between(0, 8)) {
            case 0 -> "0001";
            case 1 -> "EXPIRED";
            case 2 -> "2026-11-22T00:00:00Z";
            case 3 -> Long.toString(random.ofAnyMagnitude(-5, Long.MAX_VALUE));
            case 4 -> "99999999999999999999";
            case 5 -> "0000-000-1";
            case 6 -> "' or 1=1 --";
            case 7 -> "+1000000-01-01T00:00:00Z";
            default -> random.text(30) + "x";
          };
      return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private String body() {
      String body = random.pick(BODIES);
      if (random.chance(1, 8)) {
        return body.substring(0, random.between(0, body.length() - 1));
      }
      JsonObject json = new JsonObject(body);
      while (random.chance(2, 3)) {
        String name = random.pick(new ArrayList<>(json.fieldNames()));
        if (random.chance(1, 6)) {
          json.put(name + "x", 1);
        } else {
          json.put(name, junk());
        }
      }
      return json.encode();
    }

    private Object junk() {
      return switch (random.between(0, 9)) {
        case 0 -> 0;
        case 1 -> -1;
        case 2 -> 1.5;
        case 3 -> new java.math.BigInteger("9223372036854775808");
        case 4 -> "";
        case 5 -> "100";
        case 6 -> new JsonArray().add(1);
        case 7 -> new JsonObject().put("a", new JsonArray().add("b"));
        case 8 -> random.text(300);
        default -> random.ofAnyMagnitude(Long.MIN_VALUE, Long.MAX_VALUE);
      };
    }
  }
}
