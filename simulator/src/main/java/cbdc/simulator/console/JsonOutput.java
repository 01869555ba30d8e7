package cbdc.simulator.console;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where {@code --json} goes: to a file, to standard output ({@code -}), or nowhere. */
public final class JsonOutput {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private final Path file;
  private final PrintWriter standardOutput;
  private final boolean toStandardOutput;

  private JsonOutput(Path file, PrintWriter standardOutput, boolean toStandardOutput) {
    this.file = file;
    this.standardOutput = standardOutput;
    this.toStandardOutput = toStandardOutput;
  }

  /**
   * What an option says.
   *
   * @param option a file, {@code -}, or null
   * @throws CommandFailure when the file's folder does not exist
   */
  public static JsonOutput to(String option, PrintWriter standardOutput) {
    if (option == null || option.equals("-")) {
      return new JsonOutput(null, standardOutput, option != null);
    }
    Path file = Path.of(option);
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file) || folder == null || !Files.isDirectory(folder)) {
      throw CommandFailure.usage(
          "--json: " + option + " cannot be written: expected a file in a folder that exists");
    }
    return new JsonOutput(file, standardOutput, false);
  }

  /** Writes a report; its fields in snake case. */
  public void write(Object report) {
    try {
      String text = MAPPER.writeValueAsString(report) + "\n";
      if (toStandardOutput) {
        standardOutput.print(text);
        standardOutput.flush();
      } else if (file != null) {
        Files.writeString(file, text);
      }
    } catch (IOException e) {
      throw CommandFailure.failed("--json: " + file + " cannot be written: " + e.getMessage(), e);
    }
  }

  /** Where lines for people go: standard output, unless the report is there. */
  public PrintWriter forPeople(PrintWriter standardError) {
    return toStandardOutput ? standardError : standardOutput;
  }
}
