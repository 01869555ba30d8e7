package cbdc.simulator.drill.wallet;

import cbdc.simulator.console.CommandFailure;
import cbdc.simulator.http.ApiAnswer;
import cbdc.simulator.http.Repetition;
import cbdc.simulator.http.WalletClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Holders of wallets at a service.
 *
 * @param account as the API writes it
 * @param token with which its holder pays
 */
public record WalletPeople(String account, String token) {
  /** What each wallet begins with, minor units. */
  static final long FUNDS = 1_000_000;

  private static final long LIMIT_SECONDS = 120;

  /** A class without limits. */
  private static final int WITHOUT_LIMITS = 0;

  /**
   * Opens and funds wallets.
   *
   * @throws CommandFailure when the service refuses, or takes too long
   */
  public static List<WalletPeople> open(WalletClient client, Repetition repetition, int count)
      throws InterruptedException {
    List<WalletPeople> people = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String number = "drill-" + i;
      String account =
          ok(repetition, () -> client.openWallet("open-" + number, WITHOUT_LIMITS, number))
              .text("account");
      WalletClient.Transfer cash = new WalletClient.Transfer("cash-" + number, FUNDS, "", "");
      ApiAnswer unused = ok(repetition, () -> client.cashIn(cash, account));
      String token = ok(repetition, () -> client.createToken(account)).text("token");
      people.add(new WalletPeople(account, token));
    }
    return people;
  }

  /** Sends a request until it is answered for good, and wants the answer to be good. */
  static ApiAnswer ok(Repetition repetition, Supplier<CompletableFuture<ApiAnswer>> request)
      throws InterruptedException {
    try {
      ApiAnswer answer = repetition.until(request).get(LIMIT_SECONDS, TimeUnit.SECONDS);
      if (!answer.isOk()) {
        throw CommandFailure.refused("the wallet service refused: " + answer.problem());
      }
      return answer;
    } catch (ExecutionException | TimeoutException e) {
      throw CommandFailure.refused("the wallet service does not answer: " + e);
    }
  }
}
