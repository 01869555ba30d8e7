package cbdc.load;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.feed;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.rampUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.OpenInjectionStep;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import java.time.Duration;
import java.time.InstantSource;

/**
 * People pay merchants of all banks over HTTP. Payments arrive by themselves at a given rate, as
 * customers do (the open model): a slow answer delays no other payment, so a stall shows in the
 * percentiles instead of lowering the load. {@link LoadSettings} lists what can be set.
 *
 * <p>A payment is a success when it is settled, or declined by a {@linkplain Decline rule of the
 * ledger}; what the ledger decided is counted by code and printed at the end.
 */
public final class MerchantPaymentsSimulation extends Simulation {
  private static final String ANSWER = "answer";
  private static final String DECLINED = "declined";
  private static final int SETTLED = 201;
  private static final int REFUSED = 422;

  /** Longer than a request may take, so that the last ones are counted too. */
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(30);

  private static final String ORDER =
      """
      {"payer":"#{payer}","payee":"#{payee}","amount":#{amount},"currency":"XDU","note":"load"}""";

  private final LoadSettings settings = LoadSettings.ofSystemProperties();
  private final Decisions decisions = new Decisions();

  /** Sets the simulation up as the system properties say; see {@link LoadSettings}. */
  public MerchantPaymentsSimulation() {
    TargetSystem target = TargetSystem.read(settings.runFile());
    Payments payments =
        new Payments(target, settings.amountMax(), settings.seed(), InstantSource.system());
    ChainBuilder payment = feed(payments).exec(pay()).exec(this::count);
    setUp(scenario("A person pays a merchant").exec(payment).injectOpen(arrivals()))
        .protocols(protocol())
        .maxDuration(settings.ramp().plus(settings.duration()).plus(LAST_ANSWERS))
        .assertions(
            global().successfulRequests().count().gt(0L),
            global().failedRequests().percent().lte(settings.failedPercentMax()),
            global().responseTime().percentile(99).lte(settings.p99MillisMax()));
  }

  /** Many people share few connections here, as their requests would behind a bank's proxy. */
  private static HttpProtocolBuilder protocol() {
    return http.shareConnections()
        .acceptHeader("application/json")
        .contentTypeHeader("application/json")
        .userAgentHeader("cbdc-load")
        .disableCaching()
        .disableFollowRedirect();
  }

  private OpenInjectionStep[] arrivals() {
    OpenInjectionStep steady =
        constantUsersPerSec(settings.perSecond()).during(settings.duration()).randomized();
    return settings.ramp().isZero()
        ? new OpenInjectionStep[] {steady}
        : new OpenInjectionStep[] {
          rampUsersPerSec(1).to(settings.perSecond()).during(settings.ramp()).randomized(), steady
        };
  }

  private static HttpRequestActionBuilder pay() {
    return http("pay")
        .post("#{url}/v1/payments")
        .header("Authorization", "Bearer #{token}")
        .header("Idempotency-Key", "#{key}")
        .body(StringBody(ORDER))
        .check(status().in(SETTLED, REFUSED).saveAs(ANSWER))
        .checkIf((response, session) -> response.status().code() == SETTLED)
        .then(jsonPath("$.status").is("settled"), jsonPath("$.id").isEL("#{key}"))
        .checkIf((response, session) -> response.status().code() == REFUSED)
        .then(jsonPath("$.code").in(Decline.codes()).saveAs(DECLINED));
  }

  private Session count(Session session) {
    if (session.contains(DECLINED)) {
      decisions.declined(Decline.valueOf(session.getString(DECLINED)));
    } else if (!session.isFailed()) {
      decisions.settled();
    }
    return session;
  }

  @Override
  public void after() {
    System.out.println("Decided by the ledger: " + decisions.line());
    if (decisions.declinedPercent() > settings.declinedPercentMax()) {
      throw new TooManyDeclinedException(
          "more than "
              + settings.declinedPercentMax()
              + " % were declined: this measured refusals, not payments");
    }
  }
}
