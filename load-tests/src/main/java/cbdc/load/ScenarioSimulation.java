package cbdc.load;

import static io.gatling.javaapi.core.CoreDsl.constantConcurrentUsers;
import static io.gatling.javaapi.core.CoreDsl.doSwitch;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.nothingFor;
import static io.gatling.javaapi.core.CoreDsl.onCase;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.rampConcurrentUsers;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;

import cbdc.load.plan.Plan;
import cbdc.load.plan.Planned;
import cbdc.load.plan.Schedule;
import cbdc.load.scenario.Action;
import cbdc.load.scenario.Scenario;
import cbdc.load.scenario.ScenarioFiles;
import io.gatling.javaapi.core.Assertion;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Choice;
import io.gatling.javaapi.core.ClosedInjectionStep;
import io.gatling.javaapi.core.OpenInjectionStep;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs any scenario. In the open model each request has a moment at which it is due; a user comes a
 * little earlier, waits for it, and latency counts from it, so that whatever holds the request up
 * shows. {@link LoadSettings} lists what can be set.
 */
public final class ScenarioSimulation extends Simulation {
  private static final String ACTION = "action";

  /** Longer than a request may take, so that the last ones are counted too. */
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(30);

  private final LoadSettings settings = LoadSettings.ofSystemProperties();
  private final Scenario scenario;
  private final RunKeeper keeper;

  /**
   * Sets the simulation up as the system properties say; see {@link LoadSettings}.
   *
   * @throws IllegalArgumentException when scenario or target cannot be used
   */
  public ScenarioSimulation() {
    ScenarioFiles file = ScenarioFiles.find(settings.scenario());
    scenario = file.read(settings.overrides());
    TargetSystem target = TargetSystem.read(settings.runFile(), settings.isOwnTarget());
    target.requireLoadable();
    Plan plan = new Plan(scenario, target.crowd(scenario.population().zones()));
    try {
      keeper =
          new RunKeeper(settings, scenario, plan, new RunReport(settings, file, scenario, target));
    } catch (IOException e) {
      throw new UncheckedIOException(settings.folder() + " cannot be written to", e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> keeper.end(true), "load-end"));
    setUp(arrivals(plan.schedule(), new Steps(keeper, target)))
        .protocols(protocol())
        .maxDuration(Duration.ofSeconds(scenario.arrivals().seconds()).plus(LAST_ANSWERS))
        .assertions(assertions());
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

  private PopulationBuilder arrivals(Schedule schedule, Steps steps) {
    var users = scenario(scenario.name()).exec(user(steps));
    return scenario.arrivals().model() == Scenario.Model.OPEN
        ? users.injectOpen(open(schedule))
        : users.injectClosed(closed());
  }

  private ChainBuilder user(Steps steps) {
    return exec(session -> {
          Planned next = keeper.next();
          return session.set(Steps.PLANNED, next).set(ACTION, next.action().word());
        })
        .exec(
            pause(
                session ->
                    Duration.ofNanos(Math.max(0, keeper.nanosUntil(session.get(Steps.PLANNED))))))
        .exec(actions(steps));
  }

  private ChainBuilder actions(Steps steps) {
    List<Action> mixed = Stream.of(Action.values()).filter(scenario.mix()::containsKey).toList();
    // Gatling takes no switch of one.
    return mixed.size() == 1
        ? steps.of(mixed.getFirst())
        : doSwitch("#{action}")
            .on(
                mixed.stream()
                    .<Choice.WithKey>map(action -> onCase(action.word()).then(steps.of(action)))
                    .toList());
  }

  /**
   * The users of each second come evenly over it; each then waits for the moment of its request.
   */
  private OpenInjectionStep[] open(Schedule schedule) {
    List<OpenInjectionStep> seconds = new ArrayList<>();
    for (int second = 0; second < schedule.seconds(); second++) {
      int due = schedule.due(second) * scenario.sends();
      seconds.add(
          due == 0
              ? nothingFor(Duration.ofSeconds(1))
              : rampUsers(due).during(Duration.ofSeconds(1)));
    }
    return seconds.toArray(OpenInjectionStep[]::new);
  }

  private ClosedInjectionStep[] closed() {
    return scenario.arrivals().phases().stream()
        .map(
            phase ->
                phase.from() == phase.to()
                    ? constantConcurrentUsers((int) phase.from())
                        .during(Duration.ofSeconds(phase.seconds()))
                    : rampConcurrentUsers((int) phase.from())
                        .to((int) phase.to())
                        .during(Duration.ofSeconds(phase.seconds())))
        .toArray(ClosedInjectionStep[]::new);
  }

  /** For those who ask Gatling alone: by its own clock, which starts when a request is sent. */
  private List<Assertion> assertions() {
    Scenario.Objectives asked = scenario.objectives();
    List<Assertion> assertions = new ArrayList<>();
    assertions.add(global().failedRequests().percent().lte(asked.failedPercent()));
    if (asked.p99Millis() > 0) {
      assertions.add(global().responseTime().percentile(99).lte((int) asked.p99Millis()));
    }
    return assertions;
  }

  @Override
  public void after() {
    keeper.end(false);
  }
}
