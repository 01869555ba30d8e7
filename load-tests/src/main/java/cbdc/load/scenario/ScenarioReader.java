package cbdc.load.scenario;

import cbdc.load.scenario.Scenario.Amounts;
import cbdc.load.scenario.Scenario.Arrivals;
import cbdc.load.scenario.Scenario.Choice;
import cbdc.load.scenario.Scenario.Draw;
import cbdc.load.scenario.Scenario.Fault;
import cbdc.load.scenario.Scenario.FaultKind;
import cbdc.load.scenario.Scenario.Model;
import cbdc.load.scenario.Scenario.Objectives;
import cbdc.load.scenario.Scenario.Phase;
import cbdc.load.scenario.Scenario.Population;
import cbdc.load.scenario.Scenario.Processes;
import cbdc.load.scenario.Scenario.Topology;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads a scenario from YAML; what is left out has a default that a first run can live with. */
final class ScenarioReader {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,40}");
  private static final Pattern LINE = Pattern.compile("[^\\p{Cntrl}]{1,200}");
  private static final int CLASSES = 4;
  private static final int SECONDS_MAX = 48 * 3_600;
  private static final int RATE_MAX = 100_000;

  /** As many as a genesis may have. */
  private static final int SHARDS_MAX = 1_024;

  private static final int BATCH_MAX = 4_096;

  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder()
              .build()
              .configure(JsonParser.Feature.STRICT_DUPLICATE_DETECTION, true));

  private final List<String> problems = new ArrayList<>();

  private ScenarioReader() {}

  /**
   * Reads one.
   *
   * @param source what messages call it
   * @throws ScenarioException which names all that is wrong
   */
  static Scenario read(String source, String yaml, Overrides overrides) {
    ScenarioReader reader = new ScenarioReader();
    JsonNode root = reader.tree(yaml, overrides);
    Scenario scenario = reader.scenario(new Fields("", root, reader.problems));
    if (!reader.problems.isEmpty()) {
      throw new ScenarioException(source, reader.problems);
    }
    return scenario;
  }

  /** The fields of the file, with those that are set beside it. */
  static JsonNode effective(String yaml, Overrides overrides) {
    return new ScenarioReader().tree(yaml, overrides);
  }

  private JsonNode tree(String yaml, Overrides overrides) {
    JsonNode root = parse(yaml);
    if (problems.isEmpty()) {
      overrides.apply((ObjectNode) root, problems);
    }
    return root;
  }

  private JsonNode parse(String yaml) {
    try {
      JsonNode root = YAML.readTree(yaml);
      if (root instanceof ObjectNode) {
        return root;
      }
      problems.add("holds no fields: expected YAML such as 'name: smoke'");
    } catch (JsonProcessingException e) {
      problems.add(
          "is not YAML: "
              + e.getOriginalMessage().lines().findFirst().orElse("")
              + " (line "
              + (e.getLocation() == null ? "?" : e.getLocation().getLineNr())
              + ")");
    }
    return JsonNodeFactory.instance.objectNode();
  }

  private Scenario scenario(Fields fields) {
    fields.require("name");
    fields.require("mix");
    fields.require("arrivals");
    Scenario scenario =
        new Scenario(
            fields.text("name", "unnamed", NAME, "small letters, digits and hyphens"),
            fields.text("about", "", LINE, "one line of text"),
            fields.integer("seed", 1, 0, Long.MAX_VALUE),
            topology(fields.object("topology")),
            population(fields.object("population")),
            choice(fields.object("choice")),
            mix(fields.object("mix")),
            amounts(fields.object("amounts")),
            (int) fields.integer("sends", 1, 1, 2),
            arrivals(fields.object("arrivals")),
            fields.objects("faults").stream().map(ScenarioReader::fault).toList(),
            objectives(fields.object("objectives")));
    fields.end();
    requirePossible(scenario, fields);
    return scenario;
  }

  private static Topology topology(Fields fields) {
    long nodes = fields.integer("nodes", 1, 1, 3);
    if (nodes == 2) {
      fields.problem("nodes", "is 2: expected 1 or 3, since two nodes bear no failure");
    }
    Processes processes = fields.word("processes", Processes.SEPARATE);
    Topology topology =
        new Topology(
            (int) nodes,
            (int) fields.integer("banks", 3, 1, 9),
            (int) fields.integer("shards", processes == Processes.ONE ? 16 : 4, 1, SHARDS_MAX),
            (int) fields.integer("batch", BATCH_MAX, 1, BATCH_MAX),
            processes);
    fields.end();
    return topology;
  }

  private static Population population(Fields fields) {
    Fields byClass = fields.object("wallets");
    Map<Integer, Integer> wallets = new TreeMap<>();
    for (int number = 1; number <= CLASSES; number++) {
      int ifAbsent = fields.has("wallets") ? 0 : List.of(10, 30, 40, 20).get(number - 1);
      wallets.put(number, (int) byClass.integer("class-" + number, ifAbsent, 0, 1_000_000));
    }
    byClass.end();
    Population population =
        new Population(
            wallets,
            (int) fields.integer("merchants", 3, 1, 100_000),
            fields.integer("funds", 100_000, 0, 1_000_000_000_000L),
            (int) fields.integer("zones", 1, 1, 1_000));
    if (population.walletsPerBank() < 2) {
      fields.problem("wallets", "are fewer than two at a bank: people pay each other");
    }
    fields.end();
    return population;
  }

  private static Choice choice(Fields fields) {
    Choice choice =
        new Choice(
            draw("payers", fields),
            draw("merchants", fields),
            (int) fields.integer("between-banks", -1, 0, 100),
            (int) fields.integer("same-zone", -1, 0, 100));
    fields.end();
    return choice;
  }

  private static Draw draw(String field, Fields fields) {
    JsonNode raw = fields.raw(field);
    if (raw.isMissingNode() || raw.asText().equals("uniform")) {
      return new Draw.Uniform();
    }
    Fields inner = fields.object(field);
    if (!raw.isObject() || raw.size() != 1 || !(inner.has("zipf") || inner.has("hotspot"))) {
      if (raw.isObject()) {
        fields.problem(
            field, "is " + raw + ": expected uniform, {zipf: EXPONENT} or {hotspot: {...}}");
      }
      return new Draw.Uniform();
    }
    if (inner.has("zipf")) {
      return new Draw.Zipf(inner.number("zipf", 1, 0.01, 5));
    }
    Fields spot = inner.object("hotspot");
    Draw draw =
        new Draw.Hotspot(
            (int) spot.integer("percent", 50, 1, 100), (int) spot.integer("among", 1, 1, 100_000));
    spot.end();
    return draw;
  }

  private static Map<Action, Integer> mix(Fields fields) {
    Map<Action, Integer> mix = new EnumMap<>(Action.class);
    for (Action action : Action.values()) {
      int weight = (int) fields.integer(action.word(), 0, 0, 1_000_000);
      if (weight > 0) {
        mix.put(action, weight);
      }
    }
    fields.end();
    if (mix.isEmpty()) {
      fields.problem("", "holds no action: give one of them a weight above 0");
    }
    return mix;
  }

  private static Amounts amounts(Fields fields) {
    long from = fields.integer("from", 1, 1, 1_000_000_000_000L);
    long to = fields.integer("to", Math.max(100, from), 1, 1_000_000_000_000L);
    if (to < from) {
      fields.problem("to", "is " + to + ": expected at least from, which is " + from);
      to = from;
    }
    fields.end();
    return new Amounts(from, to);
  }

  private static Arrivals arrivals(Fields fields) {
    Model model = fields.word("model", Model.OPEN);
    fields.require("phases");
    long warmUp = fields.seconds("warm-up", 0, 0);
    List<Phase> phases =
        fields.objects("phases").stream().map(phase -> phase(phase, model)).toList();
    if (fields.has("phases") && phases.isEmpty()) {
      fields.problem("phases", "are none: give one, such as '- {rate: 100, for: 60s}'");
    }
    fields.end();
    return new Arrivals(model, (int) warmUp, phases);
  }

  private static Phase phase(Fields fields, Model model) {
    String constant = model == Model.OPEN ? "rate" : "users";
    if (fields.has(constant) == (fields.has("from") || fields.has("to"))) {
      fields.problem(
          constant, "or both from and to: give one of them, and a length, such as for: 60s");
    }
    double level = fields.number(constant, 1, model == Model.OPEN ? 0 : 1, RATE_MAX);
    double from = fields.number("from", level, 0, RATE_MAX);
    double to = fields.number("to", fields.has("from") ? from : level, 0, RATE_MAX);
    fields.require("for");
    long seconds = fields.seconds("for", 1, 1);
    if (seconds > SECONDS_MAX) {
      fields.problem("for", "is longer than 48h: a run is bounded");
    }
    fields.end();
    return new Phase(from, to, seconds);
  }

  private static Fault fault(Fields fields) {
    fields.require("kind");
    fields.require("at");
    Fault fault =
        new Fault(
            fields.seconds("at", 0, 0),
            fields.word("kind", FaultKind.KILL_LEADER),
            fields.seconds("back-after", 10, 1));
    fields.end();
    return fault;
  }

  private static Objectives objectives(Fields fields) {
    Objectives objectives =
        new Objectives(
            fields.millis("p50", 0, 1),
            fields.millis("p99", 0, 1),
            fields.millis("p999", 0, 1),
            fields.number("failed", 1, 0, 100),
            fields.number("declined", 50, 0, 100),
            fields.number("achieved", 95, 0, 100));
    fields.end();
    return objectives;
  }

  /** What each field alone allows, and all together do not. */
  private static void requirePossible(Scenario scenario, Fields fields) {
    Topology topology = scenario.topology();
    if (topology.banks() == 1 && scenario.choice().betweenBanksPercent() > 0) {
      fields.problem(
          "choice.between-banks", "is above 0, but topology.banks is 1: there is no other bank");
    }
    if (!scenario.faults().isEmpty()
        && (topology.nodes() == 1 || topology.processes() == Processes.ONE)) {
      fields.problem(
          "faults", "need topology.nodes: 3 and topology.processes: separate, to be survived");
    }
    long seconds = scenario.arrivals().seconds();
    if (seconds > 0 && scenario.arrivals().warmUpSeconds() >= seconds) {
      fields.problem("arrivals.warm-up", "is as long as the run: nothing would be measured");
    }
    for (Fault fault : scenario.faults()) {
      if (fault.atSeconds() + fault.backAfterSeconds() >= seconds) {
        fields.problem(
            "faults",
            "at "
                + fault.atSeconds()
                + "s is not over before the run ends after "
                + seconds
                + "s: nobody would see the recovery");
      }
    }
    if (scenario.arrivals().model() == Model.CLOSED && scenario.sends() > 1) {
      fields.problem("sends", "is above 1: only the open model sends a request twice at once");
    }
  }
}
