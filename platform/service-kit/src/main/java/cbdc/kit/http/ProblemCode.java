package cbdc.kit.http;

/** A reason to refuse a request. Enums implement it; a code that was published never changes. */
public interface ProblemCode {
  /** The stable code that programs look at, such as {@code BODY_TOO_LARGE}. */
  String name();

  /** The HTTP status that it is answered with, 400 to 599. */
  int status();

  /** The rule that was broken, in words for the reader of the reply. */
  String rule();

  /** What the caller can do about it. */
  String remedy();
}
