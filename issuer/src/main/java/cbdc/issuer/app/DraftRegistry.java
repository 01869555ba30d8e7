package cbdc.issuer.app;

import cbdc.issuer.core.OrderDraft;
import cbdc.issuer.store.KeyLists;
import cbdc.issuer.store.KeyLists.KeyList;
import cbdc.protocol.BankStatus;
import cbdc.protocol.PublicKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Orders that change what the whole ledger goes by. */
final class DraftRegistry {
  private DraftRegistry() {}

  /** {@code issuer draft set-policy}. */
  @Command(
      name = "set-policy",
      description = "Replaces the limits of all wallet classes.",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      footerHeading = "%nExamples:%n",
      footer = {
        "  issuer draft set-policy --preset ecny-2021 --key alice.p12",
        "  issuer draft set-policy --policy limits.yaml --key alice.p12",
      })
  static final class SetPolicy extends DraftKind {
    @Mixin private PolicyOptions policy;

    @Override
    OrderDraft content() {
      return OrderDraft.setPolicy(policy.read().policy());
    }
  }

  /** {@code issuer draft set-bank}. */
  @Command(
      name = "set-bank",
      description =
          "Admits a bank, or replaces its status, quota and keys. All of them are replaced: name what stays, too.",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      footerHeading = "%nExamples:%n",
      footer = {
        "  issuer draft set-bank --bank 0001 --quota 10000000 --bank-keys keys-of-0001/bank-0001-keys.yaml --key alice.p12",
        "  issuer draft set-bank --bank 0001 --status suspended --quota 10000000 --bank-key ed25519:… --key alice.p12",
      })
  static final class SetBank extends DraftKind {
    @Option(
        names = "--bank",
        required = true,
        converter = Values.Bank.class,
        description = "Code of the bank; 0000 gives keys to the issuer's own service.")
    private int bank;

    @Option(
        names = "--status",
        defaultValue = "active",
        converter = Values.StatusOfBank.class,
        description = "active or suspended (default: ${DEFAULT-VALUE}).")
    private BankStatus status;

    @Option(
        names = "--quota",
        required = true,
        converter = Values.AnyAmount.class,
        description = "Most currency that the bank may have outstanding, as a decimal.")
    private long quota;

    @Option(
        names = "--bank-key",
        paramLabel = "KEY",
        converter = Values.Key.class,
        description =
            "A public key that the bank signs with, <suite>:<hexadecimal digits>; may be repeated.")
    private List<PublicKey> keys = new ArrayList<>();

    @Option(
        names = "--bank-keys",
        paramLabel = "FILE",
        description = "A list of such keys, as 'issuer keys new' wrote it.")
    private Path list;

    @Override
    OrderDraft content() {
      List<PublicKey> all = new ArrayList<>(keys);
      if (list != null) {
        all.addAll(KeyLists.read(list).keys());
      }
      return OrderDraft.setBank(bank, status, quota, all);
    }
  }

  /** {@code issuer draft set-issuer-keys}. */
  @Command(
      name = "set-issuer-keys",
      description = "Replaces the issuer's keys, and how many of them must sign.",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      footerHeading = "%nExample:%n",
      footer =
          "  issuer draft set-issuer-keys --keys ceremony-2027/issuer-keys.yaml --key alice.p12")
  static final class SetIssuerKeys extends DraftKind {
    @Option(
        names = "--keys",
        paramLabel = "FILE",
        required = true,
        description =
            "List of public keys with the number that must sign, as 'issuer keys new' wrote it.")
    private Path file;

    @Override
    OrderDraft content() {
      KeyList list = KeyLists.read(file);
      return OrderDraft.setIssuerKeys(list.threshold(), list.keys());
    }
  }

  /** {@code issuer draft raise-rules-version}. */
  @Command(
      name = "raise-rules-version",
      description = "Raises the version of the ledger's rules, once every node can execute it.",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      footerHeading = "%nExample:%n",
      footer = "  issuer draft raise-rules-version --version-number 2 --key alice.p12")
  static final class RaiseRulesVersion extends DraftKind {
    @Option(
        names = "--version-number",
        paramLabel = "N",
        required = true,
        description = "The next version.")
    private int version;

    @Override
    OrderDraft content() {
      return OrderDraft.raiseRulesVersion(version);
    }
  }

  /** {@code issuer draft replace-node}. */
  @Command(
      name = "replace-node",
      description = "Replaces a settlement node for ever; the removed id is refused from then on.",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      footerHeading = "%nExample:%n",
      footer = "  issuer draft replace-node --removed node-2 --added node-4 --key alice.p12")
  static final class ReplaceNode extends DraftKind {
    @Option(
        names = "--removed",
        paramLabel = "NODE",
        defaultValue = "",
        description = "Id of the node that goes.")
    private String removed;

    @Option(
        names = "--added",
        paramLabel = "NODE",
        defaultValue = "",
        description = "Id of the node that comes.")
    private String added;

    @Override
    OrderDraft content() {
      return OrderDraft.replaceNode(removed, added);
    }
  }
}
