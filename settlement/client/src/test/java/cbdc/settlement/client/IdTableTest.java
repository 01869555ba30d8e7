package cbdc.settlement.client;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.protocol.AccountNumber;
import cbdc.protocol.CommandId;
import cbdc.testkit.SeededRandom;
import cbdc.testkit.Seeds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IdTableTest {
  @Test
  void shouldHoldWhatAMapHolds() {
    Seeds.forEach(30, IdTableTest::run);
  }

  private static void run(long seed) {
    SeededRandom random = new SeededRandom(seed);
    IdTable table = new IdTable();
    Map<CommandId, OpenCommand> model = new HashMap<>();
    for (int step = 0; step < 20_000; step++) {
      // Few low halves, so that ids collide in the half that is hashed.
      CommandId id = CommandId.of(random.between(1, 40), 0, random.between(0, 60));
      OpenCommand known = model.get(id);
      assertThat(table.get(id)).isSameAs(known);
      if (random.chance(1, 2)) {
        OpenCommand command = OpenCommand.question(id, AccountNumber.vault(1));
        assertThat(table.putIfAbsent(command)).isSameAs(known);
        model.putIfAbsent(id, command);
      } else if (known != null) {
        table.remove(known);
        model.remove(id);
      }
      assertThat(table.size()).isEqualTo(model.size());
    }
    List<OpenCommand> shown = new ArrayList<>();
    table.forEach(shown::add);
    assertThat(shown).containsExactlyInAnyOrderElementsOf(model.values());
  }
}
