package cbdc.issuer.app;

import cbdc.crypto.SigningKey;
import cbdc.issuer.core.DeskAnswer;
import cbdc.issuer.core.GenesisBuilder;
import cbdc.issuer.core.OrderChecks;
import cbdc.issuer.core.OrderDesk;
import cbdc.issuer.core.OrderDraft;
import java.util.OptionalInt;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What making an order is like, whatever its kind. */
abstract class DraftKind extends IssuerSubcommand {
  @Mixin private KeyOptions key;

  @Option(
      names = "--valid-days",
      paramLabel = "N",
      defaultValue = "7",
      description = "How many days after today the order stays valid (default: ${DEFAULT-VALUE}).")
  private int validDays;

  @Option(
      names = "--valid-until",
      paramLabel = "DATE",
      converter = Values.Day.class,
      description = "Last valid day instead, for example 2026-12-31.")
  private Integer validUntil;

  /** What the order is to do. */
  abstract OrderDraft content();

  @Override
  final int execute() throws Exception {
    OrderDraft draft = content();
    OrderChecks.faultIn(draft.content(), GenesisBuilder.MAX_SHARDS)
        .ifPresent(
            fault -> {
              throw IssuerFailure.usage(fault);
            });
    if (validDays < 0 || validDays > OrderDesk.VALID_DAYS_MAX) {
      throw IssuerFailure.usage(
          "--valid-days " + validDays + " must be 0 to " + OrderDesk.VALID_DAYS_MAX);
    }
    SigningKey maker = key.personal("the one who makes the order");
    OptionalInt lastDay = validUntil == null ? OptionalInt.empty() : OptionalInt.of(validUntil);
    DeskAnswer.Done done = counter().draft(draft, maker, lastDay, validDays);
    new OrderView(desk(), done.order()).print(out(), isJson(), done.warnings());
    if (!isJson()) {
      out()
          .println(
              "Next: issuer approve "
                  + done.order().id()
                  + " --key FILE, by "
                  + done.order().terms().threshold()
                  + " of the "
                  + done.order().terms().issuerKeys().size()
                  + " issuer keys");
    }
    return 0;
  }
}
