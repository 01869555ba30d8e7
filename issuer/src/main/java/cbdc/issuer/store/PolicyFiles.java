package cbdc.issuer.store;

import cbdc.issuer.core.NamedPolicy;
import cbdc.issuer.core.OrderChecks;
import cbdc.kit.Nearest;
import cbdc.protocol.Amount;
import cbdc.protocol.LimitPolicy;
import cbdc.protocol.LimitPolicy.ClassLimits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Limit policies as YAML or JSON: amounts are decimals of the currency unit, {@code none} is no
 * limit. Some come along as presets, in the same format, with their source named.
 */
public final class PolicyFiles {
  /**
   * The class without limits that every preset has: for merchants, and for history whose limits are
   * unknown.
   */
  public static final int UNLIMITED_CLASS = 0;

  private static final List<String> PRESETS = List.of("ecny-2021", "ccb-trial-2020", "unlimited");
  private static final Set<String> FIELDS = Set.of("name", "source", "utc-offset", "classes");
  private static final Set<String> CLASS_FIELDS =
      Set.of("class", "name", "single", "daily", "yearly", "balance");
  private static final String NO_LIMIT = "none";

  private PolicyFiles() {}

  /** Names of the presets. */
  public static List<String> presetNames() {
    return PRESETS;
  }

  /**
   * A preset.
   *
   * @throws FileFault when there is none of that name
   */
  public static NamedPolicy preset(String name) {
    if (!PRESETS.contains(name)) {
      throw new FileFault(
          "policy preset '"
              + name
              + "' is not known; there are "
              + String.join(", ", PRESETS)
              + Nearest.suggestion(name, PRESETS));
    }
    try (InputStream in = PolicyFiles.class.getResourceAsStream("policy-" + name + ".yaml")) {
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), "preset " + name);
    } catch (IOException broken) {
      throw new FileFault(
          "policy preset '" + name + "' cannot be read: " + broken.getMessage(), broken);
    }
  }

  /**
   * Reads a policy file.
   *
   * @throws FileFault naming file, line, field, and what was expected
   */
  public static NamedPolicy read(Path file) {
    try {
      return parse(Files.readString(file), "policy file " + file);
    } catch (NoSuchFileException missing) {
      throw new FileFault("policy file " + file + " does not exist", missing);
    } catch (IOException unreadable) {
      throw new FileFault(
          "policy file " + file + " cannot be read: " + unreadable.getMessage(), unreadable);
    }
  }

  static NamedPolicy parse(String text, String origin) {
    TextFields fields = TextFields.of(TextTree.read(text, origin), origin, FIELDS);
    String name = fields.required("name", word -> word);
    String source = fields.optional("source", word -> word).orElse("not named");
    int offset = fields.required("utc-offset", PolicyFiles::utcOffsetSeconds);
    List<ClassLimits> limits = new ArrayList<>();
    Map<Integer, String> names = new LinkedHashMap<>();
    for (TextFields c : fields.list("classes", CLASS_FIELDS)) {
      int number = c.required("class", TextFields.number(0, LimitPolicy.MAX_CLASSES - 1));
      limits.add(
          new ClassLimits(
              number,
              c.required("single", PolicyFiles::limit),
              c.required("daily", PolicyFiles::limit),
              c.required("yearly", PolicyFiles::limit),
              c.required("balance", PolicyFiles::limit)));
      c.optional("name", word -> word).ifPresent(word -> names.put(number, word));
    }
    LimitPolicy policy = new LimitPolicy(offset, limits);
    OrderChecks.faultInPolicy(policy)
        .ifPresent(
            fault -> {
              throw new FileFault(origin + ": " + fault);
            });
    return new NamedPolicy(name, source, policy, names);
  }

  /**
   * Seconds of a text such as {@code +08:00} or {@code Z}; IllegalArgumentException says what is
   * expected.
   */
  public static int utcOffsetSeconds(String text) {
    try {
      return ZoneOffset.of(text).getTotalSeconds();
    } catch (DateTimeException notOne) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a distance from UTC such as +08:00", notOne);
    }
  }

  private static long limit(String text) {
    return text.equals(NO_LIMIT) ? LimitPolicy.NONE : Amount.parse(text);
  }
}
