package cbdc.simulator.contract;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.simulator.contract.Desk.Held;
import cbdc.simulator.contract.Desk.Party;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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

  @Test
  void shouldKeepADeclinedPaymentFromItsPayee() {
    Party poor = desk.wallet(4, 0);
    Wire.Reply declined = desk.send(Desk.payAsk(poor, world.merchant.account(), 5));
    String path = "/v1/payments/" + Desk.json(declined).path("payment").asText();
    World.awaitBooks(desk, path);

    assertThat(desk.done(Ask.get(path, poor.token())).path("code").asText())
        .isEqualTo("INSUFFICIENT_FUNDS");
    assertThat(codeOf(Ask.get(path, world.merchant.token()))).isEqualTo("PAYMENT_NOT_FOUND");
    assertThat(codeOf(Ask.get(path + "/timeline", world.merchant.token())))
        .isEqualTo("PAYMENT_NOT_FOUND");
  }

  @Test
  void shouldLetAMerchantHoldAndCashOutWhatItEarned() {
    Instant end = Instant.now().plusSeconds(3_600);
    String id =
        desk.done(Desk.holdAsk(world.merchant, world.payer.account(), 5, end)).path("id").asText();
    World.awaitBooks(desk, "/v1/holds/" + id);
    String shown =
        desk.done(Ask.get("/v1/holds/" + id, world.merchant.token())).path("expiresAt").asText();
    assertThat(Instant.parse(shown)).isEqualTo(end.truncatedTo(ChronoUnit.MILLIS));
    String account = world.merchant.account();
    desk.done(
        Ask.post("/v1/cash-outs", world.merchant.token())
            .key(Desk.newKey())
            .json(Desk.cash(account, 5)));
  }

  @Test
  void shouldTellTheBankWhichAccountsAreNotItsOwn() {
    for (String list : List.of("entries", "payments", "holds")) {
      assertThat(codeOf(listAsk(world.foreign, list))).isEqualTo("FOREIGN_ACCOUNT");
      assertThat(codeOf(listAsk(Refusals.NOBODY, list))).isEqualTo("ACCOUNT_NOT_FOUND");
      desk.done(listAsk(Refusals.VAULT, list));
    }
  }

  private Ask listAsk(String account, String list) {
    return Ask.get("/v1/accounts/" + account + "/" + list, desk.operator());
  }

  private String codeOf(Ask ask) {
    return Desk.json(desk.send(ask)).path("code").asText();
  }
}
