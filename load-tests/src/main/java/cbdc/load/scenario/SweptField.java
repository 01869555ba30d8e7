package cbdc.load.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One field of a scenario, and the values that it takes one after the other, as {@code
 * topology.nodes=1,3} tells. Every value's scenario is read before the first is run.
 *
 * @param path of the field
 * @param values in the order in which they were given
 */
public record SweptField(String path, List<Value> values) {
  /** Most values of a sweep: it is to end on the day on which it began. */
  public static final int VALUES_MAX = 12;

  /** What the messages are about. */
  private static final String OPTION = "--sweep";

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._-]{1,40}");
  private static final ObjectMapper YAML = new YAMLMapper();

  /** Copies the list. */
  public SweptField {
    values = List.copyOf(values);
  }

  /**
   * One of the values.
   *
   * @param text as people read it
   * @param folder a name for what belongs to it, which no other value has
   * @param overrides all fields that are set beside the file, this one among them
   * @param scenario what comes out
   */
  public record Value(String text, String folder, Overrides overrides, Scenario scenario) {}

  /**
   * Reads what somebody asks for.
   *
   * @param asked {@code FIELD=V1,V2,...}; the values are YAML, in which commas within brackets do
   *     not part
   * @param set other fields that are set beside the file
   * @throws ScenarioException when it cannot be run as it stands
   */
  public static SweptField read(String asked, ScenarioFiles file, Overrides set) {
    int equals = asked.indexOf('=');
    if (equals < 1) {
      throw wrong("is '" + asked + "': expected FIELD=V1,V2, such as topology.nodes=1,3");
    }
    String path = asked.substring(0, equals);
    if (set.values().containsKey(path)) {
      throw wrong(path + " is set to " + set.values().get(path) + ", too: leave one of them out");
    }
    List<Value> values = new ArrayList<>();
    for (JsonNode node : nodes(asked.substring(equals + 1))) {
      Value value = value(path, node, values.size() + 1, file, set);
      for (Value earlier : values) {
        if (earlier.scenario().equals(value.scenario())) {
          throw wrong(
              path
                  + "="
                  + earlier.text()
                  + " and "
                  + path
                  + "="
                  + value.text()
                  + " ask for the same run: give each value once");
        }
      }
      values.add(value);
    }
    return new SweptField(path, values);
  }

  /** The values, which together are a list of YAML. */
  private static JsonNode nodes(String values) {
    try {
      JsonNode list = YAML.readTree("[" + values + "]");
      if (list.size() < 2 || list.size() > VALUES_MAX) {
        throw wrong("got " + list.size() + " of 2 to " + VALUES_MAX + " values, which commas part");
      }
      return list;
    } catch (JsonProcessingException e) {
      throw wrong("'" + values + "' are no values: expected YAML, with commas between");
    }
  }

  private static Value value(
      String path, JsonNode node, int number, ScenarioFiles file, Overrides set) {
    String text = node.isValueNode() ? node.asText() : node.toString();
    Map<String, String> all = new LinkedHashMap<>(set.values());
    all.put(path, text);
    Overrides overrides = new Overrides(all);
    // A number in brackets would make a link that browsers cannot follow.
    String folder =
        path.replace('[', '.').replace("]", "")
            + "="
            + (PLAIN.matcher(text).matches() ? text : "value-" + number);
    try {
      return new Value(text, folder, overrides, file.read(overrides));
    } catch (ScenarioException e) {
      throw wrong(
          path + "=" + text + " is impossible: " + e.getMessage().replaceAll("\\R *", "; "));
    }
  }

  private static ScenarioException wrong(String problem) {
    return new ScenarioException(OPTION, List.of(problem));
  }
}
