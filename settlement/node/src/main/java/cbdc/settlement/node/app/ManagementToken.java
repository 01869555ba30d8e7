package cbdc.settlement.node.app;

import cbdc.crypto.KeyFileException;
import cbdc.crypto.PrivateFiles;
import cbdc.kit.ManagementOperation;
import cbdc.kit.ManagementOperation.Reply;
import cbdc.kit.StartException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Who may change a running node: whoever is on its machine and may read a private file in its data
 * directory. Everybody else is refused.
 */
public final class ManagementToken {
  private static final String FILE = "management.token";
  private static final int TOKEN_BYTES = 32;

  private final byte[] token;

  private ManagementToken(byte[] token) {
    this.token = token;
  }

  /** Where the token of a node with this data directory lies. */
  public static Path fileIn(Path dataDir) {
    return dataDir.resolve(FILE);
  }

  /**
   * Reads the token, or draws one that only this user can read.
   *
   * @throws StartException if it cannot be read, or others could
   */
  static ManagementToken of(Path dataDir) {
    Path file = fileIn(dataDir);
    try {
      if (!Files.exists(file)) {
        byte[] drawn = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(drawn);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(drawn);
        PrivateFiles.writeNew(file, text.getBytes(StandardCharsets.US_ASCII), "management token");
      }
      String text =
          new String(PrivateFiles.read(file, "management token"), StandardCharsets.US_ASCII)
              .strip();
      if (text.length() < TOKEN_BYTES) {
        throw new StartException(
            "data.dir: " + file + " holds no token: delete it, and a new one is made");
      }
      return new ManagementToken(text.getBytes(StandardCharsets.US_ASCII));
    } catch (KeyFileException unusable) {
      throw new StartException("data.dir: " + unusable.getMessage(), unusable);
    }
  }

  /** An operation that only who has the token may ask for, and only on this machine. */
  ManagementOperation guarding(String method, String path, ManagementOperation.Work work) {
    return new ManagementOperation(
        method,
        path,
        request -> {
          if (!request.isLocal()) {
            return Reply.refused(403, "only from the node's own machine: ask there");
          }
          byte[] shown = request.token().getBytes(StandardCharsets.UTF_8);
          return MessageDigest.isEqual(token, shown)
              ? work.answer(request)
              : Reply.refused(
                  401, "needs 'Authorization: Bearer' with the token in " + FILE + " of data.dir");
        });
  }
}
