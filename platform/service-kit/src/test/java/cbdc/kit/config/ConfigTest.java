package cbdc.kit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cbdc.testkit.Row;
import cbdc.testkit.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class ConfigTest {
  private enum Mode {
    FAST,
    VERY_SAFE
  }

  private static final ConfigKey<String> NAME = ConfigKey.text("node.name", "how others call it");
  private static final ConfigKey<Integer> SHARDS =
      ConfigKey.number("node.shards", 1, 1_024, "shards", "how many shards").withDefault("16");
  private static final ConfigKey<Duration> PERIOD =
      ConfigKey.duration(
              "store.sync-period", Duration.ofMillis(1), Duration.ofMinutes(1), "how often")
          .withDefault("200ms");
  private static final ConfigKey<Long> MEMORY =
      ConfigKey.size("store.memory", 1 << 20, 1L << 40, "for the log").withDefault("256MiB");
  private static final ConfigKey<Boolean> TLS =
      ConfigKey.flag("link.tls", "encrypt | verify").withDefault("false");
  private static final ConfigKey<List<HostPort>> PEERS =
      ConfigKey.address("link.peers", "the other nodes").list().withDefault("");
  private static final ConfigKey<Mode> MODE =
      ConfigKey.choice("node.mode", Mode.class, "trade-off").withDefault("very-safe");
  private static final ConfigKey<Optional<Path>> DATA =
      ConfigKey.path("store.data", "where").optional();
  private static final ConfigKey<Optional<Path>> PASSWORD =
      ConfigKey.secretFile("link.password-file", "opens the key").optional();
  private static final ConfigKey<String> ZONE =
      ConfigKey.text(
              "node.zone", Pattern.compile("[a-z]+"), "letters, such as north", "where it stands")
          .withDefault("north");
  private static final ConfigSpec SPEC =
      new ConfigSpec(
          "node", List.of(NAME, ZONE, SHARDS, PERIOD, MEMORY, TLS, PEERS, MODE, DATA, PASSWORD));

  @TempDir Path folder;

  @Test
  void shouldReadEveryFormFromAFile() throws IOException {
    Config config =
        load(
            """
        node:
          name: alpha       # a comment
          shards: 4
          mode: fast
        store.sync-period: 2s
        store: {memory: 1GiB, data: /var/lib/x}
        link:
          tls: true
          peers:
            - 127.0.0.1:7701
            - "[::1]:7702"
        """,
            Map.of());

    assertThat(config.get(NAME)).isEqualTo("alpha");
    assertThat(config.get(SHARDS)).isEqualTo(4);
    assertThat(config.get(MODE)).isEqualTo(Mode.FAST);
    assertThat(config.get(PERIOD)).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.get(MEMORY)).isEqualTo(1L << 30);
    assertThat(config.get(DATA)).contains(Path.of("/var/lib/x"));
    assertThat(config.get(TLS)).isTrue();
    assertThat(config.get(PEERS))
        .containsExactly(new HostPort("127.0.0.1", 7701), new HostPort("::1", 7702));
    assertThat(config.get(PEERS).get(1)).hasToString("[::1]:7702");
    assertThat(config.get(PASSWORD)).isEmpty();
    assertThat(config.source(NAME)).isEqualTo(ConfigSource.FILE);
    assertThat(config.source(PASSWORD)).isEqualTo(ConfigSource.DEFAULT);
  }

  @Test
  void shouldPreferCommandLineToEnvironmentToFileToDefault() throws IOException {
    String file = "node: {name: file, shards: 2}\nlink: {tls: true}\n";
    Map<String, String> environment =
        Map.of("CBDC_NODE_NAME", "environment", "CBDC_NODE_SHARDS", "3");

    Config config = load(file, environment, "node.name=command line = yes");

    assertThat(config.get(NAME)).isEqualTo("command line = yes");
    assertThat(config.source(NAME)).isEqualTo(ConfigSource.COMMAND_LINE);
    assertThat(config.get(SHARDS)).isEqualTo(3);
    assertThat(config.source(SHARDS)).isEqualTo(ConfigSource.ENVIRONMENT);
    assertThat(config.get(TLS)).isTrue();
    assertThat(config.get(MEMORY)).isEqualTo(256L << 20);
    assertThat(ConfigReport.settings(config, false).lines().map(ConfigTest::inOneBlank))
        .contains(
            "node.shards = 3 [environment variable CBDC_NODE_SHARDS]",
            "store.memory = 256MiB [default]",
            "link.tls = true [" + folder.resolve("node.yaml") + " line 2]",
            "link.password-file = (unset) [default]");
  }

  private static String inOneBlank(String line) {
    return line.replaceAll(" +", " ");
  }

  private record Refusal(String name, String setting, String expected) implements Row {}

  @TestFactory
  Stream<DynamicTest> shouldRefuse() {
    List<Refusal> refusals =
        List.of(
            new Refusal(
                "an unknown key",
                "node.shard=4",
                "unknown key 'node.shard'; did you mean 'node.shards'?"),
            new Refusal("an unknown key far from all", "colour=red", "unknown key 'colour'"),
            new Refusal(
                "a secret as a value", "link.password=x", "did you mean 'link.password-file'?"),
            new Refusal(
                "a setting without value",
                "node.shards",
                "has no value; expected node.shards=<shards>"),
            new Refusal(
                "a number out of range", "node.shards=0", "expected a whole number from 1 to 1024"),
            new Refusal("a number with a fraction", "node.shards=1.5", "expected a whole number"),
            new Refusal("a number over long", "node.shards=99999999999", "expected a whole number"),
            new Refusal(
                "a duration without unit",
                "store.sync-period=5",
                "expected a whole number with a unit"),
            new Refusal("a duration out of range", "store.sync-period=2h", "expected 1ms to 1m"),
            new Refusal(
                "a size of another unit", "store.memory=5GB", "expected a whole number of bytes"),
            new Refusal("a size that overflows", "store.memory=999999999999999GiB", "overflow"),
            new Refusal("a flag that is no flag", "link.tls=yes", "expected true or false"),
            new Refusal("an address without port", "link.peers=a:1,b", "expected host:port"),
            new Refusal("a port out of range", "link.peers=a:70000", "port from 0 to 65535"),
            new Refusal(
                "text of another form", "node.zone=Zone 1", "expected letters, such as north"),
            new Refusal("an empty path", "store.data=", "expected a path"),
            new Refusal("another choice", "node.mode=slow", "expected one of fast, very-safe"));
    return Tables.tests(
        refusals,
        row ->
            assertThatThrownBy(
                    () -> SPEC.load(ConfigSources.settings("node.name=a", row.setting())))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("command line")
                .hasMessageContaining(row.expected())
                .satisfies(thrown -> assertThat(((ConfigException) thrown).problems()).hasSize(1)));
  }

  @Test
  void shouldNameFileAndLineOfEveryProblemAtOnce() {
    ConfigException refused =
        catchThrowableOfType(
            ConfigException.class,
            () -> load("node:\n  shards: many\n  colour: x\nlink:\n  tls: maybe\n", Map.of()));

    Path file = folder.resolve("node.yaml");
    assertThat(refused.problems())
        .containsExactly(
            file + " line 3: unknown key 'node.colour'",
            file
                + " line 2: node.shards = 'many' is not valid: expected a whole number from 1 to 1024",
            file + " line 5: link.tls = 'maybe' is not valid: expected true or false",
            "key 'node.name' is not set (how others call it): set it in the file, as CBDC_NODE_NAME,"
                + " or on the command line as node.name=<text>");
  }

  @Test
  void shouldNotRepeatAPasswordInAnInvalidValue() {
    String url = "jdbc:postgresql://bank:hunter2@db:5432/bank?password=hunter3&ssl=true";
    ConfigException refused =
        catchThrowableOfType(
            ConfigException.class, () -> load("link:\n  tls: " + url + "\n", Map.of()));

    assertThat(refused.getMessage())
        .contains("link.tls = 'jdbc:postgresql://bank:***@db:5432/bank?password=***&ssl=true'")
        .doesNotContain("hunter");
  }

  @Test
  void shouldNameUnknownKeysFirstWhereverTheyStandAndNotMissWhatTheyWereMeantFor() {
    ConfigException refused =
        catchThrowableOfType(
            ConfigException.class,
            () ->
                load(
                    "node.shards: many\n",
                    Map.of("CBDC_STORE_SYNC", "1s"),
                    "store.memory=much",
                    "node.nmae=x"));

    assertThat(refused.problems())
        .satisfiesExactly(
            first -> assertThat(first).contains("'CBDC_STORE_SYNC'; did you mean"),
            second ->
                assertThat(second)
                    .isEqualTo("command line: unknown key 'node.nmae'; did you mean 'node.name'?"),
            third -> assertThat(third).contains("line 1: node.shards = 'many'"),
            fourth -> assertThat(fourth).contains("store.memory = 'much'"));
  }

  @Test
  void shouldSayWhatIsWrongWithTheFileItself() {
    assertThatThrownBy(() -> load("node:\n  name: a\n  name: b\n", Map.of()))
        .hasMessageContaining("line 3");
    assertThatThrownBy(() -> load("node: [unclosed\n", Map.of()))
        .hasMessageContaining("node.yaml line ");
    assertThatThrownBy(() -> load("link:\n  peers: [{a: b}]\n", Map.of()))
        .hasMessageContaining("list of plain values");
    assertThatThrownBy(() -> load("just text", Map.of())).hasMessageContaining("'key: value'");
    Path none = folder.resolve("none.yaml");
    assertThatThrownBy(
            () -> SPEC.load(new ConfigSources(Optional.of(none), Map.of(), List.of("node.name=a"))))
        .hasMessage("config file " + none + " does not exist");
  }

  @Test
  void shouldTakeAnEmptyFileAsOneThatSetsNothing() throws IOException {
    assertThat(load("# nothing yet\n", Map.of(), "node.name=a").get(SHARDS)).isEqualTo(16);
  }

  @Test
  void shouldRefuseMisspeltEnvironmentButLeaveThatOfOthersAlone() throws IOException {
    assertThatThrownBy(() -> load("", Map.of("CBDC_STORE_SYNC", "1s"), "node.name=a"))
        .hasMessage(
            "unknown environment variable 'CBDC_STORE_SYNC'; did you mean 'CBDC_STORE_SYNC_PERIOD'?");
    assertThatThrownBy(() -> load("", Map.of("CBDC_NOED_NAME", "x"), "node.name=a"))
        .hasMessage(
            "unknown environment variable 'CBDC_NOED_NAME'; did you mean 'CBDC_NODE_NAME'?");

    assertThat(
            load("", Map.of("CBDC_JAVA_OPTS", "-Xmx1g", "PATH", "/bin"), "node.name=a").get(NAME))
        .isEqualTo("a");
  }

  @Test
  void shouldRefuseDeclarationsThatCannotWork() {
    assertThatThrownBy(() -> ConfigKey.text("Node.Name", "")).hasMessageContaining("lower case");
    assertThatThrownBy(() -> ConfigKey.secretFile("db.password", ""))
        .hasMessageContaining("must end in -file");
    assertThatThrownBy(() -> SHARDS.withDefault("0")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                new ConfigSpec("x", List.of(ConfigKey.text("a.b", ""), ConfigKey.text("a-b", ""))))
        .hasMessageContaining("declared twice");
    Config config = SPEC.load(ConfigSources.settings("node.name=a"));
    assertThatThrownBy(() -> config.get(ConfigKey.text("other.key", "")))
        .hasMessageContaining("not declared by node");
  }

  @Test
  void shouldDocumentItself() {
    assertThat(SPEC.markdownTable())
        .contains("| `node.name` | *required* | text | how others call it |\n")
        .contains("| `store.sync-period` | `200ms` | duration, 1ms to 1m | how often |\n")
        .contains("| `link.tls` | `false` | true or false | encrypt \\| verify |\n")
        .contains(
            "| `link.password-file` | unset | path of a file with a secret | opens the key |\n")
        .contains("| `node.shards` | `16` | 1 to 1024 shards | how many shards |\n")
        .contains("| `link.peers` | unset | list of host:port | the other nodes |\n");
  }

  @Test
  void shouldWriteDurationsAsPeopleDo() {
    for (String text : List.of("0ms", "1ms", "1500ms", "2s", "90s", "3m", "4h", "5d")) {
      assertThat(Quantities.text(Quantities.duration(text))).isEqualTo(text);
    }
  }

  private Config load(String yaml, Map<String, String> environment, String... settings)
      throws IOException {
    Path file = Files.writeString(folder.resolve("node.yaml"), yaml);
    return SPEC.load(new ConfigSources(Optional.of(file), environment, List.of(settings)));
  }
}
