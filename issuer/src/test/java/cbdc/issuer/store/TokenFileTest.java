package cbdc.issuer.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cbdc.issuer.core.Person;
import cbdc.issuer.core.Role;
import cbdc.testkit.ManualClock;
import cbdc.testkit.Row;
import cbdc.testkit.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class TokenFileTest {
  private static final Person ALICE = new Person("alice", EnumSet.of(Role.MAKER));
  private static final Person BOB = new Person("bob", EnumSet.of(Role.APPROVER, Role.SUBMITTER));

  @TempDir private Path folder;
  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-22T23:59:59Z"));

  private TokenFile file(String... lines) throws IOException {
    Path file = Files.write(folder.resolve("tokens.txt"), List.of(lines));
    return new TokenFile(file, clock);
  }

  @Test
  void shouldKnowPeopleByTheirTokensAndKeepNoToken() throws IOException {
    String first = TokenFile.newToken(new SecureRandom());
    String second = TokenFile.newToken(new SecureRandom());
    TokenFile people = file("# who", "", TokenFile.line(ALICE, first), TokenFile.line(BOB, second));
    assertThat(people.of(first)).contains(ALICE);
    assertThat(people.of(second)).contains(BOB);
    assertThat(people.of(first + "x")).isEmpty();
    assertThat(people.of("")).isEmpty();
    assertThat(people.of("x".repeat(100_000))).isEmpty();
    assertThat(Files.readString(folder.resolve("tokens.txt"))).doesNotContain(first, second);
    assertThat(TokenFile.line(BOB, second)).startsWith("bob approver,submitter ");
    assertThat(first).hasSizeGreaterThan(40).isNotEqualTo(second);
  }

  @Test
  void shouldEndATokenAfterItsLastDay() throws IOException {
    TokenFile people = file(TokenFile.line(ALICE, "secret") + " until 2026-11-22");
    assertThat(people.of("secret")).contains(ALICE);
    clock.advance(Duration.ofSeconds(1));
    assertThat(people.of("secret")).isEmpty();
  }

  @Test
  void shouldReadTheFileAgainWhenItHasChanged() throws IOException {
    TokenFile people = file(TokenFile.line(ALICE, "one"));
    assertThat(people.reread()).isFalse();
    file(TokenFile.line(BOB, "two"));
    assertThat(people.reread()).isTrue();
    assertThat(people.of("one")).isEmpty();
    assertThat(people.of("two")).contains(BOB);
  }

  @Test
  void shouldStrikeOutAtOnceWhoeverAFaultyFileNoLongerNames() throws IOException {
    Path file = folder.resolve("tokens.txt");
    String alice = TokenFile.line(ALICE, "one");
    String bob = TokenFile.line(BOB, "two");
    TokenFile people = file(alice, bob);
    Files.write(file, List.of("# " + bob, "nonsense \u00e4", alice.replace("maker", "king")));
    assertThatThrownBy(people::reread).isInstanceOf(FileFault.class);
    assertThat(people.of("one")).contains(ALICE);
    assertThat(people.of("two")).isEmpty();

    Files.delete(file);
    assertThatThrownBy(people::reread).isInstanceOf(FileFault.class);
    assertThat(people.of("one")).isEmpty();
  }

  @Test
  void shouldLetPeopleInAgainWhenTheFileIsMendedEvenWithItsOldTime() throws IOException {
    Path file = folder.resolve("tokens.txt");
    TokenFile people = file(TokenFile.line(ALICE, "one"));
    Path aside = Files.move(file, folder.resolve("aside"));
    assertThatThrownBy(people::reread).isInstanceOf(FileFault.class);
    Files.move(aside, file);
    assertThat(people.reread()).isTrue();
    assertThat(people.of("one")).contains(ALICE);
    assertThat(people.reread()).isFalse();
  }

  /** A file that cannot be used. */
  record Faulty(String name, List<String> lines, String words) implements Row {}

  @TestFactory
  Stream<DynamicTest> shouldSayWhereAFileIsFaulty() {
    String line = TokenFile.line(ALICE, "one");
    return Tables.tests(
        List.of(
            new Faulty("too short", List.of("alice maker"), "line 1: expected a name, roles"),
            new Faulty("no hash", List.of("", "alice maker 123"), "line 2: expected a name, roles"),
            new Faulty(
                "no role",
                List.of(line.replace("maker", "king")),
                "line 1: role 'king' must be one of maker, approver, submitter, auditor"),
            new Faulty("no name", List.of(line.replace("alice", "a/b")), "name 'a/b' must be"),
            new Faulty("no day", List.of(line + " until soon"), "line 1: 'soon' is not a date"),
            new Faulty(
                "a name twice",
                List.of(line, TokenFile.line(ALICE, "two")),
                "line 2: the name or token"),
            new Faulty(
                "a token twice",
                List.of(line, TokenFile.line(BOB, "one")),
                "line 2: the name or token")),
        row ->
            assertThatThrownBy(() -> file(row.lines().toArray(String[]::new)))
                .isInstanceOf(FileFault.class)
                .hasMessageContaining(row.words()));
  }

  @Test
  void shouldSayThatTheFileIsMissing() {
    assertThatThrownBy(() -> new TokenFile(folder.resolve("none"), clock))
        .isInstanceOf(FileFault.class)
        .hasMessageContaining("does not exist: 'issuer tokens new' prints its lines");
  }
}
