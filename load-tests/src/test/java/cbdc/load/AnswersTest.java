package cbdc.load;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.load.record.Outcome;
import cbdc.load.record.RequestKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswersTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PAYMENT  | 201 | {\"status\": \"settled\"}          | SETTLED  |",
        "HOLD     | 201 | {\"status\": \"open\"}             | SETTLED  |",
        "RELEASE  | 200 | {\"status\": \"released\"}         | SETTLED  |",
        "BALANCE  | 200 | {\"available\": 5}                 | SETTLED  |",
        "PAYMENT  | 201 | {\"status\": \"pending\"}          | UNKNOWN  | STRANGE_ANSWER",
        "PAYMENT  | 201 | no json                            | UNKNOWN  | STRANGE_ANSWER",
        "BALANCE  | 200 | {}                                 | FAILED   | STRANGE_ANSWER",
        "PAYMENT  | 202 | {\"status\": \"pending\"}          | UNKNOWN  | HTTP_202",
        "PAYMENT  | 0   |                                    | UNKNOWN  | NO_ANSWER",
        "PAYMENT  | 504 | {\"code\": \"TIMEOUT\"}            | UNKNOWN  | TIMEOUT",
        "PAYMENT  | 500 | <html>                             | UNKNOWN  | HTTP_500",
        "PAYMENT  | 422 | {\"code\": \"LIMIT_DAILY\"}        | DECLINED | LIMIT_DAILY",
        "PAYMENT  | 422 | {\"code\": \"ACCOUNT_UNKNOWN\"}    | FAILED   | ACCOUNT_UNKNOWN",
        "PAYMENT  | 503 | {\"code\": \"OVERLOADED\"}         | FAILED   | OVERLOADED",
        "PAYMENT  | 429 | {\"code\": \"RATE_LIMITED\"}       | FAILED   | RATE_LIMITED",
        "INVALID  | 400 | {\"code\": \"FIELD_INVALID\"}      | DECLINED | FIELD_INVALID",
        "INVALID  | 201 | {\"status\": \"settled\"}          | FAILED   | STRANGE_ANSWER",
      })
  void shouldReadAnAnswerAsTheContractMeansIt(
      RequestKind kind, int status, String body, Outcome outcome, String reason) {
    Answers.Meaning meaning = Answers.read(kind, status, body);

    assertThat(meaning).isEqualTo(new Answers.Meaning(outcome, reason == null ? "" : reason));
  }

  @Test
  void shouldGiveAFieldOrNothing() {
    assertThat(Answers.text("{\"captureToken\": \"t\"}", "captureToken")).isEqualTo("t");
    assertThat(Answers.text("{}", "captureToken")).isEmpty();
    assertThat(Answers.text(null, "captureToken")).isEmpty();
  }
}
