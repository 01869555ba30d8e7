package cbdc.simulator.grafana;

import cbdc.simulator.repository.Repository;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A dashboard as its file describes it.
 *
 * @param name of the file
 * @param root the whole file
 */
record Dashboard(String name, JsonNode root) {
  /** Where things of Grafana and Prometheus lie. */
  static final String FOLDER = "grafana";

  /** All of them, by their names. */
  static List<Dashboard> all() throws IOException {
    List<Dashboard> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(Repository.root().resolve(FOLDER).resolve("dashboards"))) {
      for (Path file : files.sorted().toList()) {
        all.add(
            new Dashboard(
                file.getFileName().toString(), new ObjectMapper().readTree(file.toFile())));
      }
    }
    return all;
  }

  @Override
  public String toString() {
    return name;
  }

  /** A panel; place and size in units of a grid of 24 columns. */
  record Panel(JsonNode node) {
    int id() {
      return node.path("id").asInt();
    }

    String title() {
      return node.path("title").asText();
    }

    String unit() {
      return node.path("fieldConfig").path("defaults").path("unit").asText();
    }

    List<JsonNode> targets() {
      return children(node.path("targets"));
    }

    List<String> queries() {
      return targets().stream().map(target -> target.path("expr").asText()).toList();
    }

    int place(String field) {
      return node.path("gridPos").path(field).asInt(-1);
    }

    boolean overlaps(Panel other) {
      return id() != other.id()
          && place("x") < other.place("x") + other.place("w")
          && other.place("x") < place("x") + place("w")
          && place("y") < other.place("y") + other.place("h")
          && other.place("y") < place("y") + place("h");
    }

    @Override
    public String toString() {
      return "panel " + id() + " '" + title() + "'";
    }
  }

  List<Panel> panels() {
    return children(root.path("panels")).stream().map(Panel::new).toList();
  }

  List<JsonNode> variables() {
    return children(root.path("templating").path("list"));
  }

  /** Every query of every panel. */
  List<String> queries() {
    List<String> queries = new ArrayList<>();
    panels().forEach(panel -> queries.addAll(panel.queries()));
    return queries;
  }

  private static List<JsonNode> children(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }
}
