package cbdc.settlement.node.app;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.kit.config.ConfigInspection;
import cbdc.kit.config.ConfigSources;
import cbdc.testkit.Row;
import cbdc.testkit.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Configurations of which each value can be read, and with which a node must not start. */
class NodeRulesTest {
  private static final String PEERS = "link.peers=node-2@127.0.0.1:7402,node-3@127.0.0.1:7403";
  private static final String MEMBERS =
      "cluster.members=127.0.0.1:7701,127.0.0.1:7702,127.0.0.1:7703";

  @TempDir private Path folder;

  private record Refusal(String name, List<String> settings, String expected) implements Row {
    Refusal(String name, String setting, String expected) {
      this(name, List.of(setting), expected);
    }
  }

  @TestFactory
  Stream<DynamicTest> shouldRefuse() {
    return Tables.tests(
        List.of(
            new Refusal(
                "a cluster port for everybody",
                List.of(
                    "cluster.address=0.0.0.0:7701",
                    "cluster.members=127.0.0.1:7701,a:1,b:1",
                    "services.address=127.0.0.1:7501"),
                "cluster.address: 0.0.0.0:7701 is beyond loopback, and this port authenticates nobody"),
            new Refusal(
                "a configuration of the time when nodes and services had one port",
                List.of(
                    "cluster.address=10.0.0.1:7501",
                    "cluster.members=10.0.0.1:7501,a:1,b:1",
                    "cluster.beyond-loopback=true"),
                "services.address: is not set, so no service on another machine reaches this node"),
            new Refusal(
                "a services port that strangers reach",
                List.of("services.address=0.0.0.0:7501"),
                "services.address: 0.0.0.0:7501 is beyond loopback, and this port authenticates nobody"),
            new Refusal(
                "a management port for everybody",
                "management.address=10.0.0.1:7601",
                "say so with management.beyond-loopback=true"),
            new Refusal(
                "a plain link beyond this machine",
                "link.address=10.0.0.1:7401",
                "node link: plain TCP is allowed on loopback only"),
            new Refusal(
                "two nodes",
                List.of(
                    "link.peers=node-2@127.0.0.1:7402",
                    "cluster.members=127.0.0.1:7701,127.0.0.1:7702"),
                "link.peers: two nodes survive the loss of neither"),
            new Refusal(
                "an even number of copies",
                "replication.factor=2",
                "2 copies survive no more failures than 1; use 1 or 3"),
            new Refusal(
                "more copies than nodes", "replication.factor=5", "5 copies need as many nodes"),
            new Refusal(
                "members without itself",
                "cluster.members=127.0.0.1:7702,127.0.0.1:7703,127.0.0.1:7704",
                "cluster.members: does not name this node's own cluster.address 127.0.0.1:7701"),
            new Refusal(
                "one port for two things",
                "management.address=127.0.0.1:7401",
                "management.address: 127.0.0.1:7401 is in use for link.address too"),
            new Refusal(
                "two peers at one address",
                "link.peers=node-2@127.0.0.1:7402,node-3@127.0.0.1:7402",
                "link.peers, node-3: 127.0.0.1:7402 is in use for link.peers, node-2 too"),
            new Refusal(
                "a member twice",
                "cluster.members=127.0.0.1:7701,127.0.0.1:7702,127.0.0.1:7702",
                "cluster.members: 127.0.0.1:7702 is in use for cluster.members too"),
            new Refusal(
                "itself twice as member",
                "cluster.members=127.0.0.1:7701,127.0.0.1:7701,127.0.0.1:7702",
                "cluster.members: names this node's address twice"),
            new Refusal(
                "a time that is none",
                "clock.accept.after=yesterday",
                "clock.accept.after: 'yesterday' must be a time")),
        row ->
            assertThat(inspect(row.settings()).problems())
                .singleElement()
                .asString()
                .contains(row.expected()));
  }

  @Test
  void shouldStartWithThreeNodesOnOneMachine() {
    assertThat(inspect(List.of()).problems()).isEmpty();
    assertThat(inspect(List.of()).warnings()).isEmpty();
  }

  @Test
  void shouldBelieveAConfirmation() {
    assertThat(
            inspect(List.of("management.address=10.0.0.1:7601", "management.beyond-loopback=true"))
                .problems())
        .isEmpty();
  }

  @Test
  void shouldRefuseAnAnswerAboutTheClockThatStaysInAFile() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("node.yaml"), "clock.accept.after: \"2026-01-31T12:00:00Z\"\n");
    assertThat(inspect(Optional.of(file), Map.of(), List.of()).problems())
        .singleElement()
        .asString()
        .startsWith("clock.accept.after: this answers one question of one start; take it out");
    assertThat(inspect(List.of("clock.accept.after=2026-01-31T12:00:00Z")).problems()).isEmpty();
  }

  @Test
  void shouldRefuseADirectoryThatEverybodyMayChange() throws IOException {
    Path dir = Files.createDirectory(folder.resolve("data"));
    Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(inspect(List.of("data.dir=" + dir)).problems())
        .singleElement()
        .asString()
        .startsWith("data.dir: everybody on this machine may change " + dir);
    Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(inspect(List.of("data.dir=" + dir)).problems()).isEmpty();
    assertThat(inspect(List.of("data.dir=" + dir)).warnings())
        .singleElement()
        .asString()
        .contains("may read");
  }

  @Test
  void shouldRefuseAPrivateKeyThatOthersMayRead() throws IOException {
    Path key = Files.writeString(folder.resolve("key.pem"), "key");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    Path other = Files.writeString(folder.resolve("other.pem"), "certificate");
    List<String> tls =
        List.of("link.key=" + key, "link.certificate=" + other, "link.trust=" + other);
    assertThat(inspect(tls).problems())
        .singleElement()
        .asString()
        .startsWith("link.key: " + key + " is open to other users (rw-r--r--): run 'chmod 600");
  }

  @Test
  void shouldNameEverythingThatIsWrongAtOnce() {
    ConfigInspection found =
        inspect(
            Optional.empty(),
            Map.of("CBDC_NODE_IDD", "x"),
            List.of("shards=0", "link.trust=none.pem", "node.idd=x"));
    assertThat(found.problems())
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).contains("'CBDC_NODE_IDD'; did you mean 'CBDC_NODE_ID'?"),
            line -> assertThat(line).contains("'node.idd'; did you mean 'node.id'?"),
            line -> assertThat(line).contains("shards = '0' is not valid"),
            line -> assertThat(line).isEqualTo("link.trust: none.pem does not exist"));
  }

  private ConfigInspection inspect(List<String> settings) {
    return inspect(Optional.empty(), Map.of(), settings);
  }

  private ConfigInspection inspect(
      Optional<Path> file, Map<String, String> environment, List<String> settings) {
    List<String> all = new ArrayList<>(List.of("node.id=node-1", PEERS, MEMBERS));
    all.add("data.dir=" + folder.resolve("new"));
    all.addAll(settings);
    ConfigInspection found = NodeConfig.inspect(new ConfigSources(file, environment, all));
    // Where temporary files are in memory, that is said too.
    return new ConfigInspection(
        found.config(),
        found.problems(),
        found.warnings().stream().filter(line -> !line.contains("is in memory")).toList());
  }
}
