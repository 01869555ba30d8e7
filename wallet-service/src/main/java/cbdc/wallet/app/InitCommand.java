package cbdc.wallet.app;

import cbdc.crypto.KeyFile;
import cbdc.crypto.KeyGeneration;
import cbdc.crypto.LocalSigningKey;
import cbdc.crypto.PrivateFiles;
import cbdc.crypto.SignatureSuite;
import cbdc.kit.StartException;
import cbdc.protocol.AccountNumber;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Base64;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cbdc wallet init}: makes the keys and secrets that a wallet service starts with. */
@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Make the files that a bank's wallet service starts with: a batch key, the secret of its tokens, an operator's token, and a"
          + " configuration that names them.",
      "",
      "Nothing that is there is ever overwritten."
    },
    footerHeading = "%nExample:%n",
    footer = "  ./cbdc wallet init --bank 1 data/bank-1")
final class InitCommand extends WalletSubcommand {
  private static final int SECRET_BYTES = 32;

  @Option(
      names = "--bank",
      required = true,
      paramLabel = "CODE",
      description = "Code of the bank, 1 to 9999.")
  private int bank;

  @Parameters(paramLabel = "FOLDER", description = "Where the files go.")
  private Path folder;

  private final SecureRandom random = new SecureRandom();

  @Override
  void execute() throws IOException {
    if (bank < 1 || bank > AccountNumber.MAX_BANK) {
      throw unusable("--bank: expected 1 to " + AccountNumber.MAX_BANK + " but got " + bank);
    }
    Files.createDirectories(folder);
    Path key = folder.resolve("bank.p12");
    Path password = folder.resolve("bank.password");
    Path secret = folder.resolve("tokens.secret");
    Path operators = folder.resolve("operator.tokens");
    Path config = folder.resolve("wallet.yaml");
    for (Path file : new Path[] {key, password, secret, operators, config}) {
      if (Files.exists(file)) {
        throw new StartException(file + " exists already: choose another folder");
      }
    }
    KeyFile.writeNewPassword(password, random);
    LocalSigningKey made = KeyGeneration.generate(SignatureSuite.ED25519, random);
    KeyFile.write(key, password, made, "bank-" + bank);
    writeSecret(secret, Base64.getEncoder().encodeToString(randomBytes()) + "\n");
    writeSecret(
        operators,
        "# one token a line\n"
            + "cbdc_op_"
            + Base64.getUrlEncoder().withoutPadding().encodeToString(randomBytes())
            + "\n");
    Files.writeString(
        config,
        """
        wallet:
          bank: %d
          # cluster-id: what genesis printed
          key-file: %s
          token-secret-file: %s
          operator-tokens-file: %s
          data-folder: %s
        """
            .formatted(bank, key, secret, operators, folder.resolve("data")),
        StandardOpenOption.CREATE_NEW);
    out()
        .printf(
            "made %s, %s, %s and %s%nthe issuer admits the bank with this key:%n  %s%n",
            key, secret, operators, config, made.verifyingKey());
  }

  private byte[] randomBytes() {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return bytes;
  }

  private static void writeSecret(Path file, String content) {
    PrivateFiles.writeNew(file, content.getBytes(StandardCharsets.UTF_8), "secret file");
  }
}
