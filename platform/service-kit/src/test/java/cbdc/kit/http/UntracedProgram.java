package cbdc.kit.http;

import java.time.Duration;

/** A process that answers a request without tracing, for a test that looks at what it loads. */
final class UntracedProgram {
  private UntracedProgram() {}

  public static void main(String[] words) throws Exception {
    NotesApi api =
        NotesApi.started(NotesApi.limits(10, Duration.ofSeconds(10), Duration.ofSeconds(5)));
    RawHttp.Answer answer = api.ask("GET /v1/notes/00ff", "", "");
    api.metrics.scrapeOpenMetrics();
    api.close();
    if (answer.status() != 200) {
      throw new AssertionError("answered with " + answer.status());
    }
  }
}
