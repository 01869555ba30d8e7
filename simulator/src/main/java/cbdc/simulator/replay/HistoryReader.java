package cbdc.simulator.replay;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.Amount;
import cbdc.simulator.console.CommandFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a bank's history as the PKDD'99 data has it: semicolons, Latin-1, texts in quotes, a header
 * line. Several files are one history. The first line that is not as expected ends it, with file,
 * line, column and expectation.
 */
final class HistoryReader {
  /** Most rows in one replay: all are kept in memory, about 100 bytes each. */
  static final int ROWS_MAX = 10_000_000;

  static final List<String> COLUMNS =
      List.of(
          "trans_id",
          "account_id",
          "date",
          "type",
          "operation",
          "amount",
          "balance",
          "k_symbol",
          "bank",
          "account");

  private static final int TRANS_ID = 0;
  private static final int ACCOUNT_ID = 1;
  private static final int DATE = 2;
  private static final int TYPE = 3;
  private static final int OPERATION = 4;
  private static final int AMOUNT = 5;
  private static final int BALANCE = 6;
  private static final int SYMBOL = 7;
  private static final int BANK = 8;
  private static final int ACCOUNT = 9;
  private static final int SYMBOL_LENGTH_MAX = 100;
  private static final long ACCOUNT_MAX =
      AccountNumber.MAX_SERIAL - AccountNumber.FIRST_CUSTOMER_SERIAL;

  private final List<BankRow> rows = new ArrayList<>();
  private final Map<Long, String> placeOfTransId = new HashMap<>();
  private Path file;
  private int line;

  private HistoryReader() {}

