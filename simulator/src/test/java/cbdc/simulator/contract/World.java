package cbdc.simulator.contract;

import cbdc.simulator.contract.Desk.Held;
import cbdc.simulator.contract.Desk.Party;
import cbdc.testkit.Await;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * People of one bank, with money, payments and holds, and one request to each operation that is
 * sure to succeed. Their own state changes little by such requests: what closes, blocks or revokes
 * does it to somebody made for it.
 */
final class World {
  private static final long MONEY = 100_000_000;

  final Party payer;
  final Party other;
  final Party merchant;
  final String readOnlyKey;
  final String foreign;
  final String payment;
  final Held hold;

  /** Accounts that may be blocked, reclassed and closed. */
  private final Map<String, Function<Desk, Ask>> asks = new TreeMap<>();

  /**
   * Opens accounts and moves money.
   *
   * @param foreign an account of another bank that takes money
   */
  World(Desk desk, String foreign) {
    this.foreign = foreign;
    payer = desk.wallet(0, MONEY);
    other = desk.wallet(0, MONEY);
    merchant = desk.merchant();
    readOnlyKey = desk.apiKey(merchant.account(), "\"read\"");
    desk.cashIn(merchant.account(), MONEY);
    payment = desk.paid(payer, merchant.account(), MONEY / 10);
    hold = desk.held(payer, merchant.account(), MONEY / 10);
    payments();
    accounts();
    customers();
    awaitBooks(desk, "/v1/payments/" + payment);
    awaitBooks(desk, "/v1/holds/" + hold.id());
  }

  /** Waits until the projection knows something. */
  static void awaitBooks(Desk desk, String path) {
    Await.until(
        "the projection knows " + path,
        () -> desk.send(Ask.get(path, desk.operator())).status() == 200);
  }

  private void payments() {
    String path = "/v1/payments/" + payment;
    asks.put("pay", desk -> Desk.payAsk(payer, merchant.account(), 5));
    asks.put("getPayment", desk -> Ask.get(path, payer.token()));
    asks.put("getPaymentTimeline", desk -> Ask.get(path + "/timeline", payer.token()));
    asks.put("listRefunds", desk -> Ask.get(path + "/refunds", merchant.token()));
    asks.put("refundPayment", desk -> refundAsk(payment, 1));
    asks.put(
        "placeHold",
        desk ->
            Desk.holdAsk(payer, merchant.account(), 5, java.time.Instant.now().plusSeconds(3_600)));
    asks.put("getHold", desk -> Ask.get("/v1/holds/" + hold.id(), payer.token()));
    asks.put("captureHold", desk -> captureAsk(hold, 1));
    asks.put("releaseHold", desk -> releaseAsk(desk.held(payer, merchant.account(), 3), merchant));
    asks.put(
        "cashIn",
        desk ->
            Ask.post("/v1/cash-ins", desk.operator())
                .key(Desk.newKey())
                .json(Desk.cash(payer.account(), 7)));
    asks.put(
        "cashOut",
        desk ->
            Ask.post("/v1/cash-outs", payer.token())
                .key(Desk.newKey())
                .json(Desk.cash(payer.account(), 6)));
  }

  private void accounts() {
    String path = "/v1/accounts/" + payer.account();
    asks.put("getAccount", desk -> Ask.get(path, payer.token()));
    asks.put("getBalance", desk -> Ask.get(path + "/balance", payer.token()));
    asks.put("listEntries", desk -> Ask.get(path + "/entries?limit=5", payer.token()));
    asks.put("listPayments", desk -> Ask.get(path + "/payments?limit=5", payer.token()));
    asks.put("listHolds", desk -> Ask.get(path + "/holds?limit=5", payer.token()));
    asks.put("setStatus", desk -> statusAsk(desk, desk.wallet(4, 0).account(), "blocked"));
    asks.put("closeAccount", desk -> closeAsk(desk, desk.wallet(4, 0).account()));
    asks.put("changeClass", desk -> classAsk(desk, desk.wallet(4, 0).account(), 3));
    asks.put("getBank", desk -> Ask.get("/v1/bank", "none").without("Authorization"));
  }

  private void customers() {
    asks.put("openWallet", desk -> desk.openWalletAsk(4));
    asks.put("listWallets", desk -> Ask.get("/v1/wallets?limit=5", desk.operator()));
    asks.put(
        "openMerchant",
        desk ->
            Ask.post("/v1/merchants", desk.operator())
                .key(Desk.newKey())
                .json("{\"name\":\"Café\"}"));
    asks.put("listMerchants", desk -> Ask.get("/v1/merchants?limit=5", desk.operator()));
    asks.put("createToken", desk -> Ask.post(tokens(other.account()), desk.operator()));
    asks.put(
        "revokeTokens", desk -> Ask.delete(tokens(desk.wallet(4, 0).account()), desk.operator()));
    asks.put(
        "createApiKey",
        desk -> Ask.post(keys(), desk.operator()).json("{\"label\":\"l\",\"scopes\":[\"read\"]}"));
    asks.put("listApiKeys", desk -> Ask.get(keys(), desk.operator()));
    asks.put(
        "revokeApiKey",
        desk -> {
          Ask create = asks.get("createApiKey").apply(desk);
          return Ask.delete(keys() + "/" + desk.done(create).path("id").asText(), desk.operator());
        });
  }

  static String tokens(String account) {
    return "/v1/wallets/" + account + "/tokens";
  }

  String keys() {
    return "/v1/merchants/" + merchant.account() + "/keys";
  }

  Ask refundAsk(String refunded, long amount) {
    return refundAsk(merchant, refunded, amount);
  }

  static Ask refundAsk(Party merchant, String refunded, long amount) {
    return Ask.post("/v1/payments/" + refunded + "/refunds", merchant.token())
        .key(Desk.newKey())
        .json("{\"amount\":" + amount + ",\"currency\":\"XDU\"}");
  }

  Ask captureAsk(Held held, long amount) {
    return captureAsk(held, payer.account(), merchant.account(), amount);
  }

  static Ask captureAsk(Held held, String payer, String payee, long amount) {
    return Ask.post("/v1/holds/" + held.id() + "/captures", held.token())
        .key(Desk.newKey())
        .json(Desk.transfer(payer, payee, amount));
  }

  Ask releaseAsk(Held held, Party payee) {
    return Ask.post("/v1/holds/" + held.id() + "/release", payee.token())
        .key(Desk.newKey())
        .json("{\"payer\":\"" + payer.account() + "\",\"payee\":\"" + payee.account() + "\"}");
  }

  static Ask statusAsk(Desk desk, String account, String status) {
    return Ask.post("/v1/accounts/" + account + "/status", desk.operator())
        .key(Desk.newKey())
        .json("{\"status\":\"" + status + "\"}");
  }

  static Ask closeAsk(Desk desk, String account) {
    return Ask.post("/v1/accounts/" + account + "/close", desk.operator()).key(Desk.newKey());
  }

  static Ask classAsk(Desk desk, String account, int classNumber) {
    return Ask.post("/v1/wallets/" + account + "/class", desk.operator())
        .key(Desk.newKey())
        .json(
            "{\"class\":"
                + classNumber
                + ",\"evidence\":[{\"kind\":\"identity_document\",\"reference\":\"f\"}]}");
  }

  /** A request to an operation that is sure to succeed; makes first what it needs. */
  Ask valid(String operation, Desk desk) {
    return asks.get(operation).apply(desk);
  }

  /** All operations. */
  SortedMap<String, Function<Desk, Ask>> asks() {
    return new TreeMap<>(asks);
  }
}
