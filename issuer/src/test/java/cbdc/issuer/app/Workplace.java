package cbdc.issuer.app;

import cbdc.crypto.KeyFile;
import cbdc.crypto.LocalSigningKey;
import cbdc.issuer.core.FakeLedger;
import cbdc.issuer.core.Keys;
import cbdc.issuer.core.Readings;
import cbdc.protocol.BankStatus;
import cbdc.protocol.wire.ReadPayload.ChannelTotals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A folder with the keys, the configuration and the ledger of one issuer, and its command line. */
final class Workplace {
  final Path folder;
  final CommandLineRun issuer = new CommandLineRun();
  private final Path config;

  Workplace(Path folder) throws IOException {
    this.folder = folder;
    writeKey("alice", Keys.ALICE);
    writeKey("bob", Keys.BOB);
    writeKey("carol", Keys.CAROL);
    writeKey("stranger", Keys.STRANGER);
    config =
        Files.writeString(
            folder.resolve("issuer.yaml"),
            "issuer:\n  cluster-id: "
                + Keys.CLUSTER
                + "\n  orders-folder: "
                + folder.resolve("orders")
                + "\n  key-file: "
                + key("carol")
                + "\n");
    issuer.ledger = new FakeLedger(Keys.CLUSTER, 2, 2, Keys.PUBLIC);
    issuer.ledger.admit(1, BankStatus.ACTIVE, 1_000, Keys.PUBLIC);
    issuer.ledger.supplies.put(0, Readings.shardZero());
    issuer.ledger.supplies.put(
        1, Readings.shard(1, 0, 0, 0, 100, List.of(new ChannelTotals(0, 0, 100)), List.of()));
  }

  void writeKey(String name, LocalSigningKey key) {
    KeyFile.writeNewPassword(folder.resolve(name + ".password"), new SecureRandom());
    KeyFile.write(folder.resolve(name + ".p12"), folder.resolve(name + ".password"), key, name);
  }

  String key(String name) {
    return folder.resolve(name + ".p12").toString();
  }

  /** Runs with the configuration; {@code @name} stands for that person's key file. */
  int run(String... args) {
    List<String> all = new ArrayList<>(List.of("--config", config.toString()));
    for (String arg : args) {
      all.add(arg.startsWith("@") ? key(arg.substring(1)) : arg);
    }
    return issuer.run(all.toArray(String[]::new));
  }

  /** Every file with its content. */
  List<String> files() throws IOException {
    List<String> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
        files.add(file + " " + java.util.Arrays.hashCode(Files.readAllBytes(file)));
      }
    }
    return files;
  }
}
