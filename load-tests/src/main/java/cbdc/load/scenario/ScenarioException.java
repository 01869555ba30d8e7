package cbdc.load.scenario;

import java.io.Serial;
import java.util.List;

/** A scenario cannot be used. Each line of the message names a field, its rule and a remedy. */
public final class ScenarioException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  ScenarioException(String source, List<String> problems) {
    super(source + ": " + String.join(System.lineSeparator() + "  ", problems));
  }
}
