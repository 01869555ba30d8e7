package cbdc.issuer.app;

import cbdc.issuer.core.LedgerDay;
import cbdc.issuer.core.OrderBook.Listing;
import cbdc.issuer.core.OrderDesk;
import cbdc.issuer.core.OrderRecord;
import cbdc.issuer.core.OrderWords;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code issuer list}: the order book. */
@Command(
    name = "list",
    description = "Lists the orders that are open; needs no connection.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footerHeading = "%nExample:%n",
    footer = "  issuer list --all --json")
final class ListCommand extends IssuerSubcommand {
  @Option(
      names = "--all",
      description = "Also those that are executed, refused, expired or withdrawn.")
  private boolean all;

  @Override
  int execute() throws Exception {
    OrderDesk desk = desk();
    Listing listing = counter().list(all);
    List<OrderRecord> shown = listing.orders();
    if (isJson()) {
      ObjectNode json = Json.object();
      ArrayNode orders = json.putArray("orders");
      shown.forEach(record -> orders.add(new OrderView(desk, record).toJson(List.of())));
      ArrayNode notices = json.putArray("notices");
      listing.notices().forEach(notices::add);
      Json.print(json, out());
      return 0;
    }
    if (shown.isEmpty()) {
      out().println(all ? "No orders." : "No open orders; --all shows the others, too.");
    }
    int width = shown.stream().mapToInt(record -> stateText(desk, record).length()).max().orElse(0);
    for (OrderRecord record : shown) {
      String state = stateText(desk, record);
      out()
          .println(
              record.id()
                  + "  "
                  + state
                  + " ".repeat(width - state.length())
                  + "  "
                  + LedgerDay.text(record.order().header().lastValidDay())
                  + "  "
                  + OrderWords.summary(record.order()));
    }
    listing.notices().forEach(notice -> out().println("notice: " + notice));
    return 0;
  }

  /** The state with its code, but without the rule in words. */
  private static String stateText(OrderDesk desk, OrderRecord record) {
    String text = desk.state(record).text();
    int colon = text.indexOf(':');
    return colon < 0 ? text : text.substring(0, colon);
  }
}
