package cbdc.issuer.app;

import cbdc.crypto.KeyFile;
import cbdc.crypto.KeyGeneration;
import cbdc.crypto.LocalSigningKey;
import cbdc.crypto.SignatureSuite;
import cbdc.crypto.VerifyingKey;
import cbdc.issuer.store.KeyLists;
import cbdc.issuer.store.NewFiles;
import cbdc.protocol.Order.SetBank;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code issuer keys}: the key ceremony. */
@Command(
    name = "keys",
    description = "Makes signing keys.",
    mixinStandardHelpOptions = true,
    subcommands = KeysCommand.New.class)
final class KeysCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** {@code issuer keys new}. */
  @Command(
      name = "new",
      description =
          "Makes new keys, each in a PKCS#12 file with its password in a file beside it, and the list of their public halves.",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      footerHeading = "%nExamples:%n",
      footer = {
        "  issuer keys new --count 5 --threshold 3 --out ceremony     the issuer's keys",
        "  issuer keys new --name bank-0001 --out keys-of-0001        the batch key of a bank",
        "  issuer keys new --count 3 --threshold 2 --suite sm2-sm3 --out ceremony",
      })
  static final class New extends IssuerSubcommand {
    @Option(
        names = "--count",
        paramLabel = "N",
        defaultValue = "1",
        description = "How many (default: ${DEFAULT-VALUE}).")
    private int count;

    @Option(
        names = "--threshold",
        paramLabel = "M",
        defaultValue = "1",
        description = "How many of them must sign, for the list (default: ${DEFAULT-VALUE}).")
    private int threshold;

    @Option(
        names = "--suite",
        defaultValue = "ed25519",
        converter = Values.Suite.class,
        description = "ed25519, ecdsa-p256-sha256 or sm2-sm3 (default: ${DEFAULT-VALUE}).")
    private SignatureSuite suite;

    @Option(
        names = "--name",
        defaultValue = "issuer",
        description = "How the files' names begin (default: ${DEFAULT-VALUE}).")
    private String name;

    @Option(
        names = "--out",
        paramLabel = "DIR",
        required = true,
        description = "Folder for the files; existing files are kept.")
    private Path folder;

    @Override
    int execute() {
      if (count < 1 || count > SetBank.MAX_KEYS) {
        throw IssuerFailure.usage("--count " + count + " must be 1 to " + SetBank.MAX_KEYS);
      }
      if (threshold < 1 || threshold > count) {
        throw IssuerFailure.usage(
            "--threshold " + threshold + " must be 1 to " + count + ", the number of keys");
      }
      if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
        throw IssuerFailure.usage(
            "--name '" + name + "' must be letters, digits, dots, hyphens and underscores");
      }
      Path list = folder.resolve(name + "-keys.yaml");
      // All names first: a ceremony is done whole or not at all.
      NewFiles.requireAbsent(list);
      for (int i = 1; i <= count; i++) {
        NewFiles.requireAbsent(file(i, ".p12"));
        NewFiles.requireAbsent(file(i, ".password"));
      }
      List<VerifyingKey> keys = new ArrayList<>();
      for (int i = 1; i <= count; i++) {
        keys.add(make(i));
      }
      KeyLists.writeNew(list, threshold, keys);
      print(list, keys);
      return 0;
    }

    private VerifyingKey make(int number) {
      LocalSigningKey key = KeyGeneration.generate(suite, surroundings().random());
      KeyFile.writeNewPassword(file(number, ".password"), surroundings().random());
      KeyFile.write(file(number, ".p12"), file(number, ".password"), key, name + " " + number);
      return key.verifyingKey();
    }

    private Path file(int number, String suffix) {
      return folder.resolve(name + "-" + number + suffix);
    }

    private void print(Path list, List<VerifyingKey> keys) {
      if (isJson()) {
        ObjectNode json = Json.object().put("list", list.toString()).put("threshold", threshold);
        ArrayNode files = json.putArray("keys");
        for (int i = 1; i <= keys.size(); i++) {
          files
              .addObject()
              .put("file", file(i, ".p12").toString())
              .put("publicKey", keys.get(i - 1).text());
        }
        Json.print(json, out());
        return;
      }
      for (int i = 1; i <= keys.size(); i++) {
        out()
            .println(
                file(i, ".p12")
                    + "  "
                    + keys.get(i - 1).text()
                    + "  id "
                    + keys.get(i - 1).keyId());
      }
      out().println(list + "  public keys, " + threshold + " of " + count + " must sign");
      out()
          .println(
              "Give each person one key file with its password file, and keep no copy of both in one place.");
      if (count > 1 && threshold == count) {
        out()
            .println(
                "With "
                    + threshold
                    + " of "
                    + count
                    + " one lost key stops the issuer, and who made an order would have to approve it too"
                    + " (issuer.maker-may-approve): more keys than must sign are better.");
      }
    }
  }
}
