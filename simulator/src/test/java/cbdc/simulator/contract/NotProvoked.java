package cbdc.simulator.contract;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Answers that are declared because they may come, and that no test can have on demand. */
final class NotProvoked {
  /** By code, for all operations; or by operation and code. */
  private static final Map<String, String> REASONS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("INTERNAL_ERROR", "a fault nobody knows of"),
              Map.entry("LEDGER_FAULT", "a fault of the ledger that nobody knows of"),
              Map.entry("CANCELLED", "a batch would have to be lost on its way to the node"),
              Map.entry("STORAGE_LOW", "the node's disk would have to be nearly full"),
              Map.entry("OUTBOX_FULL", "a shard would have to be away while others are not"),
              Map.entry("CHANNEL_STOPPED", "two copies of a shard would have to differ"),
              Map.entry(
                  "AMOUNT_OVERFLOW", "more money than the issuer ever made would have to move"),
              Map.entry("TOO_MANY_HOLDS", "a shard would have to be full of holds"),
              Map.entry("TOO_MANY_ACCOUNTS", "a shard would have to be full of accounts"),
              Map.entry("ACCOUNT_EXISTS", "the same number would have to be drawn twice"),
              Map.entry("HOLD_EXPIRED", "the ledger removes a hold at its end, hardly later"),
              Map.entry("LIMIT_YEARLY", "the policy's day ends before its year"),
              Map.entry("cashIn ACCOUNT_UNKNOWN", "the bank would have to be without a vault"),
              Map.entry("getBank TIMEOUT", "it is answered from memory"),
              Map.entry(
                  "getBalance TIMEOUT", "the ledger's silence is answered as NO_LEADER first")));

  static {
    for (String command :
        List.of(
            "pay",
            "refundPayment",
            "placeHold",
            "captureHold",
            "releaseHold",
            "setStatus",
            "closeAccount",
            "openWallet",
            "changeClass",
            "openMerchant",
            "cashIn",
            "cashOut")) {
      REASONS.put(
          command + " NO_LEADER", "with its only node away the outcome is pending, not refused");
    }
  }

  private NotProvoked() {}

  /** Why an answer is not provoked; empty where it is. */
  static Optional<String> reason(String operation, String code) {
    String ofOne = REASONS.get(operation + " " + code);
    return Optional.ofNullable(ofOne == null ? REASONS.get(code) : ofOne);
  }

  /** Entries that fit nothing that is declared. */
  static List<String> unused(Collection<String> declared) {
    List<String> unused = new ArrayList<>();
    for (String entry : REASONS.keySet()) {
      if (declared.stream().noneMatch(each -> each.equals(entry) || each.endsWith(" " + entry))) {
        unused.add(entry);
      }
    }
    return unused;
  }
}
