package cbdc.kit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What {@link ApiServerTableTest} does not send over the wire: the other kinds of fields. */
class JsonBodyTest {
  private enum Colour {
    RED,
    GREEN
  }

  @Test
  void shouldReadEachKindOfField() {
    JsonBody body =
        parse(
            """
            {"flag": true, "colour": "GREEN", "texts": ["a", "b"], "number": -9223372036854775808,
             "objects": [{"n": 1}, {"n": 2}], "object": {"inner": {"n": 3}}}
            """);

    assertThat(body.flag("flag")).isTrue();
    assertThat(body.choice("colour", Colour.class)).isEqualTo(Colour.GREEN);
    assertThat(body.texts("texts", 2, 1)).containsExactly("a", "b");
    assertThat(body.integer("number", Long.MIN_VALUE, 0)).isEqualTo(Long.MIN_VALUE);
    assertThat(body.objects("objects", 2))
        .extracting(each -> each.integer("n", 1, 2))
        .containsExactly(1L, 2L);
    assertThat(body.object("object").object("inner").integer("n", 3, 3)).isEqualTo(3);
    body.end();
  }

  @Test
  void shouldKnowWhatIsNotThere() {
    JsonBody body = parse("{}");

    assertThat(body.has("flag")).isFalse();
    assertThat(body.optionalFlag("flag")).isEmpty();
    assertThat(body.optionalText("text", 1)).isEmpty();
    assertThat(body.optionalInteger("number", 0, 1)).isEqualTo(OptionalLong.empty());
    assertThat(body.optionalChoice("colour", Colour.class)).isEmpty();
    assertThat(body.optionalObject("object")).isEmpty();
    body.end();
  }

  @Test
  void shouldNameTheFieldThatIsWrong() {
    refuses("{\"flag\":\"true\"}", body -> body.flag("flag"), "flag", "neither true nor false");
    refuses("{\"flag\":1}", body -> body.optionalFlag("flag"), "flag", "neither true nor false");
    refuses("{\"c\":\"red\"}", body -> body.choice("c", Colour.class), "c", "none of RED, GREEN");
    refuses(
        "{\"c\":null}", body -> body.optionalChoice("c", Colour.class), "c", "leave the field out");
    refuses("{\"t\":\"a\"}", body -> body.texts("t", 1, 1), "t", "not a list");
    refuses("{\"t\":[\"a\",\"b\"]}", body -> body.texts("t", 1, 1), "t", "more than 1 items");
    refuses("{\"t\":[\"a\",2]}", body -> body.texts("t", 2, 1), "t[1]", "not a text");
    refuses("{\"o\":[{},[]]}", body -> body.objects("o", 2), "o[1]", "not an object");
    refuses(
        "{\"o\":{\"p\":[{\"n\":1},{\"n\":\"2\"}]}}",
        body -> body.object("o").objects("p", 9).forEach(each -> each.integer("n", 0, 9)),
        "o.p[1].n",
        "remove the quotes");
    refuses(
        "{\"a\":{\"b\":\"x\"}}",
        body -> {
          throw body.object("a").invalid("b", "no such b");
        },
        "a.b",
        "no such b");
  }

  @Test
  void shouldLookForUnknownFieldsInListsToo() {
    JsonBody body = parse("{\"o\":[{\"n\":1},{\"n\":2,\"m\":3}]}");
    body.objects("o", 2).forEach(each -> each.integer("n", 0, 9));

    assertThatThrownBy(body::end)
        .isInstanceOfSatisfying(
            ProblemException.class,
            refused -> {
              assertThat(refused.problem().code()).isEqualTo(HttpProblem.FIELD_UNKNOWN);
              assertThat(refused.problem().field()).contains("o[1].m");
            });
  }

  @Test
  void shouldSurviveANumberWithoutEndAndAnEndlessName() {
    refuses(
        "{\"n\":" + "9".repeat(50_000) + "}",
        body -> body.integer("n", 0, 9),
        "n",
        "not an integer");
    assertThatThrownBy(() -> parse("{\"" + "n".repeat(201) + "\":1}"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("a name is too long");
    assertThatThrownBy(() -> parse("[".repeat(50_000))).isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> parse("{\"a\":" + "[".repeat(50_000)))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("BODY_TOO_DEEP");
  }

  private static JsonBody parse(String document) {
    return JsonBody.parse(document.getBytes(StandardCharsets.UTF_8), 5);
  }

  private static void refuses(
      String document, Consumer<JsonBody> reading, String field, String words) {
    JsonBody body = parse(document);
    assertThatThrownBy(() -> reading.accept(body))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refused -> {
              assertThat(refused.problem().code()).isEqualTo(HttpProblem.FIELD_INVALID);
              assertThat(refused.problem().field()).contains(field);
            })
        .hasMessageContaining(words);
  }
}
