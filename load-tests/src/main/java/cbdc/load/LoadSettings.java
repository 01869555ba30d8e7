package cbdc.load;

import cbdc.load.scenario.Overrides;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/**
 * What a simulation is told, by system properties.
 *
 * @param runFile {@code cbdc.run}: the file in which {@code ./cbdc run} says what runs where;
 *     default {@code data/run/run.json}
 * @param scenario {@code cbdc.load.scenario}: a shipped scenario's name or a file's path; default
 *     {@code smoke}
 * @param overrides {@code cbdc.load.set.PATH}: fields of the scenario set otherwise, such as {@code
 *     cbdc.load.set.seed}
 * @param folder {@code cbdc.load.out}: where the run is written down; default {@code
 *     data/load/last}
 * @param isOwnTarget {@code cbdc.load.own}: {@code true} where load may leave this machine
 * @param hasReport {@code cbdc.load.report}: whether Gatling writes its own; default {@code true}
 * @param metricsPort {@code cbdc.load.metrics.port}: where Prometheus asks while it runs; default
 *     7901
 * @param commit {@code cbdc.load.commit}: of the program, for the conditions
 */
record LoadSettings(
    Path runFile,
    String scenario,
    Overrides overrides,
    Path folder,
    boolean isOwnTarget,
    boolean hasReport,
    int metricsPort,
    String commit) {
  private static final String SET = "cbdc.load.set.";

  /** What this process was told. */
  static LoadSettings ofSystemProperties() {
    return of(System.getProperties());
  }

  /** As {@link #ofSystemProperties}, from any properties. */
  static LoadSettings of(Properties properties) {
    Map<String, String> overrides = new LinkedHashMap<>();
    for (String name : properties.stringPropertyNames()) {
      if (name.startsWith(SET)) {
        overrides.put(name.substring(SET.length()), properties.getProperty(name));
      }
    }
    return new LoadSettings(
        Path.of(properties.getProperty("cbdc.run", "data/run/run.json")),
        properties.getProperty("cbdc.load.scenario", "smoke"),
        new Overrides(overrides),
        Path.of(properties.getProperty("cbdc.load.out", "data/load/last")),
        Boolean.parseBoolean(properties.getProperty("cbdc.load.own", "false")),
        Boolean.parseBoolean(properties.getProperty("cbdc.load.report", "true")),
        Integer.parseInt(properties.getProperty("cbdc.load.metrics.port", "7901")),
        properties.getProperty("cbdc.load.commit", "unknown"));
  }
}
