package cbdc.issuer.core;

import cbdc.protocol.Amount;
import cbdc.protocol.BankStatus;
import cbdc.protocol.LedgerGenesis;
import cbdc.protocol.Order;
import cbdc.protocol.wire.ReadPayload.BankTotals;
import cbdc.protocol.wire.ReadPayload.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the ledger would refuse if the order reached it now. Much can change until then, so these
 * are warnings; the ledger decides.
 */
final class EarlyWarnings {
  private EarlyWarnings() {}

  /**
   * One line for each thing that stands in the way.
   *
   * @param totals what shard 0 has of the order's bank, if it could be read
   */
  static List<String> of(Order order, Registry registry, Optional<BankTotals> totals) {
    List<String> warnings = new ArrayList<>();
    boolean admitted = registry.status() != null;
    String bank = "bank " + OrderWords.bankText(order.header().bank());
    switch (order) {
      case Order.CreditReserve o -> bankIsKnown(admitted, bank, warnings);
      case Order.Issue o -> {
        bankIsKnown(admitted, bank, warnings);
        totals.ifPresent(t -> issue(o.amount(), t, bank, warnings));
      }
      case Order.Redeem o -> {
        bankIsKnown(admitted, bank, warnings);
        totals.ifPresent(t -> redeem(o.amount(), t, bank, warnings));
      }
      case Order.SetOfficialStatus o -> bankIsKnown(admitted, bank, warnings);
      case Order.SweepSuspense o -> bankIsKnown(admitted, bank, warnings);
      case Order.SetBank o -> keysStay(o, admitted, bank, warnings);
      case Order.RaiseRulesVersion o -> {
        if (o.rulesVersion() != registry.rulesVersion() + 1) {
          warnings.add(
              "rules are at version "
                  + registry.rulesVersion()
                  + ": only version "
                  + (registry.rulesVersion() + 1)
                  + " can follow");
        }
      }
      case Order.SetPolicy o -> {
        // Nothing of the ledger's state can stand in its way.
      }
      case Order.SetIssuerKeys o -> {
        if (registry.issuerKeys().stream().noneMatch(o.keys()::contains)) {
          warnings.add(
              "none of the issuer's present keys stays: make sure that the new ones can be read and used");
        }
      }
      case Order.ReplaceNode o -> {
        // Which nodes exist is not the issuer's to know.
        if (registry.rulesVersion() < LedgerGenesis.RULES_WITH_NODE_CHANGES) {
          warnings.add(
              "by rules version "
                  + registry.rulesVersion()
                  + " no node acts on it: raise the rules to version "
                  + LedgerGenesis.RULES_WITH_NODE_CHANGES
                  + " first");
        }
      }
    }
    return warnings;
  }

  private static void bankIsKnown(boolean admitted, String bank, List<String> warnings) {
    if (!admitted) {
      warnings.add(bank + " is not admitted: a set-bank order must come first");
    }
  }

  private static void keysStay(
      Order.SetBank o, boolean admitted, String bank, List<String> warnings) {
    if (o.status() == BankStatus.ACTIVE && o.keys().isEmpty()) {
      warnings.add(
          bank
              + " is active but "
              + (admitted ? "loses all its keys" : "has no key")
              + ": it could send nothing");
    }
  }

  private static void issue(long amount, BankTotals totals, String bank, List<String> warnings) {
    long left = totals.quota() - (totals.issued() - totals.redeemed());
    if (amount > left) {
      warnings.add(
          "over quota: "
              + bank
              + " may have "
              + Amount.format(Math.max(0, left))
              + " more outstanding at most");
    }
    if (amount > totals.reserve()) {
      warnings.add(
          "over reserves: " + bank + " has " + Amount.format(totals.reserve()) + " in its reserve");
    }
  }

  private static void redeem(long amount, BankTotals totals, String bank, List<String> warnings) {
    if (amount > totals.vault()) {
      warnings.add(
          "over vault: " + bank + " has " + Amount.format(totals.vault()) + " in its vault");
    }
    long outstanding = totals.issued() - totals.redeemed();
    if (amount > outstanding) {
      warnings.add(
          "more than was issued through "
              + bank
              + " and is still out: "
              + Amount.format(outstanding));
    }
  }
}
