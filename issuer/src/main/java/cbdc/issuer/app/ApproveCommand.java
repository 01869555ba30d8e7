package cbdc.issuer.app;

import cbdc.crypto.SigningKey;
import cbdc.issuer.core.LedgerKeys;
import cbdc.issuer.core.OrderDesk;
import cbdc.issuer.core.OrderId;
import cbdc.issuer.core.OrderRecord;
import cbdc.issuer.core.OrderState;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code issuer approve}: one person reads an order and signs it. */
@Command(
    name = "approve",
    description =
        "Shows an order in plain words, asks, and signs its exact bytes; needs no connection.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footerHeading = "%nExample:%n",
    footer = "  issuer approve 0001-00002-1 --key bob.p12")
final class ApproveCommand extends IssuerSubcommand {
  @Parameters(
      paramLabel = "ORDER",
      converter = Values.Id.class,
      description = "The order, as draft and list name it.")
  private OrderId id;

  @Mixin private KeyOptions key;

  @Option(
      names = "--yes",
      description = "Sign without asking; for somebody who has looked at it with show.")
  private boolean yes;

  @Override
  int execute() throws Exception {
    OrderDesk desk = desk();
    SigningKey approver = key.personal("the one who approves");
    OrderCounter counter = counter();
    OrderRecord seen = counter.show(id);
    desk.refusalOfApproval(seen, LedgerKeys.of(approver.verifyingKey()))
        .ifPresent(
            refused -> {
              throw IssuerFailure.refused(refused.message());
            });
    if (!yes) {
      ask(seen);
    }
    OrderRecord signed = counter.approve(seen, approver);
    List<String> warnings = List.of();
    if (isJson() || yes) {
      new OrderView(desk, signed).print(out(), isJson(), warnings);
    }
    if (!isJson()) {
      out()
          .println(
              "Order "
                  + id
                  + " is now "
                  + desk.state(signed).text()
                  + "."
                  + next(desk.state(signed)));
    }
    return 0;
  }

  private void ask(OrderRecord seen) throws IOException {
    if (isJson()) {
      throw IssuerFailure.usage(
          "--json cannot ask: look at the order with show, then approve it with --yes");
    }
    new OrderView(desk(), seen).print(out(), false, List.of());
    out().print("Sign this order? [y/N] ");
    out().flush();
    String answer = surroundings().answers().readLine();
    boolean agreed =
        answer != null && List.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT));
    if (!agreed) {
      out().println();
      throw IssuerFailure.refused("not signed: the answer was not yes; nothing was changed");
    }
  }

  private String next(OrderState state) {
    return state instanceof OrderState.Approved approved && approved.count() >= approved.needed()
        ? " Next: issuer submit " + id
        : "";
  }
}
