package cbdc.kit.http;

import cbdc.kit.http.OpenApiContract.Described;
import cbdc.kit.http.OpenApiContract.Parameter;
import cbdc.kit.http.OpenApiContract.Place;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** One operation of the contract with its handler, and the rules that a request must keep. */
final class Route {
  private static final Pattern WEIGHT_ZERO = Pattern.compile(";\\s*q=0(\\.0*)?\\s*(;|$)");

  private final Described described;
  private final Operation operation;
  private final boolean local;
  private final List<String> pathNames = new ArrayList<>();
  private final Map<String, Parameter> pathParameters = new HashMap<>();
  private final List<Parameter> queryParameters;
  private final List<Parameter> headerParameters;
  private final Set<String> queryNames = new HashSet<>();

  /** A route; {@code local} if it is answered from memory, whatever state the server is in. */
  Route(Described described, Operation operation, boolean local) {
    this.described = described;
    this.local = local;
    this.operation = operation;
    this.queryParameters = at(Place.QUERY);
    this.headerParameters = at(Place.HEADER);
    queryParameters.forEach(parameter -> queryNames.add(parameter.name()));
    at(Place.PATH).forEach(parameter -> pathParameters.put(parameter.name(), parameter));
    for (String segment : described.path().split("/", -1)) {
      if (segment.startsWith("{")) {
        pathNames.add(segment.substring(1, segment.length() - 1));
      }
    }
    if (!pathParameters.keySet().equals(Set.copyOf(pathNames))) {
      throw new IllegalArgumentException(
          described.id() + " describes other path parameters than its path has");
    }
  }

  Described described() {
    return described;
  }

  boolean local() {
    return local;
  }

  Operation operation() {
    return operation;
  }

  /** Names and values of the path, decoded and checked. */
  Map<String, String> path(List<String> raw) {
    if (raw.isEmpty()) {
      return Map.of();
    }
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < raw.size(); i++) {
      String name = pathNames.get(i);
      String value = RequestTarget.decode(raw.get(i), false);
      check(pathParameters.get(name), value);
      values.put(name, value);
    }
    return values;
  }

  /** Names and values of the query, decoded and checked. */
  Map<String, String> query(RequestTarget target) {
    Map<String, String> values = target.parameters();
    for (String name : values.keySet()) {
      if (!queryNames.contains(name)) {
        throw Problem.of(HttpProblem.PARAMETER_UNKNOWN).field(name).toException();
      }
    }
    for (Parameter parameter : queryParameters) {
      check(parameter, values.get(parameter.name()));
    }
    return values;
  }

  /** Checks the headers that the contract describes, and those that every operation has. */
  void checkHeaders(MultiMap headers) {
    for (Parameter parameter : headerParameters) {
      List<String> values = headers.getAll(parameter.name());
      if (values.size() > 1) {
        throw Call.invalidParameter(parameter.name(), "the header is there twice");
      }
      check(parameter, values.isEmpty() ? null : values.get(0));
    }
    checkAccept(headers.get(HttpHeaders.ACCEPT));
  }

  /** Checks the media type of a body, and that it is not compressed. */
  void checkBodyType(String contentType, String contentEncoding) {
    if (contentEncoding != null && !contentEncoding.equalsIgnoreCase("identity")) {
      throw Problem.of(HttpProblem.MEDIA_TYPE_UNSUPPORTED)
          .detail("bodies are not compressed")
          .toException();
    }
    String type = contentType == null ? "" : baseType(contentType);
    if (!described.requestTypes().contains(type)) {
      throw Problem.of(HttpProblem.MEDIA_TYPE_UNSUPPORTED)
          .with("supported", String.join(", ", described.requestTypes()))
          .header("Accept", String.join(", ", described.requestTypes()))
          .toException();
    }
    int charset = contentType.toLowerCase(Locale.ROOT).indexOf("charset=");
    if (charset >= 0) {
      String name = contentType.substring(charset + "charset=".length()).replace("\"", "").strip();
      if (!name.equalsIgnoreCase("utf-8")) {
        throw Problem.of(HttpProblem.MEDIA_TYPE_UNSUPPORTED)
            .detail("the charset is always utf-8")
            .toException();
      }
    }
  }

  private void checkAccept(String accept) {
    if (accept == null || accept.equals("*/*") || described.replyTypes().isEmpty()) {
      return;
    }
    for (String range : accept.split(",", -1)) {
      if (!isRefused(range) && admits(baseType(range))) {
        return;
      }
    }
    throw Problem.of(HttpProblem.NOT_ACCEPTABLE)
        .with("supported", String.join(", ", described.replyTypes()))
        .toException();
  }

  private boolean admits(String range) {
    if (range.equals("*/*")) {
      return true;
    }
    String family = range.endsWith("/*") ? range.substring(0, range.length() - 1) : null;
    for (String ours : described.replyTypes()) {
      if (ours.equals(range) || (family != null && ours.startsWith(family))) {
        return true;
      }
    }
    return false;
  }

  /** True if a range has the weight 0: not this one. */
  private static boolean isRefused(String range) {
    return range.indexOf(';') >= 0 && WEIGHT_ZERO.matcher(range).find();
  }

  private static String baseType(String range) {
    int end = range.indexOf(';');
    return (end < 0 ? range : range.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  private List<Parameter> at(Place place) {
    return described.parameters().stream().filter(each -> each.place() == place).toList();
  }

  private static void check(Parameter parameter, String value) {
    if (value == null) {
      if (parameter.required()) {
        throw Problem.of(HttpProblem.PARAMETER_MISSING).field(parameter.name()).toException();
      }
      return;
    }
    if (parameter.integer()) {
      checkInteger(parameter, value);
      return;
    }
    if (value.isEmpty() || value.length() > parameter.lengthMax() || !Texts.isPlain(value)) {
      throw Call.invalidParameter(
          parameter.name(), "it is not a text of 1 to " + parameter.lengthMax() + " characters");
    }
    if (parameter.pattern() != null && !parameter.pattern().matcher(value).find()) {
      throw Call.invalidParameter(
          parameter.name(), "it does not have the form " + parameter.pattern());
    }
    if (!parameter.choices().isEmpty() && !parameter.choices().contains(value)) {
      throw Call.invalidParameter(
          parameter.name(), "it is none of " + String.join(", ", parameter.choices()));
    }
  }

  private static void checkInteger(Parameter parameter, String value) {
    try {
      long number = Long.parseLong(value);
      boolean plain = Long.toString(number).equals(value);
      if (plain && number >= parameter.min() && number <= parameter.max()) {
        return;
      }
    } catch (NumberFormatException noNumber) {
      // As one that is out of range.
    }
    throw Call.invalidParameter(
        parameter.name(),
        "it is not an integer from " + parameter.min() + " to " + parameter.max());
  }
}
