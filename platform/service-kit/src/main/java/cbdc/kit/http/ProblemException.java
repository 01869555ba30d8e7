package cbdc.kit.http;

/**
 * Carries a refusal out of a handler, thrown or as a failed future. It is no fault, so it has no
 * stack trace and is not logged.
 */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  ProblemException(Problem problem) {
    super(problem.toString(), null, false, false);
    this.problem = problem;
  }

  /** The refusal. */
  public Problem problem() {
    return problem;
  }
}
