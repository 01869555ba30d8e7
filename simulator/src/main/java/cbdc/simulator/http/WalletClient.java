package cbdc.simulator.http;

import cbdc.simulator.http.ApiClient.Request;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One bank's wallet service. */
public final class WalletClient {
  private static final String CURRENCY = "XDU";

  /** The evidence that satisfies the standard rules of every class. */
  private static final List<String> ALL_EVIDENCE =
      List.of("identity_document", "bank_account", "in_person", "bank_card", "phone_number");

  private final ApiClient client;
  private final String url;
  private final String operatorToken;

  /**
   * A client of a bank's service.
   *
   * @param url without a slash at its end
   * @param operatorToken of the bank's own systems
   */
  public WalletClient(ApiClient client, String url, String operatorToken) {
    this.client = client;
    this.url = url;
    this.operatorToken = operatorToken;
  }

  /** Opens a wallet, with all evidence there is. */
  public CompletableFuture<ApiAnswer> openWallet(String key, int classNumber, String holder) {
    ObjectNode body = ApiClient.json().put("class", classNumber).put("holderReference", holder);
    ALL_EVIDENCE.forEach(
        kind -> body.withArray("evidence").addObject().put("kind", kind).put("reference", "demo"));
    return client.send(Request.post(url + "/v1/wallets", operatorToken, key, body));
  }

  /** Opens a merchant. */
  public CompletableFuture<ApiAnswer> openMerchant(String key, String name) {
    return client.send(
        Request.post(
            url + "/v1/merchants", operatorToken, key, ApiClient.json().put("name", name)));
  }

  /** Makes a token for a wallet. */
  public CompletableFuture<ApiAnswer> createToken(String account) {
    return client.send(
        Request.post(url + "/v1/wallets/" + account + "/tokens", operatorToken, null));
  }

  /** Makes an API key with all scopes for a merchant. */
  public CompletableFuture<ApiAnswer> createApiKey(String account, String label) {
    ObjectNode body = ApiClient.json().put("label", label);
    List.of("read", "pay", "refund", "hold").forEach(body.withArray("scopes")::add);
    return client.send(
        Request.post(url + "/v1/merchants/" + account + "/keys", operatorToken, body));
  }

  /** The vault pays an account. */
  public CompletableFuture<ApiAnswer> cashIn(Transfer transfer, String account) {
    return client.send(
        Request.post(
            url + "/v1/cash-ins",
            operatorToken,
            transfer.key(),
            transfer.json().put("account", account)));
  }

  /** An account pays the vault. */
  public CompletableFuture<ApiAnswer> cashOut(Transfer transfer, String account) {
    return client.send(
        Request.post(
            url + "/v1/cash-outs",
            operatorToken,
            transfer.key(),
            transfer.json().put("account", account)));
  }

  /** An account pays another one. */
  public CompletableFuture<ApiAnswer> pay(
      String token, Transfer transfer, String payer, String payee) {
    return client.send(
        Request.post(
            url + "/v1/payments",
            token,
            transfer.key(),
            transfer.json().put("payer", payer).put("payee", payee)));
  }

  /** A merchant gives back a part of a payment. */
  public CompletableFuture<ApiAnswer> refund(String apiKey, Transfer transfer, String payment) {
    return client.send(
        Request.post(
            url + "/v1/payments/" + payment + "/refunds", apiKey, transfer.key(), transfer.json()));
  }

  /** A payer sets an amount aside until a time in UTC, such as {@code 2026-12-01T00:00:00Z}. */
  public CompletableFuture<ApiAnswer> placeHold(
      String token, Transfer transfer, String payer, String payee, String expiresAt) {
    return client.send(
        Request.post(
            url + "/v1/holds",
            token,
            transfer.key(),
            transfer.json().put("payer", payer).put("payee", payee).put("expiresAt", expiresAt)));
  }

  /** A payee takes a part of a hold. */
  public CompletableFuture<ApiAnswer> capture(
      String token, Transfer transfer, String hold, String payer, String payee) {
    return client.send(
        Request.post(
            url + "/v1/holds/" + hold + "/captures",
            token,
            transfer.key(),
            transfer.json().put("payer", payer).put("payee", payee)));
  }

  /** A payee gives back what is left of a hold. */
  public CompletableFuture<ApiAnswer> release(
      String token, String key, String hold, String payer, String payee) {
    return client.send(
        Request.post(
            url + "/v1/holds/" + hold + "/release",
            token,
            key,
            ApiClient.json().put("payer", payer).put("payee", payee)));
  }

  /** Closes an account for ever. */
  public CompletableFuture<ApiAnswer> closeAccount(String key, String account) {
    return client.send(
        new Request(
            "POST",
            url + "/v1/accounts/" + account + "/close",
            operatorToken,
            Optional.of(key),
            Optional.empty()));
  }

  /** Reads anything as the bank's own staff. */
  public CompletableFuture<ApiAnswer> read(String path) {
    return client.send(Request.get(url + path, operatorToken));
  }

  /**
   * What is to be moved.
   *
   * @param key idempotency key
   * @param amount minor units
   * @param endToEndId may be empty
   * @param note may be empty
   */
  public record Transfer(String key, long amount, String endToEndId, String note) {
    private ObjectNode json() {
      ObjectNode json = ApiClient.json().put("amount", amount).put("currency", CURRENCY);
      if (!endToEndId.isEmpty()) {
        json.put("endToEndId", endToEndId);
      }
      if (!note.isEmpty()) {
        json.put("note", note);
      }
      return json;
    }
  }
}
