package cbdc.kit.http;

/** What a text from outside may consist of. */
final class Texts {
  private Texts() {}

  /**
   * True if the text has no control characters and no surrogate outside of a pair: the database can
   * keep it, and a log line with it stays one line.
   */
  static boolean isPlain(String text) {
    for (int at = 0; at < text.length(); at++) {
      char here = text.charAt(at);
      if (Character.isISOControl(here)) {
        return false;
      }
      if (Character.isSurrogate(here)) {
        boolean pair =
            at + 1 < text.length() && Character.isSurrogatePair(here, text.charAt(at + 1));
        if (!pair) {
          return false;
        }
        at++;
      }
    }
    return true;
  }
}
