package cbdc.kit.http;

import cbdc.kit.http.OpenApiContract.Described;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** What a server tells about itself: the contract, and the page made from it. */
final class LocalFiles {
  /** The page has its style within and needs nothing else, from here or elsewhere. */
  private static final String NOTHING_ELSE =
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private static final SortedSet<Integer> OK = new TreeSet<>(Set.of(200));

  private LocalFiles() {}

  static void addTo(RouteTable routes, OpenApiContract contract) {
    Reply yaml = text("application/yaml", contract.yaml());
    Reply page = text("text/html; charset=utf-8", ReferencePage.of(contract));
    add(routes, "/openapi.yaml", "contract", yaml);
    add(
        routes,
        "/docs",
        "reference",
        page.header("Content-Security-Policy", NOTHING_ELSE)
            .header("Referrer-Policy", "no-referrer"));
  }

  private static Reply text(String contentType, String text) {
    return Reply.of(200, contentType, Buffer.buffer(text));
  }

  private static void add(RouteTable routes, String path, String id, Reply reply) {
    for (String method : List.of("GET", "HEAD")) {
      Described described =
          new Described(method, path, id, List.of(), false, false, Set.of(), Set.of(), OK);
      routes.add(new Route(described, call -> Future.succeededFuture(reply), true));
    }
  }
}
