package cbdc.simulator.contract;

import cbdc.simulator.contract.Refusals.Refused;
import cbdc.wallet.core.AccountRegistry;
import java.util.Collections;
import java.util.Map;

/** What is refused because of the evidence that is shown. */
final class EvidenceRefusals {
  private static final String PHONE = "{\"kind\":\"phone_number\",\"reference\":\"f\"}";
  private static final String DOCUMENT = "{\"kind\":\"identity_document\",\"reference\":\"f\"}";
  private static final int MOST_AT_ONCE = 10;

  private EvidenceRefusals() {}

  /** What is refused, by operation and code. */
  static Map<String, Refused> all(Desk desk) {
    return Map.of(
        "openWallet EVIDENCE_MISSING", () -> opening(desk, 1),
        "changeClass EVIDENCE_MISSING",
            () -> {
              String account = desk.done(opening(desk, 4)).path("account").asText();
              return change(desk, account, 1, PHONE);
            },
        "changeClass EVIDENCE_FULL", () -> oneTooMany(desk));
  }

  private static Ask opening(Desk desk, int classNumber) {
    return Ask.post("/v1/wallets", desk.operator())
        .key(Desk.newKey())
        .json("{\"holderReference\":\"h\"," + shown(classNumber, PHONE));
  }

  private static Ask change(Desk desk, String account, int classNumber, String evidence) {
    return World.classAsk(desk, account, classNumber).json("{" + shown(classNumber, evidence));
  }

  private static String shown(int classNumber, String evidence) {
    return "\"class\":" + classNumber + ",\"evidence\":[" + evidence + "]}";
  }

  private static Ask oneTooMany(Desk desk) {
    String account = desk.wallet(4, 0).account();
    String most = String.join(",", Collections.nCopies(MOST_AT_ONCE, DOCUMENT));
    for (int kept = 0; kept + MOST_AT_ONCE < AccountRegistry.EVIDENCE_MAX; kept += MOST_AT_ONCE) {
      desk.done(change(desk, account, 3, most));
    }
    return change(desk, account, 3, most);
  }
}
