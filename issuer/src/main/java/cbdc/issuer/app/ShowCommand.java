package cbdc.issuer.app;

import cbdc.issuer.core.OrderId;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code issuer show}: one order in plain words. */
@Command(
    name = "show",
    description =
        "Shows in plain words what an order does and where it stands; needs no connection.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  issuer show 0001-00002-1")
final class ShowCommand extends IssuerSubcommand {
  @Parameters(
      paramLabel = "ORDER",
      converter = Values.Id.class,
      description = "The order, as draft and list name it.")
  private OrderId id;

  @Override
  int execute() throws Exception {
    new OrderView(desk(), counter().show(id)).print(out(), isJson(), List.of());
    return 0;
  }
}
