package cbdc.issuer.store;

import cbdc.crypto.Hashes;
import cbdc.issuer.core.People;
import cbdc.issuer.core.Person;
import cbdc.issuer.core.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who may use the issuer's service, as a file with a line for each token: name, roles, and the
 * SHA-256 hash of the token, perhaps {@code until} a last day. Tokens themselves are nowhere.
 */
public final class TokenFile implements People {
  private static final String PREFIX = "issuer_";
  private static final int RANDOM_LENGTH = 32;
  private static final int TOKEN_LENGTH_MAX = 200;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,39}");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final String FORM =
      "expected a name, roles, the token's hash, and perhaps 'until' and a date, as 'issuer tokens new' prints it";

  private record Entry(Person person, byte[] hash, LocalDate lastDay) {
    String hashText() {
      return HexFormat.of().formatHex(hash);
    }
  }

  private record Content(List<Entry> entries, Stamp stamp) {}

  private record Stamp(Instant modified, long size) {
    /** No file has it. */
    static final Stamp NONE = new Stamp(Instant.MIN, -1);
  }

  private final Path file;
  private final Clock clock;
  private volatile Content content;

  /**
   * Reads the file.
   *
   * @throws FileFault naming file, line, and what was expected
   */
  public TokenFile(Path file, Clock clock) {
    this.file = file;
    this.clock = clock;
    this.content = read();
  }

  /** A new token. Its secret is shown once and kept by its person only. */
  public static String newToken(SecureRandom random) {
    byte[] bytes = new byte[RANDOM_LENGTH];
    random.nextBytes(bytes);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * The line of a token.
   *
   * @throws IllegalArgumentException when the name cannot be one
   */
  public static String line(Person person, String token) {
    return requireName(person.name())
        + " "
        + roleWords(person)
        + " "
        + HexFormat.of().formatHex(hash(token));
  }

  private static String roleWords(Person person) {
    return String.join(
        ",",
        EnumSet.allOf(Role.class).stream()
            .filter(person.roles()::contains)
            .map(Role::label)
            .toList());
  }

  /**
   * Reads the file again if it has changed, or was faulty; true when it was read. Of a faulty file
   * nothing new is taken, but whoever is in none of its lines any more is struck out at once.
   *
   * @throws FileFault naming file, line, and what was expected
   */
  public boolean reread() {
    try {
      if (stamp().equals(content.stamp())) {
        return false;
      }
      content = read();
      return true;
    } catch (FileFault faulty) {
      content = new Content(stillThere(), Stamp.NONE);
      throw faulty;
    }
  }

  /** A missing file has no lines; one that cannot be read strikes nobody out. */
  private List<Entry> stillThere() {
    try {
      // Every byte is a letter here: a wrong one must not keep the other lines from being seen.
      List<String> lines =
          Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream()
              .filter(line -> !line.startsWith("#"))
              .toList();
      return content.entries().stream()
          .filter(entry -> lines.stream().anyMatch(line -> line.contains(entry.hashText())))
          .toList();
    } catch (NoSuchFileException missing) {
      return List.of();
    } catch (IOException unreadable) {
      return content.entries();
    }
  }

  @Override
  public Optional<Person> of(String token) {
    if (token.length() > TOKEN_LENGTH_MAX) {
      return Optional.empty();
    }
    byte[] hash = hash(token);
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    Person found = null;
    // Every line is compared in full: how long it takes says nothing about any of them.
    for (Entry entry : content.entries()) {
      if (MessageDigest.isEqual(entry.hash(), hash) && !today.isAfter(entry.lastDay())) {
        found = entry.person();
      }
    }
    return Optional.ofNullable(found);
  }

  private static byte[] hash(String token) {
    return Hashes.sha256(token.getBytes(StandardCharsets.UTF_8));
  }

  private Content read() {
    try {
      Stamp stamp = stamp();
      List<Entry> entries = new ArrayList<>();
      Set<String> names = new HashSet<>();
      Set<String> hashes = new HashSet<>();
      int number = 0;
      for (String line : Files.readAllLines(file)) {
        number++;
        if (!line.isBlank() && !line.startsWith("#")) {
          Entry entry = entry(line.strip(), number);
          if (!names.add(entry.person().name()) || !hashes.add(entry.hashText())) {
            throw fault(number, "the name or token is there twice: each once");
          }
          entries.add(entry);
        }
      }
      return new Content(List.copyOf(entries), stamp);
    } catch (IOException unreadable) {
      throw new FileFault(
          "token file " + file + " cannot be read: " + unreadable.getMessage(), unreadable);
    }
  }

  private Entry entry(String line, int number) {
    String[] words = line.split("\\s+", -1);
    boolean expires = words.length == 5 && words[3].equals("until");
    if ((words.length != 3 && !expires) || !HASH.matcher(words[2]).matches()) {
      throw fault(number, FORM);
    }
    try {
      LocalDate lastDay = expires ? LocalDate.parse(words[4]) : LocalDate.MAX;
      return new Entry(
          new Person(requireName(words[0]), roles(words[1])),
          HexFormat.of().parseHex(words[2]),
          lastDay);
    } catch (DateTimeException notOne) {
      throw fault(number, "'" + words[4] + "' is not a date such as 2026-12-31");
    } catch (IllegalArgumentException wrong) {
      throw fault(number, wrong.getMessage());
    }
  }

  private static String requireName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "name '"
              + name
              + "' must be 1 to 40 letters, digits, dots, hyphens or underscores, beginning with a letter or digit");
    }
    return name;
  }

  /**
   * Reads roles with commas between them.
   *
   * @throws IllegalArgumentException naming those that there are
   */
  public static Set<Role> roles(String words) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (String word : words.split(",", -1)) {
      roles.add(
          Role.of(word)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "role '"
                              + word
                              + "' must be one of maker, approver, submitter, auditor")));
    }
    return roles;
  }

  private Stamp stamp() {
    try {
      return new Stamp(Files.getLastModifiedTime(file).toInstant(), Files.size(file));
    } catch (NoSuchFileException missing) {
      throw new FileFault(
          "token file " + file + " does not exist: 'issuer tokens new' prints its lines", missing);
    } catch (IOException unreadable) {
      throw new FileFault(
          "token file " + file + " cannot be read: " + unreadable.getMessage(), unreadable);
    }
  }

  private FileFault fault(int line, String what) {
    return new FileFault("token file " + file + " line " + line + ": " + what);
  }
}
