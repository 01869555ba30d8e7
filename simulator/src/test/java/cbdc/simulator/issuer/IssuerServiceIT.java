package cbdc.simulator.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.crypto.KeyFile;
import cbdc.crypto.LocalSigningKey;
import cbdc.issuer.app.IssuerNode;
import cbdc.issuer.app.IssuerServiceConfig;
import cbdc.issuer.client.SettlementConnection;
import cbdc.issuer.core.ClusterId;
import cbdc.issuer.core.CommandIds;
import cbdc.issuer.core.Issuer;
import cbdc.issuer.core.LedgerKeys;
import cbdc.issuer.core.OrderDraft;
import cbdc.issuer.core.Person;
import cbdc.issuer.core.Role;
import cbdc.issuer.store.TokenFile;
import cbdc.kit.PortsFile;
import cbdc.kit.StartException;
import cbdc.kit.config.ConfigSources;
import cbdc.protocol.BankStatus;
import cbdc.protocol.Outcome;
import cbdc.protocol.PublicKey;
import cbdc.settlement.client.transport.TransportConfig;
import cbdc.settlement.node.app.LocalCluster;
import cbdc.settlement.node.app.NodeSettings;
import cbdc.simulator.app.CbdcCommand;
import cbdc.simulator.app.CbdcMain;
import cbdc.simulator.local.LocalLedgers;
import cbdc.testkit.Await;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * From the command line over HTTP through PostgreSQL to a replicated ledger and back: an order's
 * whole way, the supply, and a service that is stopped and started again.
 */
@Timeout(600)
class IssuerServiceIT {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final LocalSigningKey SERVICE = LocalLedgers.bankKey(99);

  private static final Duration PROCESS_LIMIT = Duration.ofSeconds(100);

  @TempDir private Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private final SecureRandom random = new SecureRandom();
  private LocalCluster cluster;
  private ClusterId clusterId;
  private IssuerNode node;
  private Path config;
  private String out;

  @Test
  void shouldIssueWithKeysThatItNeverHolds() throws Exception {
    try (LocalCluster nodes = nodes()) {
      cluster = nodes;
      writeFiles();
      assertThatThrownBy(() -> start("issuer-1"))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("one of the issuer's approval keys");
      giveTheServiceItsKey();
      try (IssuerNode first = start("service")) {
        node = first;
        shouldBringOrdersToTheLedger();
        shouldTellWhatTheLedgerRefuses();
        shouldShowTheSupply();
        shouldShowTheSupplyWithoutItsDatabaseBesideAnother();
        shouldSayThatItsTokenFileIsFaulty();
      }
      try (IssuerNode again = start("service")) {
        node = again;
        assertThat(get("audrey", "/v1/orders").get("items")).hasSize(3);
        assertThat(get("audrey", "/v1/audit").get("faults")).isEmpty();
        assertThat(cli("alice", "draft", "issue", "--bank", "0001", "--amount", "1"))
            .as(out)
            .isZero();
      }
      shouldRunAsAProcessUntilItsInputEnds();
    }
  }

