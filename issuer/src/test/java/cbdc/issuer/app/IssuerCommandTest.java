package cbdc.issuer.app;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.crypto.LocalSigningKey;
import cbdc.issuer.core.FakeLedger.Way;
import cbdc.issuer.core.Keys;
import cbdc.issuer.core.OrderDraft;
import cbdc.issuer.core.Readings;
import cbdc.issuer.store.KeyLists;
import cbdc.issuer.store.PolicyFiles;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.AccountStatus;
import cbdc.protocol.BankStatus;
import cbdc.protocol.Order;
import cbdc.protocol.Outcome;
import cbdc.protocol.RejectionCode;
import cbdc.protocol.wire.ReadPayload.ChannelTotals;
import cbdc.testkit.Row;
import cbdc.testkit.Tables;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Orders and the supply report on the command line. */
class IssuerCommandTest {
  private static final String ACCOUNT = AccountNumber.format(AccountNumber.of(1, 1_000_001));

  @TempDir Path folder;
  private Workplace at;
  private CommandLineRun issuer;

  @BeforeEach
  void open() throws IOException {
    at = new Workplace(folder);
    issuer = at.issuer;
  }

  private void draftAndApprove(String... draft) {
    List<String> args = new ArrayList<>(List.of("draft"));
    args.addAll(List.of(draft));
    args.addAll(List.of("--key", "@alice"));
    assertThat(at.run(args.toArray(String[]::new))).as(issuer.err).isZero();
    assertThat(at.run("approve", "0001-00001-1", "--key", "@bob", "--yes")).as(issuer.err).isZero();
    assertThat(at.run("approve", "0001-00001-1", "--key", "@carol", "--yes"))
        .as(issuer.err)
        .isZero();
  }

  @Test
  void shouldShowAnOrderInPlainWordsFromDraftToOutcome() {
    assertThat(at.run("draft", "issue", "--bank", "0001", "--amount", "5.00", "--key", "@alice"))
        .as(issuer.err)
        .isZero();
    assertThat(issuer.out)
        .isEqualTo(
            """
            order      0001-00001-1
            state      DRAFTED
            does       issue 5.00 to bank 0001
                         5.00 leaves the reserve of bank 0001.
                         The same amount of new currency appears in its vault.
            number     1 of bank 0001
            valid      until the end of 2026-11-29 (+08:00)
            cluster    6f1c0b7e-2f5d-4f6e-9d0a-5f0e2c9a7b31
            made       by ed25519:ALICE at 2026-11-22T10:00:00Z
            sha256     SHA
            Next: issuer approve 0001-00001-1 --key FILE, by 2 of the 3 issuer keys
            """
                .replace("ALICE", Keys.ALICE.keyId().toString())
                .replace("SHA", sha256()));
    assertThat(at.run("list")).isZero();
    assertThat(issuer.out)
        .isEqualTo("0001-00001-1  DRAFTED  2026-11-29  issue 5.00 to bank 0001\n");

    issuer.answers = "y\n";
    assertThat(at.run("approve", "0001-00001-1", "--key", "@bob")).as(issuer.err).isZero();
    assertThat(issuer.out)
        .contains("does       issue 5.00 to bank 0001\n")
        .endsWith("Sign this order? [y/N] Order 0001-00001-1 is now APPROVED 1 of 2.\n");
    assertThat(at.run("approve", "0001-00001-1", "--key", "@carol")).as(issuer.err).isZero();
    assertThat(issuer.out).endsWith("is now APPROVED 2 of 2. Next: issuer submit 0001-00001-1\n");

    assertThat(at.run("submit", "0001-00001-1")).as(issuer.err).isZero();
    assertThat(issuer.out)
        .contains("state      EXECUTED\n", "approved   by ecdsa-p256-sha256:" + Keys.BOB.keyId());
    assertThat(issuer.connectedWith.keyId()).isEqualTo(Keys.CAROL.keyId());
    assertThat(at.run("list")).isZero();
    assertThat(issuer.out).isEqualTo("No open orders; --all shows the others, too.\n");
    assertThat(at.run("list", "--all")).isZero();
    assertThat(issuer.out).startsWith("0001-00001-1  EXECUTED  2026-11-29  ");
  }

