package cbdc.settlement.node.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.kit.config.ConfigSources;
import cbdc.protocol.GenesisCodec;
import cbdc.testkit.Row;
import cbdc.testkit.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What an operator may get wrong in a node's settings, and the line that answers it. */
class NodeConfigTest {
  private static final List<String> COMPLETE =
      List.of("node.id=node-1", "data.dir=data", "cluster.members=127.0.0.1:7701");

  private record Refusal(String name, String setting, String expected) implements Row {}

  @TestFactory
  Stream<DynamicTest> shouldRefuse() {
    return Tables.tests(
        List.of(
            new Refusal(
                "an unknown key",
                "node.idd=node-1",
                "command line: unknown key 'node.idd'; did you mean 'node.id'?"),
            new Refusal("an empty id", "node.id=", "node.id = '' is not valid: expected 1 to 64"),
            new Refusal("an id with blanks", "node.id=node 1", "expected 1 to 64 letters"),
            new Refusal("an empty folder", "data.dir=", "expected a path"),
            new Refusal("no members", "cluster.members=", "cluster.members is empty: name the"),
            new Refusal(
                "a peer without id",
                "link.peers=10.0.0.2:7401",
                "link.peers: '10.0.0.2:7401' must be id@host:port, for example"),
            new Refusal(
                "a peer without port",
                "link.peers=node-2@10.0.0.2",
                "link.peers: 'node-2@10.0.0.2' must be id@host:port: expected host:port"),
            new Refusal(
                "a peer of a strange id",
                "link.peers=-@a:1",
                "link.peers: '-@a:1' must begin with a node id: 1 to 64 letters"),
            new Refusal(
                "itself as peer",
                "link.peers=node-1@a:1",
                "is this node itself (node.id): list only the others"),
            new Refusal(
                "a peer twice",
                "link.peers=node-2@a:1,node-2@b:1",
                "has an id that is listed twice"),
            new Refusal(
                "half of TLS",
                "link.key=key.pem",
                "TLS of the node link needs all three PEM files; missing: link.certificate, link.trust"),
            new Refusal(
                "no genesis at that path",
                "genesis.file=none.bin",
                "genesis.file: none.bin does not exist"),
            new Refusal("too many shards", "shards=4096", "a whole number from 1 to 1024")),
        row ->
            assertThatThrownBy(() -> settings(row.setting()))
                .hasMessageContaining(row.expected())
                .satisfies(thrown -> assertThat(thrown.getMessage().lines()).hasSize(1)));
  }

  @Test
  void shouldNameAMisspeltKeyBeforeWhatIsMissing() {
    assertThatThrownBy(() -> NodeConfig.SPEC.load(ConfigSources.settings("node.idd=node-1")))
        .satisfies(
            thrown ->
                assertThat(thrown.getMessage().lines())
                    .satisfiesExactly(
                        first ->
                            assertThat(first)
                                .isEqualTo(
                                    "command line: unknown key 'node.idd'; did you mean 'node.id'?"),
                        second -> assertThat(second).startsWith("key 'data.dir' is not set"),
                        third -> assertThat(third).startsWith("key 'cluster.members' is not set")));
  }

  @Test
  void shouldRefuseAnotherNumberOfShardsThanTheGenesisHas(@TempDir Path folder) throws IOException {
    Path file =
        Files.write(folder.resolve("genesis.bin"), GenesisCodec.encode(TestBank.genesis(4)));
    assertThat(settings("genesis.file=" + file).cluster().shardCount()).isEqualTo(4);
    assertThatThrownBy(() -> settings("genesis.file=" + file, "shards=8"))
        .hasMessage(
            "shards: 8 is not what genesis.file says, which is 4: leave it unset, or make another genesis");
  }

  private static NodeSettings settings(String... more) {
    List<String> all = new ArrayList<>(COMPLETE);
    all.addAll(List.of(more));
    return NodeConfig.settings(
        NodeConfig.SPEC.load(ConfigSources.settings(all.toArray(String[]::new))));
  }
}
