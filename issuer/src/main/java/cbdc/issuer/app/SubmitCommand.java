package cbdc.issuer.app;

import cbdc.issuer.core.DeskAnswer;
import cbdc.issuer.core.OrderId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code issuer submit}: gives an approved order to the ledger. */
@Command(
    name = "submit",
    description =
        "Gives an approved order to the ledger and tells its outcome. Submitting again never executes twice.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footerHeading = "%nExample:%n",
    footer = "  issuer submit 0001-00002-1 --key service.p12")
final class SubmitCommand extends IssuerSubcommand {
  @Parameters(
      paramLabel = "ORDER",
      converter = Values.Id.class,
      description = "The order, as draft and list name it.")
  private OrderId id;

  @Mixin private KeyOptions key;

  @Override
  int execute() throws Exception {
    DeskAnswer.Done done = counter().submit(id, key);
    new OrderView(desk(), done.order()).print(out(), isJson(), done.warnings());
    return switch (desk().state(done.order()).word()) {
      case "EXECUTED" -> 0;
      case "REFUSED" -> IssuerFailure.REFUSED;
      default -> IssuerFailure.FAILED;
    };
  }
}
