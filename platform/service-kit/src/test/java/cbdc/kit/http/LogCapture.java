package cbdc.kit.http;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Keeps what is logged at level WARN and above, instead of showing it. */
final class LogCapture extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final List<String> errors = new CopyOnWriteArrayList<>();
  private final Appender<ILoggingEvent> shown;

  LogCapture() {
    shown = root.getAppender("stderr");
    root.detachAppender(shown);
    root.addAppender(this);
    start();
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
      errors.add(event.getFormattedMessage());
    }
  }

  List<String> errors() {
    return errors;
  }

  @Override
  public void close() {
    root.detachAppender(this);
    root.addAppender(shown);
  }
}
