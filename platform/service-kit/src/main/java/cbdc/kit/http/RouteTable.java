package cbdc.kit.http;

import cbdc.kit.http.OpenApiContract.Described;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Finds the route of a request by path and method. Immutable once it is built. */
final class RouteTable {

  /** What one path template answers, by method. */
  private static final class Entry {
    final Map<String, Route> byMethod = new TreeMap<>();
  }

  /** One segment of the templates. */
  private static final class Node {
    final Map<String, Node> literals = new HashMap<>();
    Node parameter;
    Entry entry;
  }

  /**
   * A route and the values that its path parameters have, as they came.
   *
   * @param route null if nothing has this path, or the path does not know the method
   * @param allowed the methods that the path knows, empty if nothing has this path
   */
  record Match(Route route, List<String> values, List<String> allowed) {}

  private static final Match NONE = new Match(null, List.of(), List.of());

  private final Node root = new Node();
  private final Map<String, Entry> fixed = new HashMap<>();

  /** Adds a route. */
  void add(Route route) {
    Described operation = route.described();
    Node node = root;
    boolean parameters = false;
    for (String segment : segments(operation.path())) {
      if (segment.startsWith("{") && segment.endsWith("}")) {
        parameters = true;
        if (node.parameter == null) {
          node.parameter = new Node();
        }
        node = node.parameter;
      } else if (segment.contains("{")) {
        throw new IllegalArgumentException(
            operation.path() + " has a parameter that is not a whole segment");
      } else {
        node = node.literals.computeIfAbsent(segment, any -> new Node());
      }
    }
    if (node.entry == null) {
      node.entry = new Entry();
    }
    if (node.entry.byMethod.putIfAbsent(operation.method(), route) != null) {
      throw new IllegalArgumentException(
          "two operations answer " + operation.method() + " " + operation.path());
    }
    if (!parameters) {
      fixed.put(operation.path(), node.entry);
    }
  }

  /** Looks up a path, as it came, and a method. */
  Match find(String method, String path) {
    Entry entry = fixed.get(path);
    List<String> values = List.of();
    if (entry == null) {
      List<String> segments = segments(path);
      values = new ArrayList<>();
      entry = find(root, segments, 0, values);
    }
    if (entry == null) {
      return NONE;
    }
    return new Match(entry.byMethod.get(method), values, List.copyOf(entry.byMethod.keySet()));
  }

  private static Entry find(Node node, List<String> segments, int at, List<String> values) {
    if (at == segments.size()) {
      return node.entry;
    }
    Node literal = node.literals.get(segments.get(at));
    Entry found = literal == null ? null : find(literal, segments, at + 1, values);
    if (found != null || node.parameter == null || segments.get(at).isEmpty()) {
      return found;
    }
    values.add(segments.get(at));
    found = find(node.parameter, segments, at + 1, values);
    if (found == null) {
      values.removeLast();
    }
    return found;
  }

  private static List<String> segments(String path) {
    return List.of(path.substring(Math.min(1, path.length())).split("/", -1));
  }
}
