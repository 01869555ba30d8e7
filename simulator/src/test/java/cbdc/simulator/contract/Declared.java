package cbdc.simulator.contract;

import cbdc.testkit.ContractCheck;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** What is true of every answer, whatever the operation. */
final class Declared {
  /** Codes that are about one field, parameter or header, and name it. */
  private static final Set<String> OF_FIELDS =
      Set.of(
          "FIELD_UNKNOWN",
          "FIELD_MISSING",
          "FIELD_INVALID",
          "PARAMETER_MISSING",
          "PARAMETER_UNKNOWN",
          "PARAMETER_INVALID",
          "ACCOUNT_NUMBER_INVALID",
          "IDEMPOTENCY_KEY_INVALID",
          "IDEMPOTENCY_KEY_REUSED",
          "TEXT_TOO_LONG",
          "END_TO_END_ID_RESERVED",
          "CURSOR_INVALID",
          "PAYMENT_NOT_FOUND",
          "HOLD_NOT_FOUND",
          "ACCOUNT_NOT_FOUND",
          "API_KEY_NOT_FOUND",
          "CURRENCY_UNKNOWN",
          "EVIDENCE_MISSING",
          "EVIDENCE_FULL",
          "FOREIGN_ACCOUNT",
          "REFUND_OVER_REST",
          "INSUFFICIENT_FUNDS",
          "LIMIT_SINGLE",
          "LIMIT_DAILY",
          "LIMIT_YEARLY",
          "CAPTURE_OVER_HOLD",
          "ACCOUNT_KIND_NOT_ALLOWED",
          "ACCOUNT_INVALID",
          "ACCOUNT_NOT_EMPTY",
          "ACCOUNT_UNKNOWN",
          "ACCOUNT_CLOSED",
          "ACCOUNT_BLOCKED",
          "OFFICIALLY_BLOCKED",
          "SAME_ACCOUNT",
          "PAYEE_UNKNOWN",
          "PAYEE_CLOSED",
          "PAYEE_BLOCKED",
          "PAYEE_BALANCE_LIMIT",
          "CLASS_UNKNOWN",
          "EXPIRY_INVALID",
          "HOLD_UNKNOWN",
          "HOLD_EXPIRED",
          "ID_IN_FUTURE",
          "ID_EXPIRED");

  /** Answers to what is no request to any operation. */
  private static final Set<String> OF_NO_OPERATION =
      Set.of(
          "400 REQUEST_MALFORMED",
          "404 NOT_FOUND",
          "405 METHOD_NOT_ALLOWED",
          "414 URI_TOO_LONG",
          "431 HEADERS_TOO_LARGE");

  private Declared() {}

  /**
   * Checks an answer to a request.
   *
   * @throws AssertionError saying what of it is not declared
   */
  static void check(ContractCheck contract, Ask ask, Wire.Reply reply) {
    if ("websocket".equals(ask.headers().get("Upgrade"))) {
      // The HTTP library refuses such a handshake itself, before anything of ours sees it.
      require(reply.status() >= 400 && reply.status() < 500, reply.status() + " to a WebSocket");
      return;
    }
    try {
      if (contract.operation(ask.method(), ask.pathAlone()).isPresent()) {
        contract.check(
            ask.method(),
            ask.pathAlone(),
            new ContractCheck.Answer(
                reply.status(),
                reply::header,
                reply.header("Content-Type").orElse(""),
                reply.body()));
        checkForm(reply);
      } else {
        checkNoOperation(reply);
      }
    } catch (AssertionError wrong) {
      throw new AssertionError(wrong.getMessage() + " to " + ask, wrong);
    }
  }

  /** An answer to what is no request to any operation. */
  static void checkNoOperation(Wire.Reply reply) {
    checkForm(reply);
    String what = reply.status() + " " + Desk.json(reply).path("code").asText();
    require(OF_NO_OPERATION.contains(what), what + " where there is no operation");
    require(
        reply.status() != 405 || reply.header("Allow").isPresent(), "405 without the header Allow");
  }

  private static void checkForm(Wire.Reply reply) {
    String traceId = reply.header("Trace-Id").orElse("");
    require(traceId.matches("[0-9a-f]{32}"), "the header Trace-Id is '" + traceId + "'");
    if (reply.status() < 400) {
      return;
    }
    JsonNode problem = Desk.json(reply);
    String code = problem.path("code").asText();
    require(!code.isEmpty(), "no code in " + problem);
    require(problem.path("type").asText().equals("/problems/" + code), "type of " + problem);
    require(!problem.path("rule").asText().isEmpty(), "no rule in " + problem);
    require(!problem.path("remedy").asText().isEmpty(), "no remedy in " + problem);
    require(problem.path("traceId").asText().equals(traceId), "another traceId in " + problem);
    require(!OF_FIELDS.contains(code) || problem.has("field"), "no field in " + problem);
    boolean passes = reply.status() == 429 || reply.status() == 503;
    require(!passes || reply.header("Retry-After").isPresent(), "no Retry-After with " + problem);
    require(
        reply.status() != 401 || reply.header("WWW-Authenticate").isPresent(),
        "no WWW-Authenticate with " + problem);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