  private void shouldRunAsAProcessUntilItsInputEnds() throws Exception {
    Path output = folder.resolve("issuer.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of("..", "jvm.options"),
                "-ea:cbdc...",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                CbdcMain.class.getName(),
                "issuer",
                "start",
                "--config",
                config.toString(),
                "--set",
                "issuer.key-file=" + folder.resolve("service.p12"),
                "--stop-with-input")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      int port =
          Await.value(
              "the service is up",
              PROCESS_LIMIT,
              () -> {
                assertThat(process.isAlive()).as(Files.readString(output)).isTrue();
                return PortsFile.read(folder.resolve("issuer/ports")).map(all -> all.get("http"));
              },
              () -> "it does not write its ports");
      assertThat(text("audrey", "http://127.0.0.1:" + port + "/v1/supply"))
          .contains("\"circulationMinor\":100000");
      process.getOutputStream().close();
      assertThat(process.waitFor(PROCESS_LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(output)).isZero();
      assertThat(Files.readString(output)).contains("issuer is up: http://127.0.0.1:" + port);
      assertThat(databaseServers()).as("database servers left behind").isEmpty();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private List<Path> databaseServers() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("issuer"))) {
      return files.filter(file -> file.endsWith("postmaster.pid")).toList();
    }
  }

  private void shouldBringOrdersToTheLedger() {
    assertThat(cli("alice", "draft", "credit-reserve", "--bank", "0001", "--amount", "5000"))
        .as(out)
        .isZero();
    approveAndSubmit("0001-00002-1", 0);
    assertThat(cli("alice", "draft", "issue", "--bank", "0001", "--amount", "1000"))
        .as(out)
        .isZero();
    assertThat(cli("sam", "submit", "0001-00003-1")).isEqualTo(3);
    assertThat(out).contains("UNDER_APPROVED");
    approveAndSubmit("0001-00003-1", 0);
  }

  private void shouldTellWhatTheLedgerRefuses() {
    assertThat(cli("alice", "draft", "issue", "--bank", "0001", "--amount", "3000"))
        .as(out)
        .isZero();
    assertThat(out).contains("over quota");
    approveAndSubmit("0001-00004-1", 3);
    assertThat(out).contains("ORDER_OVER_QUOTA");
  }

  private void approveAndSubmit(String order, int exitCode) {
    assertThat(cli("bob", "approve", order, "--yes")).as(out).isZero();
    assertThat(cli("carol", "approve", order, "--yes")).as(out).isZero();
    assertThat(cli("sam", "submit", order)).as(out).isEqualTo(exitCode);
  }

  private void shouldShowTheSupply() throws Exception {
    JsonNode supply = get("audrey", "/v1/supply");
    assertThat(supply.get("conservation").asText()).isEqualTo("ok");
    assertThat(supply.get("circulationMinor").asLong()).isEqualTo(100_000);
    assertThat(supply.get("shards")).hasSize(4);
    JsonNode bank = get("audrey", "/v1/banks/0001");
    assertThat(bank.get("vaultMinor").asLong()).isEqualTo(100_000);
    assertThat(bank.get("quotaLeftMinor").asLong()).isEqualTo(100_000);
    Await.until(
        "a sample after the issue",
        () -> {
          JsonNode items = get("audrey", "/v1/supply/history?bank=0001&limit=200").get("items");
          return items.get(items.size() - 1).get("circulationMinor").asLong() == 100_000;
        });
    String management = "http://127.0.0.1:" + node.managementPort();
    for (String line :
        List.of(
            "cbdc_issuer_supply_circulation_minor_units 100000.0",
            "cbdc_issuer_supply_conserved 1.0",
            "cbdc_issuer_orders{kind=\"issue\",state=\"EXECUTED\"} 1.0",
            "cbdc_issuer_orders{kind=\"issue\",state=\"REFUSED\"} 1.0",
            "cbdc_issuer_bank_vault_minor_units{bank=\"0001\"} 100000.0")) {
      // Each look at the ledger and the book renews a part of them.
      Await.until("metrics tell " + line, () -> text("", management + "/metrics").contains(line));
    }
    assertThat(text("", management + "/health/ready")).contains("\"ok\":true");
  }

  private LocalCluster nodes() {
    var genesis = LocalLedgers.genesis(4);
    clusterId = new ClusterId(genesis.clusterHigh(), genesis.clusterLow());
    return LocalCluster.start(
        folder.resolve("nodes"),
        1,
        genesis,
        NodeSettings.Tuning.small(),
        (reason, cause) -> {
          throw new AssertionError(reason, cause);
        });
  }

  private void writeFiles() throws IOException {
    for (int i = 1; i <= 3; i++) {
      writeKey("issuer-" + i, LocalLedgers.issuerKey(i));
    }
    writeKey("service", SERVICE);
    List<String> lines = new ArrayList<>();
    Map.of(
            "alice", EnumSet.of(Role.MAKER),
            "bob", EnumSet.of(Role.APPROVER),
            "carol", EnumSet.of(Role.APPROVER),
            "sam", EnumSet.of(Role.SUBMITTER),
            "audrey", EnumSet.of(Role.AUDITOR))
        .forEach(
            (name, roles) -> {
              String token = TokenFile.newToken(random);
              write(folder.resolve(name + ".token"), token);
              lines.add(TokenFile.line(new Person(name, roles), token));
            });
    write(folder.resolve("tokens.txt"), String.join("\n", lines));
    config = folder.resolve("issuer.yaml");
    write(
        config,
        """
        issuer:
          cluster-id: %s
          cluster-name: %s
          nodes: %s
          tokens: %s
          data-folder: %s
          http:
            address: 127.0.0.1:0
          management:
            address: 127.0.0.1:0
          supply:
            every: 500ms
        """
            .formatted(
                clusterId,
                cluster.clusterName(),
                String.join(",", cluster.addresses()),
                folder.resolve("tokens.txt"),
                folder.resolve("issuer")));
  }

  private void writeKey(String name, LocalSigningKey key) {
    Path password = folder.resolve(name + ".password");
    KeyFile.writeNewPassword(password, random);
    KeyFile.write(folder.resolve(name + ".p12"), password, key, name);
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text + "\n");
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  private IssuerNode start(String key, String... settings) {
    List<String> all = new ArrayList<>(List.of("issuer.key-file=" + folder.resolve(key + ".p12")));
    all.addAll(List.of(settings));
    return IssuerNode.start(
        IssuerServiceConfig.load(new ConfigSources(Optional.of(config), Map.of(), all)));
  }

  private void shouldShowTheSupplyWithoutItsDatabaseBesideAnother() throws Exception {
    IssuerNode other = node;
    try (IssuerNode second =
        start("service", "issuer.database.url=jdbc:postgresql://127.0.0.1:1/issuer")) {
      node = second;
      assertThat(get("audrey", "/v1/supply").get("conservation").asText()).isEqualTo("ok");
      assertThat(get("audrey", "/v1/banks/0001").get("vaultMinor").asLong()).isEqualTo(100_000);
      assertThat(get("audrey", "/v1/orders").get("code").asText())
          .isEqualTo("DATABASE_UNAVAILABLE");
      assertThat(text("", "http://127.0.0.1:" + second.managementPort() + "/health/ready"))
          .contains("\"ok\":false", "\"name\":\"database\"");
    } finally {
      node = other;
    }
  }

  private void shouldSayThatItsTokenFileIsFaulty() throws Exception {
    Path tokens = folder.resolve("tokens.txt");
    String before = Files.readString(tokens);
    Files.writeString(tokens, "eve king " + "0".repeat(64) + "\n" + before);
    Await.until("it says what is wrong", () -> readiness().contains("role 'king' must be"));
    assertThat(readiness()).contains("\"ok\":false", "\"name\":\"people\"");
    Files.writeString(tokens, before);
    Await.until("it is ready again", () -> !readiness().contains("\"ok\":false"));
  }

  private String readiness() throws Exception {
    return text("", "http://127.0.0.1:" + node.managementPort() + "/health/ready");
  }

  /** What the key ceremony does offline: bank 0000 gets a key that can approve nothing. */
  private void giveTheServiceItsKey() throws Exception {
    TransportConfig where =
        new TransportConfig(
            cluster.clusterName(), "ceremony-" + UUID.randomUUID(), cluster.addresses());
    try (SettlementConnection connection =
        SettlementConnection.open(
            where, clusterId, LocalLedgers.issuerKey(1), Duration.ofSeconds(60))) {
      Issuer issuer =
          new Issuer(
              connection.ledger(),
              clusterId,
              List.of(LocalLedgers.issuerKey(1), LocalLedgers.issuerKey(2)),
              CommandIds.of(Clock.systemUTC(), random),
              Clock.systemUTC(),
              Runnable::run,
              Issuer.Terms.DEFAULT);
      List<PublicKey> keys = List.of(LedgerKeys.of(SERVICE.verifyingKey()));
      for (OrderDraft draft :
          List.of(
              OrderDraft.setBank(0, BankStatus.ACTIVE, 0, keys),
              OrderDraft.setBank(1, BankStatus.ACTIVE, 200_000, keys))) {
        assertThat(issuer.execute(draft).toCompletableFuture().join())
            .isEqualTo(Outcome.Settled.INSTANCE);
      }
    }
  }

  /** Runs the command line as a person: with their token, and their key where one signs. */
  private int cli(String person, String... args) {
    List<String> all = new ArrayList<>(List.of("issuer"));
    all.addAll(List.of(args));
    Map<String, String> keys = Map.of("alice", "issuer-1", "bob", "issuer-2", "carol", "issuer-3");
    if (keys.containsKey(person)) {
      all.addAll(List.of("--key", folder.resolve(keys.get(person) + ".p12").toString()));
    }
    all.addAll(
        List.of(
            "--config",
            config.toString(),
            "--url",
            "http://127.0.0.1:" + node.port(),
            "--token-file",
            folder.resolve(person + ".token").toString()));
    StringWriter text = new StringWriter();
    CommandLine line = CbdcCommand.commandLine();
    line.setOut(new PrintWriter(text, true)).setErr(new PrintWriter(text, true));
    int exitCode = line.execute(all.toArray(String[]::new));
    out = text.toString();
    return exitCode;
  }

  private JsonNode get(String person, String path) throws Exception {
    return MAPPER.readTree(text(person, "http://127.0.0.1:" + node.port() + path));
  }

  private String text(String person, String url) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
    if (!person.isEmpty()) {
      request.header(
          "Authorization", "Bearer " + Files.readString(folder.resolve(person + ".token")).strip());
    }
    return client.send(request.build(), BodyHandlers.ofString()).body();
  }
}
