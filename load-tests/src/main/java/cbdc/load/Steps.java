package cbdc.load;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.bodyString;
import static io.gatling.javaapi.core.CoreDsl.doIf;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import cbdc.load.plan.Planned;
import cbdc.load.record.Outcome;
import cbdc.load.record.PaymentsFile;
import cbdc.load.record.RequestKind;
import cbdc.load.scenario.Action;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** What a user of each action does: one request, or two of which the second needs the first. */
final class Steps {
  static final String PLANNED = "planned";
  private static final String SENT = "sent";
  private static final String STATUS = "status";
  private static final String BODY = "body";
  private static final String SETTLED = "settled";
  private static final String CAPTURE_TOKEN = "captureToken";
  private static final Duration HOLD_FOR = Duration.ofDays(1);

  /** A merchant's bank hears of a payment a moment after it was settled. */
  private static final Duration BEFORE_REFUND = Duration.ofSeconds(1);

  private final RunKeeper keeper;
  private final TargetSystem target;

  Steps(RunKeeper keeper, TargetSystem target) {
    this.keeper = keeper;
    this.target = target;
  }

  private record Request(
      RequestKind kind,
      int step,
      String method,
      Function<Planned, String> url,
      Function<Session, String> token,
      Function<Planned, String> body,
      int[] expected) {}

  /** All that a user of this action does once its request is due. */
  ChainBuilder of(Action action) {
    return switch (action) {
      case PAY_MERCHANT, PAY_PERSON ->
          step(byHolder(RequestKind.PAYMENT, "/v1/payments", p -> transfer(p, p.amount())));
      case HOLD_CAPTURE -> hold().exec(ifSettled(capture()));
      case HOLD_RELEASE -> hold().exec(ifSettled(release()));
      case REFUND ->
          step(byHolder(RequestKind.PAYMENT, "/v1/payments", p -> transfer(p, p.amount())))
              .exec(ifSettled(pause(BEFORE_REFUND).exec(refund())));
      case CASH_IN -> step(byOperator(RequestKind.CASH_IN, "/v1/cash-ins"));
      case CASH_OUT -> step(byOperator(RequestKind.CASH_OUT, "/v1/cash-outs"));
      case BALANCE ->
          step(
              new Request(
                  RequestKind.BALANCE,
                  0,
                  "GET",
                  p ->
                      target.bankOf(payer(p)).url()
                          + "/v1/accounts/"
                          + payer(p).account()
                          + "/balance",
                  byPayer(),
                  null,
                  new int[] {200}));
      case INVALID ->
          step(
              new Request(
                  RequestKind.INVALID,
                  0,
                  "POST",
                  p -> target.bankOf(payer(p)).url() + "/v1/payments",
                  byPayer(),
                  p -> transfer(p, 0),
                  new int[] {400, 422}));
    };
  }

  private Request byHolder(RequestKind kind, String path, Function<Planned, String> body) {
    return new Request(
        kind,
        0,
        "POST",
        p -> target.bankOf(payer(p)).url() + path,
        byPayer(),
        body,
        new int[] {201, 422});
  }

  private ChainBuilder hold() {
    return step(
        byHolder(
            RequestKind.HOLD,
            "/v1/holds",
            p ->
                open(p, p.amount())
                    + ",\"expiresAt\":\""
                    + Instant.ofEpochMilli(keeper.beginMillis())
                        .plus(HOLD_FOR)
                        .truncatedTo(ChronoUnit.SECONDS)
                    + "\"}"));
  }

  /** With the hold's own token, which a merchant of another bank has as well. */
  private ChainBuilder capture() {
    return step(
        new Request(
            RequestKind.CAPTURE,
            1,
            "POST",
            p -> holdUrl(target.bankOf(payer(p)), p) + "/captures",
            session -> session.getString(CAPTURE_TOKEN),
            p -> transfer(p, half(p)),
            new int[] {201, 422}));
  }

  private ChainBuilder release() {
    return step(
        new Request(
            RequestKind.RELEASE,
            1,
            "POST",
            p -> holdUrl(target.bankOf(merchant(p)), p) + "/release",
            byMerchant(),
            p -> parties(p) + "}",
            new int[] {200, 422}));
  }

