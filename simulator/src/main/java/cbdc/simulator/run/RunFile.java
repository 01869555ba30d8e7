package cbdc.simulator.run;

import cbdc.crypto.PrivateFiles;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code run.json}: where a running system is and how to get in. It holds tokens, so only its owner
 * may read it.
 *
 * @param format 1
 * @param cluster id of the settlement cluster
 * @param currency code
 * @param curl a payment to copy and paste
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunFile(
    int format,
    String cluster,
    String currency,
    Issuer issuer,
    List<Node> nodes,
    List<Bank> banks,
    Traffic traffic,
    String curl) {
  /** Name of the file in the data directory. */
  public static final String NAME = "run.json";

  /** The format that this program writes. */
  public static final int FORMAT = 1;

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /** The issuer's service; tokens by the name of the person. */
  public record Issuer(String url, String management, Map<String, String> tokens) {}

  /** A settlement node. */
  public record Node(String id, String cluster, String management) {}

  /** A bank's wallet service. */
  public record Bank(
      int bank,
      String url,
      String management,
      String operatorToken,
      List<Wallet> wallets,
      List<Merchant> merchants) {
    Bank with(List<Wallet> itsWallets, List<Merchant> itsMerchants) {
      return new Bank(bank, url, management, operatorToken, itsWallets, itsMerchants);
    }
  }

  /** A wallet and its token. */
  public record Wallet(String account, @JsonProperty("class") int classNumber, String token) {}

  /** A merchant and its API key. */
  public record Merchant(String account, String name, String apiKey) {}

  /** Live traffic of the run itself. */
  public record Traffic(int perSecond) {}

  /**
   * Reads one that must be there.
   *
   * @throws IOException when it cannot be read
   */
  public static RunFile of(Path file) throws IOException {
    return JSON.readValue(file.toFile(), RunFile.class);
  }

  /** Reads the file of a directory; empty where there is none, or none that can be read. */
  static Optional<RunFile> read(Path directory) {
    Path file = directory.resolve(NAME);
    try {
      return Files.exists(file)
          ? Optional.of(JSON.readValue(Files.readAllBytes(file), RunFile.class))
          : Optional.empty();
    } catch (IOException unreadable) {
      // It can be made anew: only API keys have to be made again.
      return Optional.empty();
    }
  }

  /** A system of which only the banks are of use. */
  public static RunFile ofBanks(String cluster, List<Bank> banks) {
    return new RunFile(FORMAT, cluster, "XDU", null, List.of(), banks, null, null);
  }

  /** Writes it into a directory, whole or not at all. */
  public void write(Path directory) throws IOException {
    PrivateFiles.replace(directory.resolve(NAME), JSON.writeValueAsBytes(this), "file");
  }
}
