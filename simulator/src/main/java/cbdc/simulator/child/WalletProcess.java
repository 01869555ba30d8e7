package cbdc.simulator.child;

import cbdc.crypto.KeyFile;
import cbdc.crypto.LocalSigningKey;
import cbdc.crypto.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * One bank's wallet service on loopback, a process of its own, with a database server of its own in
 * its data folder. It can be started, killed and started again.
 */
public final class WalletProcess {
  private static final String NAME = "wallet";
  private static final int SECRET_BYTES = 32;

  private final Path dir;
  private final JvmOptions options;
  private final String operatorToken;

  /**
   * Whose service it is, and at which nodes.
   *
   * @param nodes addresses to ask first
   * @param key the bank's
   * @param batchCommands most commands of one shard that it sends to a node at once
   */
  public record Bank(
      int code,
      LocalSigningKey key,
      UUID cluster,
      String clusterName,
      List<String> nodes,
      int batchCommands) {}

  private WalletProcess(Path dir, JvmOptions options, String operatorToken) {
    this.dir = dir;
    this.options = options;
    this.operatorToken = operatorToken;
  }

  /**
   * Writes keys, secrets and configuration of a service that does not run yet.
   *
   * @param dir gets {@code wallet.yaml}, {@code wallet.log} and the folder {@code wallet}, none of
   *     which may be there
   */
  public static WalletProcess prepare(Path dir, Bank bank, JvmOptions options) throws IOException {
    SecureRandom random = new SecureRandom();
    String operatorToken = secret(random);
    Path data = Files.createDirectory(dir.resolve(NAME));
    Path password = data.resolve("bank.password");
    KeyFile.writeNewPassword(password, random);
    KeyFile.write(data.resolve("bank.p12"), password, bank.key(), "bank " + bank.code());
    writeSecret(data.resolve("tokens.secret"), secret(random));
    writeSecret(data.resolve("operator.tokens"), operatorToken);
    String nodes =
        bank.nodes().stream().map(WalletProcess::quoted).collect(Collectors.joining(", "));
    Files.writeString(
        dir.resolve(NAME + ".yaml"),
        String.join(
            "\n",
            "wallet.bank: " + bank.code(),
            "wallet.cluster-id: " + quoted(bank.cluster().toString()),
            "wallet.cluster-name: " + quoted(bank.clusterName()),
            "wallet.nodes: [" + nodes + "]",
            "wallet.batch-commands: " + bank.batchCommands(),
            "wallet.key-file: " + quoted(data.resolve("bank.p12")),
            "wallet.token-secret-file: " + quoted(data.resolve("tokens.secret")),
            "wallet.operator-tokens-file: " + quoted(data.resolve("operator.tokens")),
            "wallet.data-folder: " + quoted(data),
            "wallet.http.address: " + quoted("127.0.0.1:0"),
            "wallet.management.address: " + quoted("127.0.0.1:0"),
            // What is looked at is the service, not how often it lets one person ask.
            "wallet.http.rate: 1000000",
            "wallet.http.operator-rate: 1000000",
            "wallet.sandbox: true",
            ""));
    return new WalletProcess(dir, options, operatorToken);
  }

  private static void writeSecret(Path file, String secret) {
    PrivateFiles.writeNew(file, (secret + "\n").getBytes(StandardCharsets.US_ASCII), "secret file");
  }

  private static String quoted(Path path) {
    return quoted(path.toAbsolutePath().toString());
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static String secret(SecureRandom random) {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return Base64.getEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Starts it, for the first time or again, and returns at once. */
  public ChildProcess start() throws IOException {
    return ChildProcess.start(NAME, NAME, dir, dir.resolve(NAME), options);
  }

  /** The token of the bank's own systems. */
  public String operatorToken() {
    return operatorToken;
  }

  /** Where the API is, once the service is up; another port after each start. */
  public static String url(ChildProcess running) {
    return "http://127.0.0.1:" + running.ports().get("http");
  }
}
