package cbdc.simulator.contract;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.simulator.contract.Desk.Held;
import cbdc.simulator.contract.Desk.Party;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may see and do what, where the rule is about more than the kind of a token. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessIT {
  private TwoBanks banks;
  private World world;
  private Desk desk;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    banks = new TwoBanks(folder);
    world = banks.world();
    desk = banks.desk(TwoBanks.BANK);
  }

  @AfterAll
  void stop() {
    if (desk != null) {
      desk.close();
    }
    if (banks != null) {
      banks.close();
    }
  }

  @Test
  void shouldLetThePayeeAloneReleaseAHold() {
    for (Party payee : List.of(world.merchant, world.other)) {
      Held held = desk.held(world.payer, payee.account(), 3);
      Ask release = world.releaseAsk(held, payee);
      for (String token : List.of(world.payer.token(), held.token(), desk.operator())) {
        assertThat(codeOf(release.by(token))).isEqualTo("FORBIDDEN");
      }
      assertThat(desk.done(release).path("status").asText()).isEqualTo("released");
    }
  }

  private String codeOf(Ask ask) {
    return Desk.json(desk.send(ask)).path("code").asText();
  }
}