  private String sha256() {
    return issuer
        .out
        .lines()
        .filter(line -> line.startsWith("sha256"))
        .findFirst()
        .orElseThrow()
        .substring(11);
  }

  @Test
  void shouldPrintJsonForMachines() throws IOException {
    assertThat(
            at.run("draft", "issue", "--bank", "1", "--amount", "8", "--key", "@alice", "--json"))
        .isZero();
    JsonNode json = new ObjectMapper().readTree(issuer.out);
    assertThat(json.get("order").asText()).isEqualTo("0001-00001-1");
    assertThat(json.get("state").asText()).isEqualTo("DRAFTED");
    assertThat(json.get("kind").asText()).isEqualTo("issue");
    assertThat(json.get("number").asLong()).isEqualTo(1);
    assertThat(json.get("approvalsNeeded").asInt()).isEqualTo(2);
    assertThat(json.get("warnings"))
        .extracting(JsonNode::asText)
        .containsExactly(
            "over quota: bank 0001 may have 7.00 more outstanding at most",
            "over reserves: bank 0001 has 5.00 in its reserve");
    assertThat(at.run("list", "--json")).isZero();
    assertThat(new ObjectMapper().readTree(issuer.out).get("orders")).hasSize(1);
  }

  /** A draft on the command line and the order that it must make. */
  record DraftRow(String name, List<String> args, OrderDraft expected) implements Row {}

  @TestFactory
  Stream<DynamicTest> shouldDraftEveryKindOfOrder() {
    Path list = folder.resolve("keys.yaml");
    KeyLists.writeNew(list, 2, Keys.ISSUER.stream().map(LocalSigningKey::verifyingKey).toList());
    return Tables.tests(
        List.of(
            draftRow(
                OrderDraft.creditReserve(1, 500_000_000),
                "credit-reserve --bank 0001 --amount 5000000"),
            draftRow(OrderDraft.issue(9999, 1), "issue --bank 9999 --amount 0.01"),
            draftRow(OrderDraft.redeem(2, 1_250), "redeem --bank 2 --amount 12.5"),
            draftRow(
                OrderDraft.setOfficialStatus(AccountNumber.parse(ACCOUNT), AccountStatus.BLOCKED),
                "block --account " + ACCOUNT),
            draftRow(
                OrderDraft.setOfficialStatus(
                    AccountNumber.parse(ACCOUNT), AccountStatus.DEBIT_BLOCKED),
                "block --status debit-blocked --account " + ACCOUNT),
            draftRow(
                OrderDraft.setOfficialStatus(AccountNumber.parse(ACCOUNT), AccountStatus.ACTIVE),
                "unblock --account " + ACCOUNT),
            draftRow(
                OrderDraft.setPolicy(PolicyFiles.preset("ccb-trial-2020").policy()),
                "set-policy --preset ccb-trial-2020"),
            draftRow(
                OrderDraft.setBank(3, BankStatus.ACTIVE, 100_000, Keys.PUBLIC.subList(0, 1)),
                "set-bank --bank 0003 --quota 1000.00 --bank-key "
                    + Keys.ALICE.verifyingKey().text()),
            draftRow(
                OrderDraft.setBank(3, BankStatus.SUSPENDED, 0, Keys.PUBLIC),
                "set-bank --bank 0003 --quota 0 --status suspended --bank-keys " + list),
            draftRow(OrderDraft.setIssuerKeys(2, Keys.PUBLIC), "set-issuer-keys --keys " + list),
            draftRow(OrderDraft.sweepSuspense(1, 1), "sweep-suspense --bank 1 --shard 1"),
            draftRow(OrderDraft.raiseRulesVersion(2), "raise-rules-version --version-number 2"),
            draftRow(OrderDraft.replaceNode("n2", "n4"), "replace-node --removed n2 --added n4")),
        row -> {
          issuer.ledger.executed.clear();
          List<String> args = new ArrayList<>(List.of("draft"));
          args.addAll(row.args());
          args.addAll(List.of("--key", "@alice", "--json"));
          assertThat(at.run(args.toArray(String[]::new))).as(issuer.err).isZero();
          String id = new ObjectMapper().readTree(issuer.out).get("order").asText();
          at.run("approve", id, "--key", "@bob", "--yes");
          at.run("approve", id, "--key", "@carol", "--yes");
          assertThat(at.run("submit", id)).as(issuer.out + issuer.err).isZero();
          assertThat(issuer.ledger.executed).hasSize(1);
          Order made = issuer.ledger.executed.getFirst();
          assertThat(OrderDraft.like(made)).isEqualTo(row.expected());
        });
  }

