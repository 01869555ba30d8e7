package cbdc.wallet.api;

import cbdc.kit.http.Call;
import cbdc.kit.http.HttpProblem;
import cbdc.kit.http.Problem;
import cbdc.kit.http.ProblemException;
import cbdc.kit.http.RateLimiter;
import cbdc.protocol.CommandId;
import cbdc.protocol.RejectionCode;
import cbdc.wallet.core.Caller;
import cbdc.wallet.core.Credentials;
import cbdc.wallet.core.Scope;
import cbdc.wallet.core.TokenFault;

/**
 * Decides who may do what. Everything is refused that is not allowed here; nothing of it asks a
 * database.
 */
final class Guard {
  private final Credentials credentials;
  private final RateLimiter rates;
  private final RateLimiter operatorRates;
  private final RateLimiter strangerRates;

  /**
   * A guard.
   *
   * @param rates of each holder, merchant and hold
   * @param operatorRates of the bank's own systems
   * @param strangerRates of each address that presents what is no valid token
   */
  Guard(
      Credentials credentials,
      RateLimiter rates,
      RateLimiter operatorRates,
      RateLimiter strangerRates) {
    this.credentials = credentials;
    this.rates = rates;
    this.operatorRates = operatorRates;
    this.strangerRates = strangerRates;
  }

  /** Who calls, within their rate; strangers are refused at a rate too. */
  Caller caller(Call call) {
    Credentials.Check check =
        call.bearer()
            .map(credentials::check)
            .orElseGet(() -> new Credentials.Check.Failed(TokenFault.MISSING));
    return switch (check) {
      case Credentials.Check.Passed passed -> {
        Caller caller = passed.caller();
        (caller instanceof Caller.Operator ? operatorRates : rates).acquire(caller.name());
        yield caller;
      }
      case Credentials.Check.Failed failed -> {
        strangerRates.acquire(call.remoteAddress());
        throw unauthenticated(failed.fault());
      }
    };
  }

  private static ProblemException unauthenticated(TokenFault fault) {
    return switch (fault) {
      case MISSING -> unauthenticated(HttpProblem.UNAUTHENTICATED, "there is no token");
      case UNKNOWN -> unauthenticated(HttpProblem.UNAUTHENTICATED, "the token was not made here");
      case REVOKED -> unauthenticated(HttpProblem.UNAUTHENTICATED, "the token was revoked");
      case EXPIRED -> unauthenticated(WalletProblem.TOKEN_EXPIRED, "the token has expired");
    };
  }

  private static ProblemException unauthenticated(cbdc.kit.http.ProblemCode code, String detail) {
    return Problem.of(code)
        .detail(detail)
        .header("WWW-Authenticate", "Bearer realm=\"wallet\"")
        .toException();
  }

  /** The bank's own staff and systems only. */
  Caller operator(Call call) {
    Caller caller = caller(call);
    if (!(caller instanceof Caller.Operator)) {
      throw forbidden("this is for the bank's own staff and systems");
    }
    return caller;
  }

  /** Whoever may see an account: its holder, its merchant's reading keys, the bank. */
  Caller reader(Call call, long account) {
    Caller caller = caller(call);
    if (!mayRead(caller, account)) {
      throw forbidden("the token does not let its bearer see this account");
    }
    return caller;
  }

  /** Whether a caller may see an account. */
  static boolean mayRead(Caller caller, long account) {
    return switch (caller) {
      case Caller.Operator operator -> true;
      case Caller.Holder holder -> holder.account() == account;
      case Caller.Merchant merchant ->
          merchant.account() == account && merchant.scopes().contains(Scope.READ);
      case Caller.Capturer capturer -> false;
    };
  }

  /** Whoever may spend an account's money: its holder, or its merchant's paying keys. */
  static void requirePayer(Caller caller, long account) {
    boolean may =
        switch (caller) {
          case Caller.Holder holder -> holder.account() == account;
          case Caller.Merchant merchant ->
              merchant.account() == account && merchant.scopes().contains(Scope.PAY);
          case Caller.Operator operator -> false;
          case Caller.Capturer capturer -> false;
        };
    if (!may) {
      throw forbidden("the token does not let its bearer pay from this account");
    }
  }

  /** Whoever may capture a hold: its payee, and who was handed its token. */
  static void requireCapturer(Caller caller, CommandId hold, long payer, long payee) {
    boolean may =
        switch (caller) {
          case Caller.Capturer token ->
              token.hold().equals(hold) && token.payer() == payer && token.payee() == payee;
          case Caller.Merchant merchant ->
              merchant.account() == payee && merchant.scopes().contains(Scope.HOLD);
          case Caller.Operator operator -> false;
          case Caller.Holder holder -> false;
        };
    if (!may) {
      throw forbidden("the token does not let its bearer capture this hold");
    }
  }

  /**
   * Whoever may release a hold: its payee alone. The payer knows the hold's token as well, and what
   * guarantees the payee is not the payer's to give back.
   */
  static void requireReleaser(Caller caller, long payee) {
    boolean may =
        switch (caller) {
          case Caller.Merchant merchant ->
              merchant.account() == payee && merchant.scopes().contains(Scope.HOLD);
          case Caller.Holder holder -> holder.account() == payee;
          case Caller.Capturer token -> false;
          case Caller.Operator operator -> false;
        };
    if (!may) {
      throw forbidden(
          "only the payee releases a hold: with an API key of scope hold, or its wallet's token");
    }
  }

  /** A merchant with a scope. */
  Caller.Merchant merchant(Call call, Scope scope) {
    if (caller(call) instanceof Caller.Merchant merchant && merchant.scopes().contains(scope)) {
      return merchant;
    }
    throw forbidden("this needs a merchant's API key with the scope " + scope.text());
  }

  /** The bank's own accounts only: other banks' are not its business. */
  static void requireOwn(long account, int bank, String field) {
    if (cbdc.protocol.AccountNumber.bank(account) != bank) {
      throw LedgerProblem.of(RejectionCode.FOREIGN_ACCOUNT).field(field).toException();
    }
  }

  static ProblemException forbidden(String detail) {
    return Problem.of(HttpProblem.FORBIDDEN).detail(detail).toException();
  }
}
