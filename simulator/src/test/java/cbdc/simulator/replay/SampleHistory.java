package cbdc.simulator.replay;

import cbdc.protocol.Amount;
import cbdc.testkit.SeededRandom;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Makes up a bank's history in the format of the PKDD'99 data. Everybody and everything in it is
 * invented; the same seed gives the same bytes.
 */
final class SampleHistory {
  /** The seed of {@code docs/sample/history.asc}. */
  static final long SEED = 1993;

  /** Rows of {@code docs/sample/history.asc}. */
  static final int ROWS = 400;

  private static final String HEADER =
      "\"trans_id\";\"account_id\";\"date\";\"type\";\"operation\";\"amount\";\"balance\";\"k_symbol\";\"bank\";\"account\"";
  private static final List<String> BANKS = List.of("NB", "QZ", "VK");
  private static final int PARTNERS_PER_BANK = 4;
  private static final int FIRST_ACCOUNT = 101;
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyMMdd", Locale.ROOT);

  private final SeededRandom random;
  private final int accounts;
  private final long[] balances;

  private SampleHistory(long seed, int accounts) {
    random = new SeededRandom(seed);
    this.accounts = accounts;
    balances = new long[accounts];
  }

  /** The sample as a file's text. */
  static String text(long seed, int rows, int accounts) {
    return String.join("\n", lines(seed, rows, accounts)) + "\n";
  }

  /** The sample's lines, the header first. */
  static List<String> lines(long seed, int rows, int accounts) {
    return new SampleHistory(seed, accounts).lines(rows);
  }

  private List<String> lines(int rows) {
    List<String> lines = new ArrayList<>();
    lines.add(HEADER);
    LocalDate first = LocalDate.of(1993, 1, 1);
    for (int i = 0; i < rows; i++) {
      lines.add(row(70_001L + 3L * i, DAY.format(first.plusDays(365L * i / rows))));
    }
    return lines;
  }

  private String row(long transId, String day) {
    int account = random.between(0, accounts - 1);
    long amount = 100L * random.between(1, 60) * random.between(1, 40) + 10L * random.between(0, 9);
    return switch (random.between(0, 9)) {
      case 0, 1, 2 ->
          line(transId, account, day, "PRIJEM", "VKLAD", amount, amount, "\"\"", "", "");
      case 3 ->
          line(
              transId,
              account,
              day,
              "PRIJEM",
              "",
              amount / 20 + 1,
              amount / 20 + 1,
              "\"UROK\"",
              "",
              "");
      case 4, 5 -> line(transId, account, day, "VYDAJ", "VYBER", amount, -amount, "\" \"", "", "");
      case 6 ->
          line(
              transId,
              account,
              day,
              "VYDAJ",
              "VYBER KARTOU",
              amount / 3 + 1,
              -(amount / 3 + 1),
              "\"\"",
              "",
              "");
      case 7 ->
          line(
              transId,
              account,
              day,
              "PRIJEM",
              "PREVOD Z UCTU",
              amount,
              amount,
              "\"DUCHOD\"",
              bank(),
              partner());
      default ->
          line(
              transId,
              account,
              day,
              "VYDAJ",
              "PREVOD NA UCET",
              amount,
              -amount,
              "\"SIPO\"",
              bank(),
              partner());
    };
  }

  private String line(
      long transId,
      int account,
      String day,
      String type,
      String operation,
      long amount,
      long change,
      String symbol,
      String bank,
      String partner) {
    balances[account] += change;
    return transId
        + ";"
        + (FIRST_ACCOUNT + account)
        + ";"
        + day
        + ";\""
        + type
        + "\";\""
        + operation
        + "\";"
        + Amount.format(amount)
        + ";"
        + Amount.format(balances[account])
        + ";"
        + symbol
        + ";"
        + (bank.isEmpty() ? ";" : "\"" + bank + "\";\"" + partner + "\"");
  }

  private String bank() {
    return random.pick(BANKS);
  }

  private String partner() {
    return Integer.toString(5_000_000 + random.between(1, PARTNERS_PER_BANK) * 1_111);
  }
}
