package cbdc.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.simulator.console.CommandFailure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryReaderTest {
  private static final String HEADER = String.join(";", HistoryReader.COLUMNS);
  private static final String GOOD =
      "7;42;930105;\"PRIJEM\";\"PREVOD Z UCTU\";5123.50;5923.50;\"DUCHOD\";\"YZ\";\"62457513\"";

  @TempDir private Path folder;

  @Test
  void shouldReadEveryKindOfRow() throws Exception {
    BankHistory history =
        read(
            HEADER,
            "1;42;930101;\"PRIJEM\";\"VKLAD\";700.00;700.00;\"\";;",
            "2;42;930101;\"VYDAJ\";\"VYBER\";1.05;698.95;\"SLU\u017dBY\";\"\";\"0\"",
            "3;42;930101;\"VYBER\";\"VYBER KARTOU\";1;697.95;\" \";;",
            "4;42;930101;\"PRIJEM\";\"\";2.3;700.25;\"UROK\";;",
            GOOD,
            "",
            "6;43;931231;\"VYDAJ\";\"PREVOD NA UCET\";9.99;-9.99;\"A;B\"\"C\";\"AB\";\"1\"");
    assertThat(history.broken()).isEmpty();
    assertThat(history.rows())
        .extracting(BankRow::kind)
        .containsExactly(
            RowKind.CASH_IN,
            RowKind.CASH_OUT,
            RowKind.CASH_OUT,
            RowKind.INTEREST,
            RowKind.TRANSFER_IN,
            RowKind.TRANSFER_OUT);
    assertThat(history.rows())
        .extracting(BankRow::amount)
        .containsExactly(70_000L, 105L, 100L, 230L, 512_350L, 999L);
    assertThat(history.rows().get(4))
        .isEqualTo(new BankRow(7, 42, RowKind.TRANSFER_IN, 512_350, "YZ", 62_457_513, "DUCHOD"));
    assertThat(history.rows().get(5).symbol()).isEqualTo("A;B\"C");
  }

  /** A row: what is broken in the good line, by what, and what the refusal must say. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "7;42          | x;42          | column 1 (trans_id): expected a whole number",
        "7;42          | 1;42          | column 1 (trans_id): expected a number that no row before has",
        "7;42          | 7;            | column 2 (account_id): expected a whole number",
        "7;42          | 7;0           | column 2 (account_id): expected a whole number from 1",
        "930105        | 930230        | column 3 (date): expected a date as YYMMDD but found '930230'",
        "930105        | 93-01         | column 3 (date)",
        "PRIJEM        | PRIJEN        | column 4 (type): expected PRIJEM (credit), VYDAJ or VYBER (debit)",
        "PRIJEM        | VYDAJ         | column 4 (type): expected PRIJEM for this operation but found 'VYDAJ'",
        "PREVOD Z UCTU | PREVOD        | column 5 (operation): expected VKLAD, VYBER",
        "5123.50       | 5123.505      | column 6 (amount): expected a plain number with at most two decimals",
        "5123.50       | 0.00          | column 6 (amount): expected more than zero",
        "5123.50       | -1.00         | column 6 (amount): expected a plain number",
        "5123.50       | 92233720368547758.08 | column 6 (amount)",
        "5923.50       | ?             | column 7 (balance): expected a number",
        "YZ            | yz            | column 9 (bank): expected two capital letters but found 'yz'",
        "62457513      | 12a           | column 10 (account): expected a whole number",
        "62457513\"    | 62457513      | column 10 (account): expected a closing quote",
        ";\"YZ\"       | ''            | expected 10 columns but found 9",
      })
  void shouldSayWhatItExpectedWhere(String part, String instead, String refusal) throws Exception {
    BankHistory history =
        read(
            HEADER,
            "1;42;930101;\"PRIJEM\";\"VKLAD\";700.00;700.00;\"\";;",
            GOOD.replace(part, instead),
            GOOD);
    assertThat(history.rows()).hasSize(1);
    assertThat(history.broken().orElseThrow()).contains("history.asc, line 3: ").contains(refusal);
  }

  @Test
  void shouldExpectTheHeader() throws Exception {
    assertThat(read(GOOD).broken().orElseThrow())
        .contains("line 1: expected the header trans_id;account_id;");
    assertThat(read().broken().orElseThrow()).contains("but the file is empty");
  }

  @Test
  void shouldReadSeveralFilesAsOneHistory() throws Exception {
    Path first = Files.write(folder.resolve("a.asc"), List.of(HEADER, GOOD));
    Path second =
        Files.write(folder.resolve("b.asc"), List.of(HEADER, GOOD.replace("7;42", "8;42"), GOOD));
    BankHistory history = HistoryReader.read(List.of(first, second));
    assertThat(history.rows()).extracting(BankRow::transId).containsExactly(7L, 8L);
    assertThat(history.broken().orElseThrow())
        .contains("b.asc, line 3")
        .contains("a.asc, line 2 has it too");
  }

  @Test
  void shouldRefuseAFileThatIsNotThere() {
    assertThatThrownBy(() -> HistoryReader.read(List.of(folder.resolve("none.asc"))))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("none.asc cannot be read");
  }

  private BankHistory read(String... lines) throws Exception {
    Path file = Files.write(folder.resolve("history.asc"), List.of(lines), StandardCharsets.UTF_8);
    return HistoryReader.read(List.of(file));
  }
}
