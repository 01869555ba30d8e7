package cbdc.simulator.simulate;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * Hears what MicroRaft logs as an error on this thread while it is open: it does so instead of
 * failing.
 */
final class RaftErrors implements AutoCloseable {

  /**
   * Logged when a leader lost and regained leadership between two looks at a transfer; nothing is
   * wrong then.
   */
  private static final String HARMLESS = "no leadership transfer state for target endpoint";

  private final Logger logger = (Logger) LoggerFactory.getLogger("io.microraft");
  private final Appender appender;

  private static final class Appender extends AppenderBase<ILoggingEvent> {
    private final Thread thread = Thread.currentThread();
    private final Consumer<String> listener;

    Appender(Consumer<String> listener) {
      this.listener = listener;
    }

    @Override
    protected void append(ILoggingEvent event) {
      if (event.getLevel().isGreaterOrEqual(Level.ERROR)
          && Thread.currentThread().equals(thread)
          && !event.getFormattedMessage().contains(HARMLESS)
          && !isDeath(event)) {
        String trace =
            event.getThrowableProxy() == null
                ? ""
                : "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy());
        listener.accept(event.getFormattedMessage() + trace);
      }
    }

    private static boolean isDeath(ILoggingEvent event) {
      return event.getThrowableProxy() != null
          && event.getThrowableProxy().getClassName().equals(SimulatedProcess.Died.class.getName());
    }
  }

  RaftErrors(Consumer<String> listener) {
    appender = new Appender(listener);
    appender.setContext(logger.getLoggerContext());
    appender.start();
    logger.addAppender(appender);
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
    appender.stop();
  }
}
