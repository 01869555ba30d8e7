package cbdc.kit.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The meters of an API server: time by operation and status, refusals by code, requests in work,
 * connections, and how late its event loops are.
 */
final class ApiMeters {
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(20),
    Duration.ofMillis(30),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(200),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(2),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10)
  };

  private record Key(String operation, int status) {}

  private final MeterRegistry registry;
  private final String name;
  private final String refusals;
  private final Timer delay;
  private final Map<Key, Timer> timers = new ConcurrentHashMap<>();

  ApiMeters(
      MeterRegistry registry, String service, Supplier<Number> open, Supplier<Number> connections) {
    this.registry = registry;
    this.name = "cbdc." + service + ".requests";
    this.refusals = "cbdc." + service + ".refusals";
    Gauge.builder(name + ".open", open).description("Requests in work").register(registry);
    Gauge.builder("cbdc." + service + ".connections", connections)
        .description("Open connections of callers")
        .register(registry);
    this.delay =
        Timer.builder("cbdc." + service + ".loop.delay")
            .description("How much later than due an event loop did what was due")
            .register(registry);
  }

  void answered(String operation, int status, long nanos) {
    Key key = new Key(operation, status);
    Timer timer = timers.get(key);
    if (timer == null) {
      timer = timers.computeIfAbsent(key, this::timer);
    }
    timer.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** An event loop came so much too late. */
  void late(long nanos) {
    delay.record(nanos, TimeUnit.NANOSECONDS);
  }

  void refused(ProblemCode code) {
    registry.counter(refusals, "code", code.name()).increment();
  }

  private Timer timer(Key key) {
    return Timer.builder(name)
        .description("Time from a request's header to its reply")
        .tag("operation", key.operation())
        .tag("status", Integer.toString(key.status()))
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }
}
