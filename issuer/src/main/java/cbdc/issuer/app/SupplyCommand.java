package cbdc.issuer.app;

import cbdc.crypto.SigningKey;
import cbdc.issuer.api.SupplyJson;
import cbdc.issuer.core.SupplyAudit;
import cbdc.issuer.core.SupplyReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code issuer supply}: all currency, and whether it adds up. */
@Command(
    name = "supply",
    description =
        "Reports all currency by bank and shard, and checks that every unit of it is accounted for.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footerHeading = "%nExample:%n",
    footer = "  issuer supply --json")
final class SupplyCommand extends IssuerSubcommand {
  @Mixin private KeyOptions key;

  @Override
  int execute() throws Exception {
    if (issuer().hasService()) {
      throw IssuerFailure.usage(
          "supply reads the shards and adds up by itself: leave --url out, or ask the service for /v1/supply");
    }
    SigningKey service = key.ofService(config());
    return withLedger(
        service,
        connection -> {
          SupplyReport report = await(SupplyAudit.read(connection.ledger()));
          if (isJson()) {
            Json.print(SupplyJson.of(report), out());
          } else {
            SupplyView.print(report, out());
          }
          return report.isConserved() ? 0 : IssuerFailure.REFUSED;
        });
  }
}
