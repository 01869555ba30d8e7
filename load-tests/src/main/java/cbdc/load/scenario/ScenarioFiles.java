package cbdc.load.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Where scenarios come from: shipped ones by their names, others by their paths.
 *
 * @param source as it was asked for
 * @param yaml the text
 */
public record ScenarioFiles(String source, String yaml) {
  /** Names of the shipped scenarios, simple ones first. */
  public static final List<String> SHIPPED =
      List.of(
          "smoke",
          "steady",
          "step",
          "spike",
          "soak",
          "payday",
          "lunch-hour",
          "hot-merchant",
          "interbank",
          "decline-heavy",
          "retry-storm",
          "node-failure",
          "zones");

  private static final String FOLDER = "/cbdc/load/scenarios/";

  /**
   * Finds a scenario.
   *
   * @param nameOrPath what contains a slash or ends with {@code .yaml} or {@code .yml} is a path
   * @throws ScenarioException when there is none
   */
  public static ScenarioFiles find(String nameOrPath) {
    boolean isPath = nameOrPath.contains("/") || nameOrPath.matches(".*\\.ya?ml");
    return isPath ? atPath(nameOrPath) : shipped(nameOrPath);
  }

  private static ScenarioFiles atPath(String path) {
    try {
      return new ScenarioFiles(path, Files.readString(Path.of(path)));
    } catch (IOException e) {
      throw new ScenarioException(path, List.of("cannot be read: give the path of a YAML file"));
    }
  }

  private static ScenarioFiles shipped(String name) {
    if (!SHIPPED.contains(name)) {
      String nearest = Nearest.of(name, SHIPPED);
      throw new ScenarioException(
          name,
          List.of(
              "is no shipped scenario"
                  + (nearest == null ? "" : "; did you mean " + nearest + "?")
                  + "; there are "
                  + String.join(", ", SHIPPED)
                  + "; or give the path of a YAML file"));
    }
    try (InputStream in = ScenarioFiles.class.getResourceAsStream(FOLDER + name + ".yaml")) {
      return new ScenarioFiles(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The scenario in it.
   *
   * @throws ScenarioException which names all that is wrong
   */
  public Scenario read(Overrides overrides) {
    return ScenarioReader.read(source, yaml, overrides);
  }

  /** Its fields as they stand, with those that are set beside it. */
  public JsonNode effective(Overrides overrides) {
    return ScenarioReader.effective(yaml, overrides);
  }

  /** SHA-256 of the text, in hexadecimal. */
  public String hash() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(yaml.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
