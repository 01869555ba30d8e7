package cbdc.kit.config;

/** Where a value came from, weakest first. */
public enum ConfigSource {
  /** Nobody set it. */
  DEFAULT,
  /** The configuration file. */
  FILE,
  /** An environment variable. */
  ENVIRONMENT,
  /** The command line. */
  COMMAND_LINE
}
