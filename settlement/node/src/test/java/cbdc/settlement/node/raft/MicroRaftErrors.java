package cbdc.settlement.node.raft;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Collects what MicroRaft logs as ERROR: it does so instead of failing. */
final class MicroRaftErrors implements AutoCloseable {

  /**
   * Logged when a leader lost and regained leadership between two looks at a transfer; nothing is
   * wrong then.
   */
  private static final String HARMLESS = "no leadership transfer state for target endpoint";

  private final List<String> errors = new CopyOnWriteArrayList<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.microraft");
  private final Level before = logger.getLevel();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          if (event.getLevel().isGreaterOrEqual(Level.ERROR)
              && !event.getFormattedMessage().contains(HARMLESS)) {
            String trace =
                event.getThrowableProxy() == null
                    ? ""
                    : ThrowableProxyUtil.asString(event.getThrowableProxy());
            errors.add(event.getFormattedMessage() + "\n" + trace);
          }
        }
      };

  MicroRaftErrors() {
    appender.setContext(logger.getLoggerContext());
    appender.start();
    logger.addAppender(appender);
    // A test that provokes errors is not to fill the console with them.
    logger.setAdditive(Boolean.getBoolean("cbdc.raft.log"));
    logger.setLevel(Boolean.getBoolean("cbdc.raft.log") ? Level.INFO : Level.ERROR);
  }

  List<String> errors() {
    return errors;
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
    logger.setLevel(before);
    logger.setAdditive(true);
  }
}
