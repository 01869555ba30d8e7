package cbdc.issuer.store;

import cbdc.crypto.UnusableKeyException;
import cbdc.crypto.VerifyingKey;
import cbdc.issuer.core.LedgerKeys;
import cbdc.issuer.core.OrderChecks;
import cbdc.protocol.PublicKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Lists of public keys as small YAML files: what a key ceremony makes for others to use. They hold
 * nothing secret.
 */
public final class KeyLists {
  private static final Set<String> FIELDS = Set.of("threshold", "keys");

  /**
   * Keys, and how many of them must sign.
   *
   * @param threshold signatures needed
   * @param keys public keys
   */
  public record KeyList(int threshold, List<PublicKey> keys) {
    public KeyList {
      keys = List.copyOf(keys);
    }
  }

  private KeyLists() {}

  /**
   * Reads a list.
   *
   * @throws FileFault naming file, line, field, and what was expected
   */
  public static KeyList read(Path file) {
    String origin = "key list " + file;
    try {
      TextFields fields =
          TextFields.of(TextTree.read(Files.readString(file), origin), origin, FIELDS);
      KeyList list =
          new KeyList(
              fields.required(
                  "threshold", TextFields.number(1, cbdc.protocol.Order.SetBank.MAX_KEYS)),
              fields.texts("keys", KeyLists::key));
      OrderChecks.faultInIssuerKeys(list.threshold(), list.keys())
          .ifPresent(
              fault -> {
                throw new FileFault(origin + ": " + fault);
              });
      return list;
    } catch (NoSuchFileException missing) {
      throw new FileFault(origin + " does not exist", missing);
    } catch (IOException unreadable) {
      throw new FileFault(origin + " cannot be read: " + unreadable.getMessage(), unreadable);
    }
  }

  /** Writes a list to a new file. */
  public static void writeNew(Path file, int threshold, List<VerifyingKey> keys) {
    StringBuilder text =
        new StringBuilder("# Public keys: nothing in here is secret.\nthreshold: ")
            .append(threshold)
            .append("\nkeys:\n");
    keys.forEach(key -> text.append("  - \"").append(key.text()).append("\"\n"));
    NewFiles.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads the text form of a public key, {@code ed25519:…}; IllegalArgumentException says what is
   * expected.
   */
  public static PublicKey key(String text) {
    try {
      return LedgerKeys.of(VerifyingKey.fromText(text));
    } catch (UnusableKeyException refused) {
      throw new IllegalArgumentException(refused.getMessage(), refused);
    }
  }
}
