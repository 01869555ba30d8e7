package cbdc.kit;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogFormatTest {
  private final LoggerContext context = new LoggerContext();

  @BeforeEach
  void configure() throws Exception {
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    String program = "<configuration><include resource=\"cbdc/kit/logging.xml\"/></configuration>";
    configurator.doConfigure(new ByteArrayInputStream(program.getBytes(StandardCharsets.UTF_8)));
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  @Test
  void shouldWriteAnEventOnOneLine() {
    assertThat(line("shard 3 has a leader", null))
        .matches(
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO  Some \\[[^]]+] shard 3 has a leader\n");
  }

  @Test
  void shouldKeepTextAndExceptionsOfSeveralLinesOnOne() {
    String line =
        line(
            "first\nsecond",
            new IllegalStateException("broken\nchain", new RuntimeException("disk")));

    assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
    assertThat(line)
        .contains("first | second | java.lang.IllegalStateException: broken | chain | at ")
        .contains("Caused by: java.lang.RuntimeException: disk");
  }

  @Test
  void shouldShowOurEventsAndOnlyTheWarningsOfLibraries() {
    assertThat(context.getLogger("cbdc.x").isInfoEnabled()).isTrue();
    assertThat(context.getLogger("io.x").isInfoEnabled()).isFalse();
    assertThat(context.getLogger("io.x").isWarnEnabled()).isTrue();
  }

  private String line(String message, Throwable thrown) {
    ConsoleAppender<ILoggingEvent> appender =
        (ConsoleAppender<ILoggingEvent>) context.getLogger("ROOT").getAppender("stderr");
    PatternLayoutEncoder encoder = (PatternLayoutEncoder) appender.getEncoder();
    LoggingEvent event =
        new LoggingEvent("x", context.getLogger("cbdc.Some"), Level.INFO, message, thrown, null);
    return new String(encoder.encode(event), StandardCharsets.UTF_8);
  }
}
