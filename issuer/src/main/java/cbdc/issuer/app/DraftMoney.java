package cbdc.issuer.app;

import cbdc.issuer.core.OrderDraft;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Orders that move money of the central bank. */
abstract class DraftMoney extends DraftKind {
  @Option(
      names = "--bank",
      required = true,
      converter = Values.Bank.class,
      description = "Code of the bank, for example 0001.")
  int bank;

  @Option(
      names = "--amount",
      required = true,
      converter = Values.PositiveAmount.class,
      description = "Amount as a decimal, for example 1000.00.")
  long amount;

  /** {@code issuer draft credit-reserve}. */
  @Command(
      name = "credit-reserve",
      description = "Credits a bank's reserve at the central bank.",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      footerHeading = "%nExample:%n",
      footer = "  issuer draft credit-reserve --bank 0001 --amount 5000000 --key alice.p12")
  static final class CreditReserve extends DraftMoney {
    @Override
    OrderDraft content() {
      return OrderDraft.creditReserve(bank, amount);
    }
  }

  /** {@code issuer draft issue}. */
  @Command(
      name = "issue",
      description = "Issues currency into a bank's vault against its reserve.",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      footerHeading = "%nExample:%n",
      footer =
          "  issuer draft issue --bank 0001 --amount 1000000.00 --key alice.p12 --valid-days 2")
  static final class Issue extends DraftMoney {
    @Override
    OrderDraft content() {
      return OrderDraft.issue(bank, amount);
    }
  }

  /** {@code issuer draft redeem}. */
  @Command(
      name = "redeem",
      description = "Takes currency out of a bank's vault and credits its reserve.",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      footerHeading = "%nExample:%n",
      footer = "  issuer draft redeem --bank 0001 --amount 250000.00 --key alice.p12")
  static final class Redeem extends DraftMoney {
    @Override
    OrderDraft content() {
      return OrderDraft.redeem(bank, amount);
    }
  }
}