  private ChainBuilder refund() {
    return step(
        new Request(
            RequestKind.REFUND,
            1,
            "POST",
            p ->
                target.bankOf(merchant(p)).url()
                    + "/v1/payments/"
                    + p.key(keeper.beginMillis(), 0)
                    + "/refunds",
            byMerchant(),
            p -> "{\"amount\":" + half(p) + ",\"currency\":\"XDU\"}",
            new int[] {201, 422}));
  }

  private Request byOperator(RequestKind kind, String path) {
    return new Request(
        kind,
        0,
        "POST",
        p -> target.bankOf(payer(p)).url() + path,
        text(p -> target.bankOf(payer(p)).operatorToken()),
        p ->
            "{\"account\":\""
                + payer(p).account()
                + "\",\"amount\":"
                + p.amount()
                + ",\"currency\":\"XDU\"}",
        new int[] {201, 422});
  }

  private String holdUrl(TargetSystem.Bank bank, Planned p) {
    return bank.url() + "/v1/holds/" + p.key(keeper.beginMillis(), 0);
  }

  private Function<Session, String> byPayer() {
    return text(p -> payer(p).token());
  }

  private Function<Session, String> byMerchant() {
    return text(p -> merchant(p).apiKey());
  }

  private TargetSystem.Payer payer(Planned p) {
    return target.payers().get(p.payer());
  }

  private TargetSystem.Merchant merchant(Planned p) {
    return target.merchants().get(p.payee());
  }

  private String parties(Planned p) {
    String payee =
        p.action() == Action.PAY_PERSON
            ? target.payers().get(p.payee()).account()
            : merchant(p).account();
    return "{\"payer\":\"" + payer(p).account() + "\",\"payee\":\"" + payee + "\"";
  }

  private String open(Planned p, long amount) {
    return parties(p) + ",\"amount\":" + amount + ",\"currency\":\"XDU\"";
  }

  private String transfer(Planned p, long amount) {
    return open(p, amount) + "}";
  }

  private static long half(Planned p) {
    return (p.amount() + 1) / 2;
  }

  private static ChainBuilder ifSettled(ChainBuilder then) {
    return doIf(session -> session.contains(SETTLED)).then(then);
  }

  private ChainBuilder step(Request request) {
    return exec(session -> begin(session, request))
        // The run may be over.
        .exitHereIfFailed()
        .exec(sending(request))
        .exec(session -> end(session, request));
  }

  private Session begin(Session session, Request request) {
    Planned planned = session.get(PLANNED);
    return keeper
        .send(request.kind(), planned, request.step() == 0, payment(planned, request))
        .map(sent -> session.removeAll(STATUS, BODY, SETTLED).set(SENT, sent))
        .orElseGet(session::markAsFailed);
  }

  private Optional<PaymentsFile.Entry> payment(Planned planned, Request request) {
    if (!request.kind().movesMoney()) {
      return Optional.empty();
    }
    long amount = request.step() == 0 ? planned.amount() : half(planned);
    return Optional.of(
        new PaymentsFile.Entry(key(planned, request), request.kind(), Outcome.UNKNOWN, amount));
  }

  private HttpRequestActionBuilder sending(Request request) {
    HttpRequestActionBuilder sending =
        http(request.kind().word())
            .httpRequest(request.method(), text(request.url()))
            .header("Authorization", session -> "Bearer " + request.token().apply(session));
    if (request.body() != null) {
      sending =
          sending
              .header("Idempotency-Key", session -> key(session.get(PLANNED), request).toString())
              .body(StringBody(text(request.body())));
    }
    Integer[] expected = Arrays.stream(request.expected()).boxed().toArray(Integer[]::new);
    return sending.check(status().saveAs(STATUS), bodyString().saveAs(BODY), status().in(expected));
  }

  private static Function<Session, String> text(Function<Planned, String> ofPlanned) {
    return session -> ofPlanned.apply(session.get(PLANNED));
  }

  private UUID key(Planned planned, Request request) {
    return planned.key(keeper.beginMillis(), request.step());
  }

  private Session end(Session session, Request request) {
    int status = session.contains(STATUS) ? session.getInt(STATUS) : 0;
    Answers.Meaning meaning = Answers.read(request.kind(), status, session.getString(BODY));
    keeper.ended(session.get(SENT), meaning);
    if (meaning.outcome() != Outcome.SETTLED) {
      return session;
    }
    return request.kind() == RequestKind.HOLD
        ? session
            .set(SETTLED, true)
            .set(CAPTURE_TOKEN, Answers.text(session.getString(BODY), CAPTURE_TOKEN))
        : session.set(SETTLED, true);
  }
}
