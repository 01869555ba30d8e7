package cbdc.simulator.contract;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.settlement.client.CommandIds;
import cbdc.testkit.ContractCheck;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A bank's staff at work: sends requests to one wallet service, holds every answer against the
 * contract, and does what tests need done. Used by one thread.
 */
final class Desk implements AutoCloseable {
  static final CommandIds IDS = new CommandIds();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String EVIDENCE =
      """
      [{"kind":"identity_document","reference":"f"},{"kind":"bank_account","reference":"f"},\
      {"kind":"in_person","reference":"f"},{"kind":"bank_card","reference":"f"},\
      {"kind":"phone_number","reference":"f"}]""";

  private final int port;
  private final Wire wire;
  private final ContractCheck contract;
  private final String operator;
  private int sent;

  Desk(int port, ContractCheck contract, String operator) {
    this.port = port;
    this.wire = new Wire(port);
    this.contract = contract;
    this.operator = operator;
  }

  /** An account and what opens it. */
  record Party(String account, String token) {}

  /** A hold and the payee's token of it. */
  record Held(String id, String token) {}

  /** Another one with a connection of its own. */
  Desk another() {
    return new Desk(port, contract, operator);
  }

  static String newKey() {
    return IDS.next().toString();
  }

  String operator() {
    return operator;
  }

  /** How many requests it has sent. */
  int sent() {
    return sent;
  }

  /** Sends a request; its answer must be one that is declared. */
  Wire.Reply send(Ask ask) {
    sent++;
    Wire.Reply reply = wire.send(ask);
    Declared.check(contract, ask, reply);
    return reply;
  }

  /** Sends a request that must succeed. */
  JsonNode done(Ask ask) {
    Wire.Reply reply = send(ask);
    assertThat(reply.status()).as("%s: %s", ask, reply.body()).isBetween(200, 299);
    return json(reply);
  }

  static JsonNode json(Wire.Reply reply) {
    try {
      return JSON.readTree(reply.body());
    } catch (JsonProcessingException broken) {
      throw new AssertionError("no JSON: " + reply.body(), broken);
    }
  }

  Ask openWalletAsk(int classNumber) {
    return Ask.post("/v1/wallets", operator)
        .key(newKey())
        .json(
            "{\"class\":%d,\"holderReference\":\"h\",\"evidence\":%s}"
                .formatted(classNumber, EVIDENCE));
  }

  Party wallet(int classNumber, long money) {
    Party party = tokenOf(done(openWalletAsk(classNumber)).path("account").asText());
    if (money > 0) {
      cashIn(party.account(), money);
    }
    return party;
  }

  Party tokenOf(String account) {
    return new Party(
        account,
        done(Ask.post("/v1/wallets/" + account + "/tokens", operator)).path("token").asText());
  }

  Party merchant() {
    return merchant(0);
  }

  Party merchant(int classNumber) {
    String order = "{\"name\":\"m\",\"class\":" + classNumber + "}";
    String account =
        done(Ask.post("/v1/merchants", operator).key(newKey()).json(order))
            .path("account")
            .asText();
    return new Party(account, apiKey(account, "\"read\",\"pay\",\"refund\",\"hold\""));
  }

  String apiKey(String merchant, String scopes) {
    return done(Ask.post("/v1/merchants/" + merchant + "/keys", operator)
            .json("{\"label\":\"l\",\"scopes\":[" + scopes + "]}"))
        .path("key")
        .asText();
  }

  void cashIn(String account, long amount) {
    done(Ask.post("/v1/cash-ins", operator).key(newKey()).json(cash(account, amount)));
  }

  void setStatus(String account, String status) {
    done(
        Ask.post("/v1/accounts/" + account + "/status", operator)
            .key(newKey())
            .json("{\"status\":\"" + status + "\"}"));
  }

  void close(String account) {
    done(Ask.post("/v1/accounts/" + account + "/close", operator).key(newKey()));
  }

  static String cash(String account, long amount) {
    return "{\"account\":\"%s\",\"amount\":%d,\"currency\":\"XDU\"}".formatted(account, amount);
  }

  static Ask payAsk(Party payer, String payee, long amount) {
    return Ask.post("/v1/payments", payer.token())
        .key(newKey())
        .json(transfer(payer.account(), payee, amount));
  }

  static String transfer(String payer, String payee, long amount) {
    return "{\"payer\":\"%s\",\"payee\":\"%s\",\"amount\":%d,\"currency\":\"XDU\"}"
        .formatted(payer, payee, amount);
  }

  String paid(Party payer, String payee, long amount) {
    return done(payAsk(payer, payee, amount)).path("id").asText();
  }

  static Ask holdAsk(Party payer, String payee, long amount, Instant end) {
    return Ask.post("/v1/holds", payer.token())
        .key(newKey())
        .json(
            transfer(payer.account(), payee, amount).replace("}", "")
                + ",\"expiresAt\":\""
                + end.truncatedTo(ChronoUnit.MILLIS)
                + "\"}");
  }

  Held held(Party payer, String payee, long amount) {
    return held(payer, payee, amount, Instant.now().plusSeconds(3_600));
  }

  Held held(Party payer, String payee, long amount, Instant end) {
    JsonNode hold = done(holdAsk(payer, payee, amount, end));
    return new Held(hold.path("id").asText(), hold.path("captureToken").asText());
  }

  @Override
  public void close() {
    wire.close();
  }

  /**
   * An account that the bank has begun to open and the ledger does not know: its key is too new.
   */
  Party ghost() {
    Ask open = openWalletAsk(4).key(Refusals.keyOf(System.currentTimeMillis() + 60_000));
    open = open.bytes(open.body().replace("\"h\"", "\"ghost\""));
    send(open);
    String cursor = "";
    while (true) {
      JsonNode page = done(Ask.get("/v1/wallets?limit=500" + cursor, operator()));
      for (JsonNode item : page.path("items")) {
        if (item.path("state").asText().equals("opening")
            && item.path("holderReference").asText().equals("ghost")) {
          return tokenOf(item.path("account").asText());
        }
      }
      cursor = "&cursor=" + page.path("nextCursor").asText();
    }
  }

  /** A wallet that is closed. */
  Party closedWallet() {
    Party party = wallet(4, 0);
    close(party.account());
    return party;
  }
}
