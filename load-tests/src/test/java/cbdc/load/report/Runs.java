package cbdc.load.report;

import cbdc.load.record.Audit;
import cbdc.load.record.Check;
import cbdc.load.record.Conditions;
import cbdc.load.record.Counts;
import cbdc.load.record.Outcome;
import cbdc.load.record.RequestKind;
import cbdc.load.record.RunFile;
import cbdc.load.record.RunRecorder;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Folders as runs leave them, made up. */
final class Runs {
  static final Conditions HERE =
      new Conditions("abc", "25", "Linux", "Processor <X>", 2, 8_192, 0.1);

  private Runs() {}

  /** Ten seconds of a hundred payments each, which took this long on average. */
  static Path write(Path folder, double meanMillis, Conditions conditions, String hash)
      throws IOException {
    try (RunRecorder recorder = new RunRecorder(folder, 0, second -> 100)) {
      recorder.begin(1_772_366_400_000L);
      for (int second = 0; second < 10; second++) {
        for (int i = 1; i <= 100; i++) {
          recorder.sent(RequestKind.PAYMENT, 1_000_000);
          recorder.ended(RequestKind.PAYMENT, Outcome.SETTLED, (long) (meanMillis * 1e6 * i / 50));
        }
        recorder.tick();
      }
      Counts counts = recorder.counts(kind -> true);
      Map<String, RunFile.Kind> kinds = new TreeMap<>();
      kinds.put("payment", new RunFile.Kind(counts, recorder.latency()));
      new RunFile(
              RunFile.FORMAT,
              new RunFile.ScenarioFacts(
                  "made-up",
                  "made-up.yaml",
                  "00",
                  Map.of(),
                  JsonNodeFactory.instance.objectNode().put("about", "Less < more & \"so on\".")),
              "http://127.0.0.1:8101",
              "2026-03-01T12:00:00Z",
              10,
              0,
              false,
              conditions,
              new RunFile.Requests(1_000, hash),
              new RunFile.Rate(100, 100, 100),
              counts,
              recorder.latency(),
              kinds,
              Map.of(),
              new RunFile.Injector(recorder.lateness(), false, "on time"),
              List.of(),
              List.of(new Check("p99 in ms", 1_000, recorder.latency().p99(), true)),
              null,
              null)
          .with(
              new Audit("made up", 4, 1_000, 0, 0, 0, 0, true, "00", List.of()),
              List.of(new RunFile.Event(3, "node-1 is killed")))
          .write(folder);
    }
    return folder;
  }
}
