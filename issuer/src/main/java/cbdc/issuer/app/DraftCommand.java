package cbdc.issuer.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code issuer draft}: makes an order. One subcommand for each kind. */
@Command(
    name = "draft",
    description =
        "Makes an order, which others then approve. The ledger is asked for its number; nothing is sent to it.",
    mixinStandardHelpOptions = true,
    subcommands = {
      DraftMoney.CreditReserve.class,
      DraftMoney.Issue.class,
      DraftMoney.Redeem.class,
      DraftAccount.Block.class,
      DraftAccount.Unblock.class,
      DraftAccount.SweepSuspense.class,
      DraftRegistry.SetPolicy.class,
      DraftRegistry.SetBank.class,
      DraftRegistry.SetIssuerKeys.class,
      DraftRegistry.RaiseRulesVersion.class,
      DraftRegistry.ReplaceNode.class,
    })
final class DraftCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
