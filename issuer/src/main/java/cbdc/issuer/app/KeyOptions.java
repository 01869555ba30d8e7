package cbdc.issuer.app;

import cbdc.crypto.KeyFile;
import cbdc.crypto.SigningKey;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The key that a command acts with: given with the command, or the one in the configuration. */
final class KeyOptions {
  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "PKCS#12 file with the key to act with; default issuer.key-file.")
  private Path keyFile;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "File with its password; default the file beside it that ends in .password.")
  private Path passwordFile;

  /** Reads the key of the person who acts; the service's key does not stand in for people. */
  SigningKey personal(String who) {
    if (keyFile == null) {
      throw IssuerFailure.usage("--key is missing: name the key file of " + who);
    }
    return KeyFile.read(keyFile, password(keyFile, Optional.ofNullable(passwordFile)));
  }

  /** Reads the key that signs requests. */
  SigningKey ofService(IssuerConfig config) {
    if (keyFile != null) {
      return personal("the service");
    }
    Path file =
        config
            .serviceKey()
            .orElseThrow(
                () ->
                    IssuerFailure.usage(
                        "--key is missing, and issuer.key-file is not set: the ledger answers nobody without a key"));
    return KeyFile.read(file, password(file, config.servicePassword()));
  }

  /** As {@link #ofService}, or this key where none is configured. */
  static SigningKey ofServiceOr(SigningKey otherwise, IssuerConfig config) {
    return configured(config).orElse(otherwise);
  }

  /** Reads the key that the configuration names; empty where it names none. */
  static Optional<SigningKey> configured(IssuerConfig config) {
    return read(config.serviceKey(), config.servicePassword());
  }

  /** Reads a key file that was named, if one was. */
  static Optional<SigningKey> read(Optional<Path> keyFile, Optional<Path> passwordFile) {
    return keyFile.map(file -> KeyFile.read(file, password(file, passwordFile)));
  }

  private static Path password(Path keyFile, Optional<Path> named) {
    String name = keyFile.getFileName().toString();
    String stem = name.endsWith(".p12") ? name.substring(0, name.length() - ".p12".length()) : name;
    return named.orElse(keyFile.resolveSibling(stem + ".password"));
  }
}