  private static DraftRow draftRow(OrderDraft expected, String args) {
    return new DraftRow(args, List.of(args.split(" ")), expected);
  }

  @Test
  void shouldTellTheLedgersRefusalWithItsAmount() {
    draftAndApprove("issue", "--bank", "1", "--amount", "8");
    issuer.ledger.verdict = outcome -> new Outcome.Rejected(RejectionCode.ORDER_OVER_QUOTA, 700, 0);
    assertThat(at.run("submit", "0001-00001-1")).isEqualTo(3);
    assertThat(issuer.out)
        .contains(
            "state      REFUSED ORDER_OVER_QUOTA: the bank would have more outstanding than its quota (at most 7.00)\n");
  }

  @Test
  void shouldTellThatAnOutcomeIsNotKnownYet() {
    draftAndApprove("issue", "--bank", "1", "--amount", "5");
    issuer.ledger.ways.add(Way.ANSWER_LOST);
    assertThat(at.run("submit", "0001-00001-1")).isEqualTo(1);
    assertThat(issuer.out)
        .contains("state      SUBMITTED\n", "warning    outcome not known yet (DEADLINE_PASSED");
    assertThat(at.run("submit", "0001-00001-1")).isZero();
    assertThat(issuer.out).contains("state      EXECUTED\n");
    assertThat(issuer.ledger.executed).hasSize(1);
  }

  @Test
  void shouldReportTheSupply() throws IOException {
    assertThat(at.run("supply")).as(issuer.err).isZero();
    assertThat(issuer.out)
        .isEqualTo(
            """
            issued                               4.00
            redeemed                             1.00
            in circulation                       3.00
              held                               3.00
              in flight                          0.00
            reserves credited                    8.00

            bank                issued          outstanding                quota              reserve                vault
            0001                  4.00                 3.00                10.00                 5.00                 2.00

            shard        index        batch                 held                 sent             received  chain             adds up
            0               70           60                 2.00                 1.00                 0.00  a0a0a0a0a0a0a0a0  yes
            1               71           61                 1.00                 0.00                 1.00  a1a1a1a1a1a1a1a1  yes

            Every unit is accounted for, in each of the 2 shards and in all.
            """);
    issuer.ledger.supplies.put(
        1, Readings.shard(1, 0, 0, 0, 101, List.of(new ChannelTotals(0, 0, 100)), List.of()));
    assertThat(at.run("supply")).isEqualTo(3);
    assertThat(issuer.out)
        .endsWith(
            """
            The supply does not add up:
              shard 1 holds 1.01, has sent 0.00 and received 1.00: that is not the 0.00 that were created there
              all shards hold 3.01 and 0.00 is in flight, but 3.00 is in circulation
            """);
    assertThat(at.run("supply", "--json")).isEqualTo(3);
    JsonNode json = new ObjectMapper().readTree(issuer.out);
    assertThat(json.get("conservation").asText()).isEqualTo("broken");
    assertThat(json.get("faults")).hasSize(2);
    assertThat(json.get("shards").get(1).get("balanced").asBoolean()).isFalse();
    assertThat(json.get("shards").get(1).get("chainHash").asText()).isEqualTo("a1".repeat(32));
    assertThat(json.get("circulationMinor").asLong()).isEqualTo(300);
  }

  @Test
  void shouldWithdraw() {
    draftAndApprove("issue", "--bank", "1", "--amount", "5");
    assertThat(at.run("withdraw", "0001-00001-1")).isZero();
    assertThat(issuer.out)
        .contains("state      WITHDRAWN\n", "warning    it carries enough approvals");
    assertThat(at.run("submit", "0001-00001-1")).isEqualTo(3);
    assertThat(issuer.err)
        .contains("order 0001-00001-1 is WITHDRAWN: nothing more can be done with it this way");
  }
}
