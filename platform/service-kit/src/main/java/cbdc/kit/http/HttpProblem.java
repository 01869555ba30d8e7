package cbdc.kit.http;

/** What any HTTP interface refuses, whatever its business is. */
public enum HttpProblem implements ProblemCode {
  REQUEST_MALFORMED(400, "A request is valid HTTP/1.1.", "Repair the request line or the header."),
  BODY_NOT_JSON(
      400,
      "The body is one JSON object in UTF-8, without duplicate names.",
      "Send valid JSON; see detail for the place."),
  BODY_TOO_DEEP(
      400, "Objects and lists are nested no deeper than the limit.", "Send a flatter document."),
  BODY_UNEXPECTED(400, "This operation takes no body.", "Repeat the request without a body."),
  FIELD_UNKNOWN(
      400,
      "The body has only the fields of the contract.",
      "Remove the field, or correct its name."),
  FIELD_MISSING(400, "The body has all required fields.", "Add the field."),
  FIELD_INVALID(400, "Each field has the type and range of the contract.", "Correct the value."),
  PARAMETER_MISSING(
      400, "All required parameters and headers are present.", "Add the parameter or header."),
  PARAMETER_UNKNOWN(
      400,
      "The query has only the parameters of the contract, each once.",
      "Remove the parameter, or correct its name."),
  PARAMETER_INVALID(
      400, "Each parameter has the type and range of the contract.", "Correct the value."),
  UNAUTHENTICATED(
      401, "This operation needs a valid bearer token.", "Send Authorization: Bearer <token>."),
  FORBIDDEN(
      403, "The token must allow the operation.", "Use a token with the role or scope it needs."),
  NOT_FOUND(404, "The address exists.", "Check the path and the ids in it against /openapi.yaml."),
  METHOD_NOT_ALLOWED(
      405, "The address knows the method.", "Use a method that the Allow header names."),
  NOT_ACCEPTABLE(
      406, "The Accept header admits what the operation answers.", "Accept application/json."),
  BODY_TOO_SLOW(408, "The body arrives within the time limit.", "Repeat the request."),
  BODY_TOO_LARGE(413, "The body is no larger than the limit.", "Send less in one request."),
  URI_TOO_LONG(414, "The request line is no longer than the limit.", "Send a shorter address."),
  MEDIA_TYPE_UNSUPPORTED(
      415,
      "The Content-Type is one that the operation takes.",
      "Send Content-Type: application/json."),
  RATE_LIMITED(
      429, "Each caller stays below its rate.", "Repeat after the time in the Retry-After header."),
  HEADERS_TOO_LARGE(431, "The headers are no larger than the limit.", "Send fewer headers."),
  INTERNAL_ERROR(
      500,
      "The service answers every valid request.",
      "Repeat with the same Idempotency-Key; report the traceId if it happens again."),
  OVERLOADED(
      503,
      "The service takes no more requests at a time than it can finish.",
      "Repeat after the time in the Retry-After header."),
  STARTING(
      503,
      "The service takes requests once it has started.",
      "Repeat after the time in the Retry-After header."),
  STOPPING(
      503,
      "The service takes no new requests while it stops.",
      "Repeat after the time in the Retry-After header, on a new connection."),
  DATABASE_UNAVAILABLE(
      503,
      "This operation needs the service's database.",
      "Repeat after the time in the Retry-After header."),
  TIMEOUT(
      504,
      "Every request is answered within the time limit.",
      "The outcome is not known: repeat with the same Idempotency-Key, or ask for the status.");

  private final int status;
  private final String rule;
  private final String remedy;

  HttpProblem(int status, String rule, String remedy) {
    this.status = status;
    this.rule = rule;
    this.remedy = remedy;
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public String rule() {
    return rule;
  }

  @Override
  public String remedy() {
    return remedy;
  }
}
