package cbdc.load;

import cbdc.load.plan.Crowd;
import cbdc.load.wallets.WalletTargets;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Who can pay and be paid on the system under load. Wallets and merchants stand bank by bank in
 * turn, so that the first of them are of all banks.
 *
 * @param banks not empty
 * @param payers wallets of all banks, two at least
 * @param merchants of all banks, not empty
 */
record TargetSystem(List<Bank> banks, List<Payer> payers, List<Merchant> merchants) {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int FORMAT = 1;

  /**
   * A bank.
   *
   * @param url of its wallet service
   * @param operatorToken lets its own systems in; never printed
   */
  record Bank(String url, String operatorToken) {
    @Override
    public String toString() {
      return url;
    }
  }

  /**
   * A wallet.
   *
   * @param bank position of its bank
   * @param account its number
   * @param token lets its holder pay; never printed
   */
  record Payer(int bank, String account, String token) {
    @Override
    public String toString() {
      return account;
    }
  }

  /**
   * A merchant.
   *
   * @param bank position of its bank
   * @param account its number
   * @param apiKey lets it refund and capture; never printed
   */
  record Merchant(int bank, String account, String apiKey) {
    @Override
    public String toString() {
      return account;
    }
  }

  TargetSystem {
    banks = List.copyOf(banks);
    payers = List.copyOf(payers);
    merchants = List.copyOf(merchants);
  }

  /**
   * Reads what {@code ./cbdc run} wrote.
   *
   * @param isOwn whether somebody said that load may also leave this machine
   * @throws IllegalArgumentException when it cannot be read, is of another format, names nobody who
   *     pays or is paid, or a service that is not on this machine
   */
  static TargetSystem read(Path runFile, boolean isOwn) {
    JsonNode run = parse(runFile);
    if (run.path("format").asInt() != FORMAT) {
      throw new IllegalArgumentException(runFile + " is not of format " + FORMAT);
    }
    List<Bank> banks = new ArrayList<>();
    List<List<Payer>> payers = new ArrayList<>();
    List<List<Merchant>> merchants = new ArrayList<>();
    for (JsonNode bank : run.path("banks")) {
      int at = banks.size();
      banks.add(
          new Bank(
              WalletTargets.requireAllowed(text(bank, "url", runFile), isOwn),
              bank.path("operatorToken").asText()));
      List<Payer> itsPayers = new ArrayList<>();
      for (JsonNode wallet : bank.path("wallets")) {
        itsPayers.add(
            new Payer(at, text(wallet, "account", runFile), text(wallet, "token", runFile)));
      }
      payers.add(itsPayers);
      List<Merchant> itsMerchants = new ArrayList<>();
      for (JsonNode merchant : bank.path("merchants")) {
        itsMerchants.add(
            new Merchant(
                at, text(merchant, "account", runFile), text(merchant, "apiKey", runFile)));
      }
      merchants.add(itsMerchants);
    }
    TargetSystem target = new TargetSystem(banks, inTurn(payers), inTurn(merchants));
    if (target.payers.size() < 2 || target.merchants.isEmpty()) {
      throw new IllegalArgumentException(
          runFile
              + " names "
              + target.payers.size()
              + " wallets and "
              + target.merchants.size()
              + " merchants: a run needs two and one");
    }
    return target;
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

  private static <T> List<T> inTurn(List<List<T>> lists) {
    List<T> all = new ArrayList<>();
    int longest = lists.stream().mapToInt(List::size).max().orElse(0);
    for (int i = 0; i < longest; i++) {
      for (List<T> list : lists) {
        if (i < list.size()) {
          all.add(list.get(i));
        }
      }
    }
    return all;
  }

  /**
   * Asks the services themselves, before any load.
   *
   * @throws IllegalArgumentException with one line, where one may not be loaded
   */
  void requireLoadable() {
    try {
      WalletTargets.require(banks.stream().map(Bank::url).toList(), InstantSource.system());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalArgumentException("interrupted before the target answered", e);
    }
  }

  /** All of them, by numbers alone. */
  Crowd crowd(int zones) {
    return new Crowd(
        payers.stream().mapToInt(Payer::bank).toArray(),
        merchants.stream().mapToInt(Merchant::bank).toArray(),
        zones);
  }

  /** Where a wallet's bank is. */
  Bank bankOf(Payer payer) {
    return banks.get(payer.bank());
  }

  /** Where a merchant's bank is. */
  Bank bankOf(Merchant merchant) {
    return banks.get(merchant.bank());
  }
}
