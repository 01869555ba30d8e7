package cbdc.issuer.app;

import cbdc.issuer.core.DeskAnswer;
import cbdc.issuer.core.OrderId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code issuer withdraw}: gives an order up. */
@Command(
    name = "withdraw",
    description =
        "Gives up an order that was not submitted; its number is free again. Needs no connection.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  issuer withdraw 0001-00002-1")
final class WithdrawCommand extends IssuerSubcommand {
  @Parameters(
      paramLabel = "ORDER",
      converter = Values.Id.class,
      description = "The order, as draft and list name it.")
  private OrderId id;

  @Override
  int execute() throws Exception {
    DeskAnswer.Done done = counter().withdraw(id);
    new OrderView(desk(), done.order()).print(out(), isJson(), done.warnings());
    return 0;
  }
}
