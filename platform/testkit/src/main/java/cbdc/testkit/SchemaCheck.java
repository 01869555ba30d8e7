package cbdc.testkit;

import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Holds YAML documents against a JSON Schema of draft 2020-12. Used by one thread. */
public final class SchemaCheck {
  private static final String BASE = "https://cbdc.example/";

  private final Validator validator;

  /** A check against a schema. */
  public SchemaCheck(String schema) {
    validator =
        Validator.create(
            JsonSchema.of(new JsonObject(schema)),
            new JsonSchemaOptions()
                .setBaseUri(BASE)
                .setDraft(Draft.DRAFT202012)
                .setOutputFormat(OutputFormat.Basic));
  }

  /** What is wrong with a document; empty when nothing is. */
  public List<String> problems(String yaml) {
    Object document = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
    OutputUnit result = validator.validate(new JsonObject(cast(document)));
    if (Boolean.TRUE.equals(result.getValid())) {
      return List.of();
    }
    return result.getErrors() == null
        ? List.of("it does not fit")
        : result.getErrors().stream()
            .map(error -> error.getInstanceLocation() + " " + error.getError())
            .toList();
  }

  @SuppressWarnings("unchecked") // a YAML object's keys are texts here, or the schema refuses them
  private static Map<String, Object> cast(Object document) {
    return (Map<String, Object>) document;
  }
}
