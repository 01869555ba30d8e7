package cbdc.issuer.app;

import cbdc.issuer.core.OrderDraft;
import cbdc.protocol.AccountStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Orders about one account. */
final class DraftAccount {
  private DraftAccount() {}

  /** {@code issuer draft block}. */
  @Command(
      name = "block",
      description = "Blocks an account officially: its bank cannot lift that.",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      footerHeading = "%nExample:%n",
      footer =
          "  issuer draft block --account DC87000100000001000000 --status debit-blocked --key alice.p12")
  static final class Block extends DraftKind {
    @Option(
        names = "--account",
        required = true,
        converter = Values.Account.class,
        description = "Account number.")
    private long account;

    @Option(
        names = "--status",
        defaultValue = "blocked",
        converter = Values.Block.class,
        description = "debit-blocked, credit-blocked or blocked (default: ${DEFAULT-VALUE}).")
    private AccountStatus status;

    @Override
    OrderDraft content() {
      return OrderDraft.setOfficialStatus(account, status);
    }
  }

  /** {@code issuer draft unblock}. */
  @Command(
      name = "unblock",
      description = "Lifts an official block; what the bank itself blocked stays blocked.",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      footerHeading = "%nExample:%n",
      footer = "  issuer draft unblock --account DC87000100000001000000 --key alice.p12")
  static final class Unblock extends DraftKind {
    @Option(
        names = "--account",
        required = true,
        converter = Values.Account.class,
        description = "Account number.")
    private long account;

    @Override
    OrderDraft content() {
      return OrderDraft.setOfficialStatus(account, AccountStatus.ACTIVE);
    }
  }

  /** {@code issuer draft sweep-suspense}. */
  @Command(
      name = "sweep-suspense",
      description = "Moves what a shard could not book for a bank to the bank's vault.",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      footerHeading = "%nExample:%n",
      footer = "  issuer draft sweep-suspense --bank 0001 --shard 3 --key alice.p12")
  static final class SweepSuspense extends DraftKind {
    @Option(
        names = "--bank",
        required = true,
        converter = Values.Bank.class,
        description = "Code of the bank.")
    private int bank;

    @Option(
        names = "--shard",
        paramLabel = "N",
        required = true,
        description = "Number of the shard.")
    private int shard;

    @Override
    OrderDraft content() {
      return OrderDraft.sweepSuspense(bank, shard);
    }
  }
}