  private static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Broken(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * Reads files in order.
   *
   * @throws CommandFailure when a file is missing or not readable
   */
  static BankHistory read(List<Path> files) {
    for (Path each : files) {
      if (!Files.isRegularFile(each) || !Files.isReadable(each)) {
        throw CommandFailure.usage("history file " + each + " cannot be read: expected a file");
      }
    }
    HistoryReader reader = new HistoryReader();
    try {
      for (Path each : files) {
        reader.readFile(each);
      }
      return new BankHistory(reader.rows, Optional.empty());
    } catch (Broken e) {
      return new BankHistory(reader.rows, Optional.of(e.getMessage()));
    } catch (IOException e) {
      throw CommandFailure.failed(
          "history file " + reader.file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private void readFile(Path path) throws IOException {
    file = path;
    line = 0;
    try (BufferedReader in = Files.newBufferedReader(path, StandardCharsets.ISO_8859_1)) {
      String header = in.readLine();
      line = 1;
      if (header == null || !fields(header).equals(COLUMNS)) {
        throw broken(
            "expected the header "
                + String.join(";", COLUMNS)
                + (header == null ? ", but the file is empty" : ""));
      }
      for (String text = in.readLine(); text != null; text = in.readLine()) {
        line++;
        if (!text.isBlank()) {
          add(row(fields(text)));
        }
      }
    }
  }

  private void add(BankRow row) {
    String earlier = placeOfTransId.putIfAbsent(row.transId(), file + ", line " + line);
    if (earlier != null) {
      throw broken(
          TRANS_ID,
          "a number that no row before has (" + earlier + " has it too)",
          String.valueOf(row.transId()));
    }
    if (rows.size() == ROWS_MAX) {
      throw broken("at most " + ROWS_MAX + " rows are replayed at once");
    }
    rows.add(row);
  }

  private BankRow row(List<String> fields) {
    if (fields.size() != COLUMNS.size()) {
      throw broken("expected " + COLUMNS.size() + " columns but found " + fields.size());
    }
    long transId = number(fields, TRANS_ID, Long.MAX_VALUE);
    long accountId = number(fields, ACCOUNT_ID, ACCOUNT_MAX);
    requireDate(fields);
    requireBalance(fields);
    RowKind kind = kind(fields);
    long amount = amount(fields);
    String symbol = fields.get(SYMBOL).strip();
    require(
        symbol.length() <= SYMBOL_LENGTH_MAX,
        SYMBOL,
        "at most " + SYMBOL_LENGTH_MAX + " characters",
        symbol);
    if (!kind.hasPartner()) {
      return new BankRow(transId, accountId, kind, amount, "", 0, symbol);
    }
    String bank = fields.get(BANK);
    require(bank.matches("[A-Z]{2}"), BANK, "two capital letters", bank);
    return new BankRow(
        transId, accountId, kind, amount, bank, number(fields, ACCOUNT, ACCOUNT_MAX), symbol);
  }

  private RowKind kind(List<String> fields) {
    String type = fields.get(TYPE);
    boolean isCredit = type.equals("PRIJEM");
    require(
        isCredit || type.equals("VYDAJ") || type.equals("VYBER"),
        TYPE,
        "PRIJEM (credit), VYDAJ or VYBER (debit)",
        type);
    RowKind kind =
        switch (fields.get(OPERATION)) {
          case "VKLAD" -> RowKind.CASH_IN;
          case "VYBER", "VYBER KARTOU" -> RowKind.CASH_OUT;
          case "PREVOD NA UCET" -> RowKind.TRANSFER_OUT;
          case "PREVOD Z UCTU" -> RowKind.TRANSFER_IN;
          case "" -> RowKind.INTEREST;
          default ->
              throw broken(
                  OPERATION,
                  "VKLAD, VYBER, VYBER KARTOU, PREVOD NA UCET, PREVOD Z UCTU or nothing (interest)",
                  fields.get(OPERATION));
        };
    boolean isIncoming = kind != RowKind.CASH_OUT && kind != RowKind.TRANSFER_OUT;
    require(
        isCredit == isIncoming,
        TYPE,
        (isIncoming ? "PRIJEM" : "VYDAJ or VYBER") + " for this operation",
        type);
    return kind;
  }

  private long amount(List<String> fields) {
    try {
      long amount = Amount.parse(fields.get(AMOUNT));
      require(amount > 0, AMOUNT, "more than zero", fields.get(AMOUNT));
      return amount;
    } catch (IllegalArgumentException e) {
      throw broken(
          AMOUNT, "a plain number with at most two decimals, such as 700.00", fields.get(AMOUNT));
    }
  }

  /** What the bank recorded is not used, but a row without it was cut or shifted. */
  private void requireBalance(List<String> fields) {
    String balance = fields.get(BALANCE);
    require(
        balance.matches("-?\\d+(\\.\\d{1,2})?"),
        BALANCE,
        "a number with at most two decimals",
        balance);
  }

  private void requireDate(List<String> fields) {
    String date = fields.get(DATE);
    boolean isDate = date.matches("\\d{6}");
    if (isDate) {
      try {
        LocalDate.of(
            1900 + Integer.parseInt(date.substring(0, 2)),
            Integer.parseInt(date.substring(2, 4)),
            Integer.parseInt(date.substring(4)));
      } catch (DateTimeException e) {
        isDate = false;
      }
    }
    require(isDate, DATE, "a date as YYMMDD", date);
  }

  private long number(List<String> fields, int column, long max) {
    String text = fields.get(column);
    try {
      long value = text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
      if (value > 0 && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw broken(column, "a whole number", text);
    }
    throw broken(column, "a whole number from 1 to " + max, text);
  }

  /** The fields of a line, without their quotes. */
  private List<String> fields(String text) {
    List<String> fields = new ArrayList<>(COLUMNS.size());
    StringBuilder field = new StringBuilder();
    boolean isQuoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' && isQuoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
        field.append(c);
        i++;
      } else if (c == '"') {
        isQuoted = !isQuoted;
      } else if (c == ';' && !isQuoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    if (isQuoted) {
      throw broken(
          "column " + (fields.size() + 1) + name(fields.size()) + ": expected a closing quote");
    }
    fields.add(field.toString());
    return fields;
  }

  private void require(boolean holds, int column, String expected, String found) {
    if (!holds) {
      throw broken(column, expected, found);
    }
  }

  private Broken broken(int column, String expected, String found) {
    return broken(
        "column "
            + (column + 1)
            + name(column)
            + ": expected "
            + expected
            + " but found '"
            + found
            + "'");
  }

  private Broken broken(String what) {
    return new Broken(file + ", line " + line + ": " + what);
  }

  private static String name(int column) {
    return column < COLUMNS.size() ? " (" + COLUMNS.get(column) + ")" : "";
  }
}
