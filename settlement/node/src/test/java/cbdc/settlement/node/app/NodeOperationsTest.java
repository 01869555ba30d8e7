package cbdc.settlement.node.app;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.kit.ManagementOperation;
import cbdc.kit.ManagementOperation.Reply;
import cbdc.kit.ManagementOperation.Request;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node that is not up yet says to its operator. */
class NodeOperationsTest {
  @TempDir Path dataDir;

  @Test
  void shouldRefuseToDrainBeforeTheShardsAreReplayed() throws Exception {
    ManagementToken token = ManagementToken.of(dataDir);
    String shown = Files.readString(ManagementToken.fileIn(dataDir)).strip();
    NodeOperations operations =
        new NodeOperations(
            null,
            () -> null,
            () -> {
              throw new AssertionError("groups that replay are not to be touched");
            },
            () -> {},
            () -> null);
    for (ManagementOperation operation : operations.all(token)) {
      if (operation.path().equals("/drain")) {
        Reply reply = operation.work().answer(new Request(Map.of(), true, shown));
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.body().getString("error")).contains("still starting");
      }
    }
  }
}
