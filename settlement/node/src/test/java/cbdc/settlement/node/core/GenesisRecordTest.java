package cbdc.settlement.node.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class GenesisRecordTest {

  private static GenesisRecord sample() {
    return new GenesisRecord(
        new UUID(1, 2),
        Map.of("n2", new UUID(5, 6), "n1", new UUID(3, 4), "n3", new UUID(7, 8)),
        1,
        List.of(List.of("n2"), List.of("n1")),
        new byte[] {9, 10});
  }

  /**
   * The digest is compared between nodes of different builds: it changes only together with the
   * record's format.
   */
  @Test
  void shouldKeepItsBytes() {
    assertThat(sample().digest())
        .isEqualTo("77502f4bdd198b360185fbe9904a328876838feda48704cb9afd9eea23c06607");
    assertThat(GenesisRecord.decode(sample().encode())).contains(sample());
  }

  @Test
  void shouldReadNoDamagedBytes() {
    byte[] bytes = sample().encode();
    for (int length = 0; length < bytes.length; length++) {
      assertThat(GenesisRecord.decode(Arrays.copyOf(bytes, length)))
          .as("%d bytes", length)
          .isEmpty();
    }
    assertThat(GenesisRecord.decode(Arrays.copyOf(bytes, bytes.length + 1))).isEmpty();
    bytes[1]++;
    assertThat(GenesisRecord.decode(bytes)).as("another format").isEmpty();
  }

  @Test
  void shouldRefuseAShardWithoutItsMembers() {
    assertThatThrownBy(
            () ->
                new GenesisRecord(
                    new UUID(1, 2),
                    Map.of("n1", new UUID(3, 4)),
                    1,
                    List.of(List.of("n9")),
                    new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
