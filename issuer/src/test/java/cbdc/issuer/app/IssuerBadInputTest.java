package cbdc.issuer.app;

import static org.assertj.core.api.Assertions.assertThat;

import cbdc.issuer.core.FakeLedger;
import cbdc.issuer.core.Keys;
import cbdc.protocol.AccountNumber;
import cbdc.testkit.Row;
import cbdc.testkit.Tables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What people get wrong, and the one line that answers it. */
class IssuerBadInputTest {
  private static final String ACCOUNT = AccountNumber.format(AccountNumber.of(1, 1_000_001));

  @TempDir Path folder;
  private Workplace at;
  private CommandLineRun issuer;

  @BeforeEach
  void open() throws IOException {
    at = new Workplace(folder);
    issuer = at.issuer;
  }

  /** Bad input: what is typed, the exit code, and words of the one line that must answer it. */
  record BadRow(String name, int exitCode, String args, String expected) implements Row {}

  private static BadRow bad(int exitCode, String args, String expected) {
    return new BadRow(args, exitCode, args, expected);
  }

  @TestFactory
  Stream<DynamicTest> shouldAnswerBadInputWithOneLineAndChangeNothing() {
    String money = "draft issue --key @alice --bank 0001 --amount ";
    return Tables.tests(
        List.of(
            bad(2, money + "0", "'--amount': amount '0' must be at least 0.01"),
            bad(2, money + "0.001", "'--amount': amount '0.001' has more than two decimals"),
            bad(2, money + "-5", "'-5'"),
            bad(2, money + "ten", "amount 'ten' is not a plain decimal number such as 12.50"),
            bad(2, money + "92233720368547758.08", "is larger than 92233720368547758.07"),
            bad(
                2,
                "draft issue --key @alice --bank 0000 --amount 1",
                "bank 0 must be 1 to 9999: 0 is the central bank itself"),
            bad(
                2,
                "draft issue --key @alice --bank 12345 --amount 1",
                "'--bank': bank '12345' must be a code of up to four digits"),
            bad(2, "draft issue --key @alice --amount 1", "'--bank"),
            bad(
                2,
                "draft issue --bank 1 --amount 1",
                "--key is missing: name the key file of the one who makes the order"),
            bad(
                1,
                "draft issue --bank 1 --amount 1 --key none.p12",
                "key file none.p12 does not exist"),
            bad(
                3,
                "draft issue --bank 1 --amount 1 --key @stranger",
                "is not one of the issuer's keys on the ledger"),
            bad(
                2,
                money + "1 --valid-until 2026-13-01",
                "'--valid-until': '2026-13-01' is not a date such as 2026-12-31"),
            bad(
                2,
                money + "1 --valid-until 2026-11-01",
                "last valid day 2026-11-01 must be from today, 2026-11-22, to 2027-11-23"),
            bad(2, money + "1 --valid-days 367", "--valid-days 367 must be 0 to 366"),
            bad(
                2,
                "draft block --key @alice --account DC00000100000001000001",
                "has wrong check digits"),
            bad(2, "draft block --key @alice --account DC1", "must be DC and 20 digits"),
            bad(
                2,
                "draft block --key @alice --account "
                    + AccountNumber.format(AccountNumber.reserve(1)),
                "is the ledger's own: only wallets, merchants and vaults can be blocked"),
            bad(
                2,
                "draft block --key @alice --status closed --account " + ACCOUNT,
                "status 'closed' must be one of debit-blocked, credit-blocked, blocked"),
            bad(
                1,
                "draft set-policy --key @alice --preset ecny",
                "there are ecny-2021, ccb-trial-2020, unlimited; did you mean 'ecny-2021'?"),
            bad(
                1,
                "draft set-policy --key @alice --policy none.yaml",
                "policy file none.yaml does not exist"),
            bad(2, "draft set-policy --key @alice", "--preset"),
            bad(
                2,
                "draft set-bank --key @alice --bank 1 --quota 1 --bank-key rsa:00",
                "signature suite 'rsa' is not known"),
            bad(2, "draft set-bank --key @alice --bank 0 --quota 1", "quota of bank 0 must be 0"),
            bad(
                2,
                "draft sweep-suspense --key @alice --bank 1 --shard 7",
                "shard 7 must be 0 to 1"),
            bad(
                2,
                "draft sweep-suspense --key @alice --bank 1 --shard many",
                "'many' is not an int"),
            bad(
                2,
                "draft raise-rules-version --key @alice --version-number 1",
                "rules version 1 must be at least 2"),
            bad(2, "draft replace-node --key @alice", "removed and added node are both missing"),
            bad(
                2,
                "draft replace-node --key @alice --removed n1 --added n1",
                "a node comes back under a new id only"),
            bad(2, "draft isue --bank 1", "isue"),
            bad(2, "show 5", "order '5' must be bank, number and attempt such as 0001-00005-1"),
            bad(
                3,
                "show 0001-00077-1",
                "order 0001-00077-1 is not in the order book: 'issuer list' shows what is"),
            bad(
                3,
                "submit 0001-00001-1",
                "has 0 of the 2 approvals that it needs: have ecdsa-p256-sha256:"),
            bad(
                3,
                "approve 0001-00001-1 --yes --key @alice",
                "made order 0001-00001-1 and may not approve it too: another key must"),
            bad(3, "approve 0001-00001-1 --yes --key @stranger", "is not one of the issuer's keys"),
            bad(
                3,
                "approve 0001-00001-1 --key @bob",
                "not signed: the answer was not yes; nothing was changed"),
            bad(2, "approve 0001-00001-1 --key @bob --json", "--json cannot ask"),
            bad(
                2,
                "list --set issuer.nods=a:1",
                "command line: unknown key 'issuer.nods'; did you mean 'issuer.nodes'?"),
            bad(
                2,
                "draft issue --bank 1 --amount 1 --set issuer.order-folder=x",
                "unknown key 'issuer.order-folder'; did you mean 'issuer.orders-folder'?"),
            bad(
                2,
                "keys new --count 0 --out x --set issuer.kye-file=x",
                "unknown key 'issuer.kye-file'; did you mean 'issuer.key-file'?"),
            bad(
                2,
                "list --set issuer.cluster-id=x",
                "issuer.cluster-id: cluster id 'x' must be a UUID"),
            bad(
                3,
                "approve 0001-00001-1 --yes --key @bob --set issuer.cluster-id="
                    + Keys.OTHER_CLUSTER,
                "is for cluster " + Keys.CLUSTER),
            bad(2, "keys new --count 0 --out x", "--count 0 must be 1 to 16"),
            bad(
                2,
                "keys new --count 2 --threshold 3 --out x",
                "--threshold 3 must be 1 to 2, the number of keys"),
            bad(
                2,
                "keys new --suite rsa --out x",
                "expected one of ed25519, ecdsa-p256-sha256, sm2-sm3"),
            bad(
                2,
                "keys new --name ../x --out x",
                "--name '../x' must be letters, digits, dots, hyphens and underscores")),
        row -> {
          at.run("draft", "issue", "--bank", "0001", "--amount", "5.00", "--key", "@alice");
          List<String> before = at.files();
          assertThat(at.run(row.args().split(" ")))
              .as(issuer.out + issuer.err)
              .isEqualTo(row.exitCode());
          assertThat(issuer.err).contains(row.expected());
          assertThat(issuer.err.strip().lines()).hasSize(1);
          assertThat(at.files()).isEqualTo(before);
          assertThat(issuer.ledger.submitted).isEmpty();
        });
  }

