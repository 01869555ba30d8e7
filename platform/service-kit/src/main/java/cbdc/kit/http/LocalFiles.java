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
  private static final SortedSet<Integer> OK = new TreeSet<>(Set.of(200));

  private LocalFiles() {}

  static void addTo(RouteTable routes, OpenApiContract contract) {
    add(routes, "/openapi.yaml", "contract", "application/yaml", contract.yaml());
  }

  private static void add(
      RouteTable routes, String path, String id, String contentType, String text) {
    Reply reply = Reply.of(200, contentType, Buffer.buffer(text));
    for (String method : List.of("GET", "HEAD")) {
      Described described =
          new Described(method, path, id, List.of(), false, false, Set.of(), Set.of(), OK);
      routes.add(new Route(described, call -> Future.succeededFuture(reply)));
    }
  }
}
