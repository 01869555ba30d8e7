package cbdc.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Who can pay and be paid on the system under load.
 *
 * @param payers all wallets of all banks, not empty
 * @param merchants account numbers of all merchants of all banks, not empty
 */
record TargetSystem(List<Payer> payers, List<String> merchants) {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int FORMAT = 1;

  /** Addresses that need no name service to be sure of. */
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[(0*:)*0*1\\]");

  /**
   * A wallet.
   *
   * @param url of its bank's wallet service
   * @param account its number
   * @param token lets its holder pay; never printed
   */
  record Payer(String url, String account, String token) {
    @Override
    public String toString() {
      return account + " at " + url;
    }
  }

  TargetSystem {
    payers = List.copyOf(payers);
    merchants = List.copyOf(merchants);
  }

  /**
   * Reads what {@code ./cbdc run} wrote.
   *
   * @throws IllegalArgumentException when it cannot be read, is of another format, names nobody who
   *     pays or is paid, or a service that is not on this machine
   */
  static TargetSystem read(Path runFile) {
    JsonNode run = parse(runFile);
    if (run.path("format").asInt() != FORMAT) {
      throw new IllegalArgumentException(runFile + " is not of format " + FORMAT);
    }
    List<Payer> payers = new ArrayList<>();
    List<String> merchants = new ArrayList<>();
    for (JsonNode bank : run.path("banks")) {
      String url = requireLoopback(text(bank, "url", runFile));
      for (JsonNode wallet : bank.path("wallets")) {
        payers.add(
            new Payer(url, text(wallet, "account", runFile), text(wallet, "token", runFile)));
      }
      for (JsonNode merchant : bank.path("merchants")) {
        merchants.add(text(merchant, "account", runFile));
      }
    }
    if (payers.isEmpty() || merchants.isEmpty()) {
      throw new IllegalArgumentException(
          runFile + " names " + payers.size() + " wallets and " + merchants.size() + " merchants");
    }
    return new TargetSystem(payers, merchants);
  }

  private static JsonNode parse(Path runFile) {
    if (!Files.isRegularFile(runFile)) {
      throw new IllegalArgumentException(
          runFile + " does not exist: start ./cbdc run first, or name its run.json");
    }
    try {
      return MAPPER.readTree(runFile.toFile());
    } catch (IOException e) {
      throw new IllegalArgumentException(runFile + " cannot be read as JSON", e);
    }
  }

  private static String text(JsonNode node, String field, Path runFile) {
    JsonNode value = node.path(field);
    if (!value.isTextual()) {
      throw new IllegalArgumentException(runFile + ": " + field + " is missing");
    }
    return value.asText();
  }

  /**
   * Load is for one's own machine; a name could lead anywhere, so only {@code localhost} is one.
   */
  private static String requireLoopback(String url) {
    URI uri = URI.create(url);
    String host = uri.getHost();
    if (!"http".equals(uri.getScheme()) || host == null || !LOOPBACK.matcher(host).matches()) {
      throw new IllegalArgumentException(
          url + " is not a loopback address: load goes to this machine only");
    }
    return url;
  }
}