  @Test
  void shouldSayWhichSettingIsMissing() {
    assertThat(issuer.run("list")).isEqualTo(2);
    assertThat(issuer.err)
        .startsWith(
            "issuer list: issuer.cluster-id is not set: set it in the file given by --config, as CBDC_ISSUER_CLUSTER_ID");
    issuer.environment.put("CBDC_ISSUER_CLUSTER_ID", Keys.CLUSTER.toString());
    assertThat(issuer.run("supply")).isEqualTo(2);
    assertThat(issuer.err)
        .isEqualTo(
            "issuer supply: --key is missing, and issuer.key-file is not set: the ledger answers nobody without a key\n");
  }

  @Test
  void shouldFailInOneLineWhenTheLedgerIsSilent() {
    issuer.ledger = null;
    assertThat(at.run("draft", "issue", "--bank", "1", "--amount", "1", "--key", "@alice"))
        .isEqualTo(1);
    assertThat(issuer.err)
        .isEqualTo(
            "issuer draft issue: no settlement node of cluster " + Keys.CLUSTER + " answered\n");
    issuer.ledger = new FakeLedger(Keys.CLUSTER, 2, 2, Keys.PUBLIC);
    issuer.ledger.registryFailures = 1;
    assertThat(at.run("draft", "issue", "--bank", "1", "--amount", "1", "--key", "@alice"))
        .isEqualTo(1);
    assertThat(issuer.err)
        .isEqualTo("issuer draft issue: the ledger did not answer: no connection\n");
  }
}
