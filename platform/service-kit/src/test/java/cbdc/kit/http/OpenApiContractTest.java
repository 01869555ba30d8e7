package cbdc.kit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import cbdc.kit.http.OpenApiContract.Described;
import cbdc.kit.http.OpenApiContract.Parameter;
import cbdc.kit.http.OpenApiContract.Place;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenApiContractTest {

  @Test
  void shouldReadWhatAServerNeeds() {
    assertThat(NotesApi.CONTRACT.operations())
        .extracting(Described::method, Described::path, Described::id)
        .containsExactly(
            tuple("POST", "/v1/notes", "createNote"),
            tuple("GET", "/v1/notes/latest", "latestNote"),
            tuple("GET", "/v1/notes/{id}", "getNote"),
            tuple("DELETE", "/v1/notes/{id}", "deleteNote"),
            tuple("GET", "/v1/behaviour", "behave"));

    Described create = NotesApi.CONTRACT.operations().getFirst();
    assertThat(create.bodyRequired()).isTrue();
    assertThat(create.requestTypes()).containsExactly("application/json");
    assertThat(create.replyTypes()).containsExactly("application/json");
    assertThat(create.statuses()).containsExactly(201, 400);
    Parameter key = create.parameters().getFirst();
    assertThat(key.name()).isEqualTo("Idempotency-Key");
    assertThat(key.place()).isEqualTo(Place.HEADER);
    assertThat(key.required()).isTrue();
    assertThat(key.lengthMax()).isEqualTo(255);
  }

  /** A row: what is wrong with a contract, as a replacement in a good one, and what is said. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "openapi: 3.1.0           | openapi: 3.0.3           | the contract is not OpenAPI 3.1",
        "operationId: getNote     | operationId: createNote  | two operations createNote",
        "operationId: getNote     | summary: none            | names no operationId",
        "parameters/Key           | parameters/Kez           | #/components/parameters/Kez",
        "enum: [long, short]      | items: {}, type: array   | duplicate key",
        "type: string, enum       | type: array, enum        | parameter kind is no string",
        "in: query, schema: {type: boolean | in: cookie, schema: {type: boolean | unknown place",
        "200:                     | 2XX:                     | name each status",
      })
  void shouldRefuseAContractThatItCannotKeep(String part, String broken, String reason) {
    String yaml = NotesApi.CONTRACT.yaml();
    assertThat(yaml).contains(part);

    assertThatThrownBy(() -> OpenApiContract.parse(yaml.replace(part, broken)))
        .hasMessageContaining(reason);
  }

  @Test
  void shouldSayThatThereIsNoContract() {
    assertThatThrownBy(() -> OpenApiContract.load("cbdc/none.yaml"))
        .hasMessage("there is no contract cbdc/none.yaml");
  }
}
