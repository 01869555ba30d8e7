package cbdc.load.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Fields that somebody sets beside the file, by their paths: {@code topology.nodes=3}. The value is
 * YAML, so it may be a list or an object.
 *
 * @param values by path
 */
public record Overrides(Map<String, String> values) {
  /** None. */
  public static final Overrides NONE = new Overrides(Map.of());

  private static final ObjectMapper YAML = new YAMLMapper();

  /** Keeps the order: a later one wins. */
  public Overrides {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  void apply(ObjectNode root, List<String> problems) {
    values.forEach((path, value) -> set(root, path, value, problems));
  }

  private static void set(ObjectNode root, String path, String value, List<String> problems) {
    ObjectNode at = root;
    String[] steps = path.split("\\.", -1);
    for (int i = 0; i < steps.length - 1; i++) {
      JsonNode inner = at.path(steps[i]);
      if (!inner.isMissingNode() && !inner.isObject()) {
        problems.add(path + " cannot be set: " + steps[i] + " has no fields");
        return;
      }
      at = inner instanceof ObjectNode object ? object : at.putObject(steps[i]);
    }
    try {
      at.set(steps[steps.length - 1], YAML.readTree(value));
    } catch (JsonProcessingException e) {
      problems.add(path + " is '" + value + "': expected a value in YAML");
    }
  }
}
