package cbdc.issuer.app;

import cbdc.crypto.Hashes;
import cbdc.issuer.core.ClusterId;
import cbdc.issuer.core.GenesisBuilder;
import cbdc.issuer.core.LedgerKeys;
import cbdc.issuer.core.NamedPolicy;
import cbdc.issuer.store.KeyLists;
import cbdc.issuer.store.KeyLists.KeyList;
import cbdc.issuer.store.NewFiles;
import cbdc.protocol.GenesisCodec;
import cbdc.protocol.LedgerGenesis;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.HexFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code issuer genesis}: what a new cluster's ledger starts from. */
@Command(
    name = "genesis",
    description =
        "Writes what a new cluster's ledger starts from: issuer keys, limit policy, shards.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footerHeading = "%nExample:%n",
    footer =
        "  issuer genesis --keys ceremony/issuer-keys.yaml --preset ecny-2021 --out ledger.genesis")
final class GenesisCommand extends IssuerSubcommand {
  @Option(
      names = "--keys",
      paramLabel = "FILE",
      required = true,
      description = "List of the issuer's public keys, as 'issuer keys new' wrote it.")
  private Path keys;

  @Mixin private PolicyOptions policyOptions;

  @Option(
      names = "--shards",
      paramLabel = "S",
      defaultValue = "" + LedgerGenesis.DEFAULT_SHARD_COUNT,
      description = "Number of shards, fixed for ever (default: ${DEFAULT-VALUE}).")
  private int shards;

  @Option(
      names = "--cluster-id",
      paramLabel = "UUID",
      converter = Values.Cluster.class,
      description = "Id of the cluster (default: a random one).")
  private ClusterId cluster;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "File to write; never overwritten.")
  private Path out;

  @Override
  int execute() {
    KeyList list = KeyLists.read(keys);
    NamedPolicy policy = policyOptions.read();
    ClusterId id = cluster != null ? cluster : ClusterId.random(surroundings().random());
    LedgerGenesis genesis;
    try {
      genesis =
          new GenesisBuilder()
              .cluster(id)
              .shardCount(shards)
              .issuer(list.threshold(), list.keys())
              .policy(policy.policy())
              .build();
    } catch (IllegalArgumentException refused) {
      throw IssuerFailure.usage(refused.getMessage());
    }
    byte[] bytes = GenesisCodec.encode(genesis);
    NewFiles.write(out, bytes);
    print(id, genesis, policy, HexFormat.of().formatHex(Hashes.sha256(bytes)));
    return 0;
  }

  private void print(ClusterId id, LedgerGenesis genesis, NamedPolicy policy, String sha256) {
    if (isJson()) {
      ObjectNode json =
          Json.object()
              .put("file", out.toString())
              .put("sha256", sha256)
              .put("cluster", id.toString());
      json.put("shards", genesis.shardCount())
          .put("policy", policy.name())
          .put("threshold", genesis.issuerThreshold());
      ArrayNode ids = json.putArray("issuerKeys");
      genesis.issuerKeys().forEach(key -> ids.add(LedgerKeys.shortName(key)));
      Json.print(json, out());
      return;
    }
    out().println("cluster id  " + id + "  (set it as issuer.cluster-id)");
    out().println("shards      " + genesis.shardCount());
    out().println("policy      " + policy.name() + ", source: " + policy.source());
    out()
        .println(
            "orders need "
                + genesis.issuerThreshold()
                + " of "
                + genesis.issuerKeys().size()
                + " issuer keys:");
    genesis.issuerKeys().forEach(key -> out().println("  " + LedgerKeys.shortName(key)));
    out().println("written to  " + out);
    out().println("sha256      " + sha256 + "  (the same on every node)");
  }
}
