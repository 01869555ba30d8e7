package cbdc.load.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PaymentsBenchmarkTest {
  /** One short iteration each, in a JVM of its own as always: that they run, not how fast. */
  @Test
  void shouldRun() throws Exception {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(PaymentsBenchmark.class.getName())
                    .param("accounts", "1000")
                    .forks(1)
                    .warmupIterations(0)
                    .measurementIterations(1)
                    .measurementTime(TimeValue.milliseconds(100))
                    .shouldFailOnError(true)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();

    List<String> names =
        results.stream().map(result -> result.getPrimaryResult().getLabel()).toList();
    assertThat(names).containsExactlyInAnyOrder("withinShard", "betweenShards");
    assertThat(results)
        .allSatisfy(result -> assertThat(result.getPrimaryResult().getScore()).isPositive());
  }
}
