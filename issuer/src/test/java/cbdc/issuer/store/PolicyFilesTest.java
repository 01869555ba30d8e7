package cbdc.issuer.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.issuer.core.NamedPolicy;
import cbdc.protocol.LimitPolicy;
import cbdc.protocol.LimitPolicy.ClassLimits;
import cbdc.testkit.Row;
import cbdc.testkit.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class PolicyFilesTest {
  private static final long NONE = LimitPolicy.NONE;
  private static final ClassLimits UNLIMITED = new ClassLimits(0, NONE, NONE, NONE, NONE);
  private static final String GOOD =
      """
      name: mine
      source: made up
      utc-offset: "+01:00"
      classes:
        - class: 3
          single: 1.50
          daily: 010
          yearly: none
          balance: 92233720368547758.07
      """;

  @TempDir Path folder;

  @Test
  void shouldHoldTheLimitsOf2021ToTheMinorUnit() {
    NamedPolicy preset = PolicyFiles.preset("ecny-2021");
    assertThat(preset.policy().utcOffsetSeconds()).isEqualTo(8 * 3600);
    assertThat(preset.source()).contains("People's Bank of China");
    assertThat(preset.policy().classes())
        .containsExactly(
            UNLIMITED,
            new ClassLimits(1, NONE, NONE, NONE, NONE),
            new ClassLimits(2, 5_000_000, 10_000_000, NONE, 50_000_000),
            new ClassLimits(3, 500_000, 1_000_000, NONE, 2_000_000),
            new ClassLimits(4, 200_000, 500_000, 5_000_000, 1_000_000));
  }

  @Test
  void shouldHoldTheLimitsOfTheTrialOf2020ToTheMinorUnit() {
    NamedPolicy preset = PolicyFiles.preset("ccb-trial-2020");
    assertThat(preset.policy().utcOffsetSeconds()).isEqualTo(8 * 3600);
    assertThat(preset.source()).contains("China Construction Bank");
    assertThat(preset.policy().classes())
        .containsExactly(
            UNLIMITED,
            new ClassLimits(1, 5_000_000, 10_000_000, 50_000_000, 50_000_000),
            new ClassLimits(2, 500_000, 1_000_000, 30_000_000, 1_000_000),
            new ClassLimits(3, 200_000, 200_000, 5_000_000, 200_000),
            new ClassLimits(4, 50_000, 100_000, 1_000_000, 100_000));
  }

  @Test
  void shouldHaveAClassWithoutLimitsInEveryPreset() {
    assertThat(PolicyFiles.preset("unlimited").policy())
        .isEqualTo(new LimitPolicy(0, List.of(UNLIMITED)));
    assertThat(PolicyFiles.presetNames())
        .hasSize(3)
        .allSatisfy(
            name -> {
              assertThat(PolicyFiles.preset(name).name()).isEqualTo(name);
              assertThat(PolicyFiles.preset(name).policy().classes())
                  .filteredOn(c -> c.classNumber() == PolicyFiles.UNLIMITED_CLASS)
                  .containsExactly(UNLIMITED);
            });
  }

  @Test
  void shouldReadYamlAndJsonAlike() throws IOException {
    Path yaml = Files.writeString(folder.resolve("p.yaml"), GOOD);
    Path json =
        Files.writeString(
            folder.resolve("p.json"),
            """
            {"name": "mine", "source": "made up", "utc-offset": "+01:00", "classes": [
              {"class": 3, "single": 1.50, "daily": "10", "yearly": "none", "balance": 92233720368547758.07}]}
            """);
    assertThat(PolicyFiles.read(yaml).policy())
        .isEqualTo(
            new LimitPolicy(3600, List.of(new ClassLimits(3, 150, 1000, NONE, Long.MAX_VALUE))));
    assertThat(PolicyFiles.read(json)).isEqualTo(PolicyFiles.read(yaml));
  }

  record BadRow(String name, String from, String to, String expected) implements Row {}

  @TestFactory
  Stream<DynamicTest> shouldRefuseABadFileWithOneLineThatNamesLineAndField() {
    return Tables.tests(
        List.of(
            new BadRow(
                "three decimals",
                "1.50",
                "1.505",
                "F line 6: single: amount '1.505' has more than two decimals"),
            new BadRow(
                "negative",
                "1.50",
                "-1",
                "F line 6: single: amount '-1' is not a plain decimal number such as 12.50"),
            new BadRow(
                "exponent",
                "1.50",
                "1e3",
                "F line 6: single: amount '1e3' is not a plain decimal number such as 12.50"),
            new BadRow(
                "too large",
                "58.07",
                "58.08",
                "F line 9: balance: amount '92233720368547758.08' is larger than 92233720368547758.07"),
            new BadRow(
                "limit missing", "    yearly: none\n", "", "F line 5: field 'yearly' is missing"),
            new BadRow(
                "unknown field",
                "yearly",
                "yaerly",
                "F line 8: unknown field 'yaerly'; did you mean 'yearly'?"),
            new BadRow(
                "class out of range",
                "class: 3",
                "class: 32",
                "F line 5: class: '32' is not a whole number from 0 to 31"),
            new BadRow(
                "offset",
                "+01:00",
                "CET",
                "F line 3: utc-offset: 'CET' is not a distance from UTC such as +08:00"),
            new BadRow(
                "no classes",
                GOOD.substring(GOOD.indexOf("  - ")),
                "",
                "F line 4: field 'classes' must be a list"),
            new BadRow(
                "a field twice",
                "source: made up",
                "name: again",
                "F line 2: Duplicate field 'name'"),
            new BadRow("empty", GOOD, "", "F: is empty")),
        row -> {
          assertThat(GOOD).contains(row.from());
          Path file =
              Files.writeString(folder.resolve("policy.yaml"), GOOD.replace(row.from(), row.to()));
          assertThatThrownBy(() -> PolicyFiles.read(file))
              .isInstanceOf(FileFault.class)
              .hasMessage(row.expected().replaceFirst("F", "policy file " + file));
        });
  }

  @Test
  void shouldRefuseAClassThatAppearsTwice() throws IOException {
    Path file =
        Files.writeString(folder.resolve("p.yaml"), GOOD + GOOD.substring(GOOD.indexOf("  - ")));
    assertThatThrownBy(() -> PolicyFiles.read(file))
        .hasMessage("policy file " + file + ": policy: class 3 appears twice: each class once");
  }

  @Test
  void shouldNameTheNearestPresetAndAMissingFile() {
    assertThatThrownBy(() -> PolicyFiles.preset("ecny-2012"))
        .hasMessageContaining(
            "there are ecny-2021, ccb-trial-2020, unlimited; did you mean 'ecny-2021'?");
    assertThatThrownBy(() -> PolicyFiles.read(folder.resolve("none.yaml")))
        .hasMessageEndingWith("none.yaml does not exist");
  }
}
