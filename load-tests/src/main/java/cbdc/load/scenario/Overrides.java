package cbdc.load.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fields that somebody sets beside the file, by their paths: {@code topology.nodes=3}, and in a
 * list {@code arrivals.phases[0].rate=500}. The value is YAML, so it may be a list or an object.
 *
 * @param values by path
 */
public record Overrides(Map<String, String> values) {
  /** None. */
  public static final Overrides NONE = new Overrides(Map.of());

  private static final ObjectMapper YAML = new YAMLMapper();
  private static final Pattern IN_LIST = Pattern.compile("(.+)\\[(\\d{1,4})]");

  /** Sorts them, so that a whole is set before its parts, whoever hands them on. */
  public Overrides {
    values = Collections.unmodifiableMap(new TreeMap<>(values));
  }

  void apply(ObjectNode root, List<String> problems) {
    values.forEach((path, value) -> set(root, path, value, problems));
  }

  private static void set(ObjectNode root, String path, String value, List<String> problems) {
    ObjectNode at = root;
    String[] steps = path.split("\\.", -1);
    for (int i = 0; i < steps.length - 1; i++) {
      JsonNode inner = inner(at, steps[i]);
      if (inner.isMissingNode() && !IN_LIST.matcher(steps[i]).matches()) {
        inner = at.putObject(steps[i]);
      }
      if (!(inner instanceof ObjectNode object)) {
        problems.add(path + " cannot be set: " + steps[i] + noFields(inner));
        return;
      }
      at = object;
    }
    try {
      at.set(steps[steps.length - 1], YAML.readTree(value));
    } catch (JsonProcessingException e) {
      problems.add(path + " is '" + value + "': expected a value in YAML");
    }
  }

  /** A field, or with a number in brackets what its list has there, counted from 0. */
  private static JsonNode inner(ObjectNode at, String step) {
    Matcher inList = IN_LIST.matcher(step);
    return inList.matches() && at.path(inList.group(1)) instanceof ArrayNode list
        ? list.path(Integer.parseInt(inList.group(2)))
        : at.path(step);
  }

  private static String noFields(JsonNode found) {
    return found.isMissingNode() ? " is not there" : " has no fields";
  }
}
