package cbdc.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DeclineTest {
  private static final Path CONTRACT =
      Path.of("../wallet-service/src/main/resources/cbdc/wallet/api/openapi.yaml");

  /** What the operation {@code pay} may answer with status 422. */
  private static final Pattern DECLARED =
      Pattern.compile("operationId: pay\\n.*?x-problems:\\n.*?'422': \\[([^]]*)]", Pattern.DOTALL);

  @Test
  void shouldCountOnlyWhatTheContractDeclares() throws IOException {
    Matcher declared = DECLARED.matcher(Files.readString(CONTRACT));

    assertThat(declared.find()).as("the contract declares how a payment is refused").isTrue();
    assertThat(List.of(declared.group(1).split(", ")))
        .containsAll(Stream.of(Decline.values()).map(Decline::name).toList());
  }
}
