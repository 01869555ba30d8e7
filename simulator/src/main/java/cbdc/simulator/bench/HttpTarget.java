package cbdc.simulator.bench;

import cbdc.simulator.console.CommandFailure;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Whose wallet services get payments, from which wallets and to which merchants. All of them listen
 * on loopback: load is never sent to another machine.
 *
 * @param banks each with one wallet at least
 * @param merchants account numbers in text form, one at least
 */
record HttpTarget(List<Bank> banks, List<String> merchants) {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /** What goes into a request as it is: nothing that ends a header or a JSON text. */
  private static final Pattern WORD = Pattern.compile("[!#-\\[\\]-~]+");

  /**
   * A bank's wallet service.
   *
   * @param bank its code
   * @param address on loopback
   */
  record Bank(int bank, InetSocketAddress address, List<Wallet> wallets) {}

  /**
   * A person's wallet.
   *
   * @param account number in text form
   * @param token that its owner shows
   */
  record Wallet(String account, String token) {}

  /** The file that {@code ./cbdc run} writes; what else stands in it is passed over. */
  private record RunFile(List<BankEntry> banks) {}

  private record BankEntry(
      int bank, String url, List<Wallet> wallets, List<MerchantEntry> merchants) {}

  private record MerchantEntry(String account) {}

  HttpTarget {
    banks = List.copyOf(banks);
    merchants = List.copyOf(merchants);
  }

  /**
   * Reads what {@code ./cbdc run} wrote.
   *
   * @throws CommandFailure when the file cannot be used, or names another machine
   */
  static HttpTarget read(Path file) {
    RunFile run;
    try {
      run = MAPPER.readValue(Files.readString(file), RunFile.class);
    } catch (JacksonException e) {
      throw CommandFailure.usage(
          "--run: " + file + " is not a run file: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw CommandFailure.usage("--run: " + file + " cannot be read: " + e);
    }
    List<Bank> banks = new ArrayList<>();
    List<String> merchants = new ArrayList<>();
    for (BankEntry entry : orEmpty(run.banks())) {
      List<Wallet> wallets = orEmpty(entry.wallets());
      for (Wallet wallet : wallets) {
        requireWord(file, "account", wallet.account());
        requireWord(file, "token", wallet.token());
      }
      if (!wallets.isEmpty()) {
        banks.add(new Bank(entry.bank(), address(file, entry.url()), wallets));
      }
      for (MerchantEntry merchant : orEmpty(entry.merchants())) {
        requireWord(file, "account", merchant.account());
        merchants.add(merchant.account());
      }
    }
    if (banks.isEmpty() || merchants.isEmpty()) {
      throw CommandFailure.usage(
          "--run: " + file + " names no bank with a wallet, or no merchant: nobody could pay");
    }
    return new HttpTarget(banks, merchants);
  }

  /** How many wallets pay. */
  int wallets() {
    return banks.stream().mapToInt(bank -> bank.wallets().size()).sum();
  }

  private static <T> List<T> orEmpty(List<T> list) {
    return list == null ? List.of() : list;
  }

  private static void requireWord(Path file, String name, String value) {
    if (value == null || !WORD.matcher(value).matches()) {
      throw CommandFailure.usage("--run: " + file + " has no usable " + name + ": " + value);
    }
  }

  private static InetSocketAddress address(Path file, String url) {
    try {
      URI uri = URI.create(String.valueOf(url));
      boolean isPlain = "http".equals(uri.getScheme()) && uri.getHost() != null;
      if (!isPlain || uri.getPort() <= 0 || !uri.getPath().isEmpty()) {
        throw CommandFailure.usage(
            "--run: " + file + ": expected a URL like http://127.0.0.1:8101 but got " + url);
      }
      InetAddress host = InetAddress.getByName(uri.getHost());
      if (!host.isLoopbackAddress()) {
        throw CommandFailure.usage(
            "--run: " + url + " is not on loopback: load is sent to this machine only");
      }
      return new InetSocketAddress(host, uri.getPort());
    } catch (IllegalArgumentException | UnknownHostException e) {
      throw CommandFailure.usage("--run: " + file + ": " + url + " is no URL: " + e.getMessage());
    }
  }
}
