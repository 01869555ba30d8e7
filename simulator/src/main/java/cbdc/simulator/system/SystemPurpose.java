package cbdc.simulator.system;

/**
 * What a system was made for. Others' steps are not repeated on it: what a replay has decided is
 * looked up by its own rows, and the banks of a run are the central bank's to change.
 */
public enum SystemPurpose {
  /** A system to try things on, in which people decide. */
  RUN("run", "./cbdc run"),

  /** A history replayed through the client library. */
  REPLAY("replay", "./cbdc replay"),

  /** A history replayed through the wallet services. */
  REPLAY_HTTP("replay-http", "./cbdc replay --http"),

  /** A load run's own. */
  LOAD("load", "./cbdc load");

  private final String word;
  private final String command;

  SystemPurpose(String word, String command) {
    this.word = word;
    this.command = command;
  }

  /** How a directory records it; never changes. */
  String word() {
    return word;
  }

  /** The command that makes such systems. */
  String command() {
    return command;
  }

  /**
   * The command that a recorded purpose is of, or the word itself where this program knows none.
   */
  static String commandOf(String word) {
    for (SystemPurpose purpose : values()) {
      if (purpose.word.equals(word)) {
        return purpose.command;
      }
    }
    return word;
  }
}
