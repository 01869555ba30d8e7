package cbdc.simulator.simulate;

import cbdc.protocol.Command;
import cbdc.settlement.client.SettlementClient;
import cbdc.settlement.ledger.ShardLedger;
import cbdc.settlement.node.shard.NodeShards;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;

/** Tells programs apart, so that a long run says whether one and the same ran all of it. */
final class ProgramBuild {
  private ProgramBuild() {}

  /** CRC-32 of the archives that hold what is simulated; 0 where it does not come from archives. */
  static long fingerprint() {
    CRC32 crc = new CRC32();
    for (Class<?> part :
        List.of(
            Command.class,
            ShardLedger.class,
            SettlementClient.class,
            NodeShards.class,
            Simulation.class)) {
      try {
        Path archive = Path.of(part.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (!Files.isRegularFile(archive)) {
          return 0;
        }
        crc.update(Files.readAllBytes(archive));
      } catch (URISyntaxException e) {
        throw new IllegalStateException(e);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return crc.getValue();
  }
}
