package cbdc.simulator.replay;

import cbdc.crypto.SigningKey;
import cbdc.issuer.core.Issuer;
import cbdc.issuer.core.LedgerKeys;
import cbdc.issuer.core.OrderDraft;
import cbdc.protocol.BankStatus;
import cbdc.protocol.Outcome;
import cbdc.protocol.PublicKey;
import cbdc.protocol.wire.ReadPayload.BankTotals;
import cbdc.protocol.wire.ReadPayload.Registry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * Admits banks, credits their reserves and issues what their vaults need, by signed orders. Looks
 * first at what is there: done again, it does nothing; with more rows, it does the rest.
 */
final class Funding {
  private final ReplayLedger ledger;
  private final Issuer issuer;
  private final IntFunction<? extends SigningKey> keyOfBank;

  Funding(ReplayLedger ledger, Issuer issuer, IntFunction<? extends SigningKey> keyOfBank) {
    this.ledger = ledger;
    this.issuer = issuer;
    this.keyOfBank = keyOfBank;
  }

  /** Gives every bank of the plan what it needs; fails when an order is refused. */
  CompletableFuture<Void> run(ReplayPlan plan) {
    return ledger
        .issuer()
        .supply(0)
        .toCompletableFuture()
        .thenCompose(
            supply -> {
              Map<Integer, BankTotals> totals =
                  supply.supply().banks().stream()
                      .collect(Collectors.toMap(BankTotals::bank, bank -> bank));
              CompletableFuture<?>[] banks =
                  plan.bankLetters().keySet().stream()
                      .map(bank -> prepare(bank, plan.vaultNeed(bank), totals.get(bank)))
                      .toArray(CompletableFuture[]::new);
              return CompletableFuture.allOf(banks);
            });
  }

  private CompletableFuture<Void> prepare(int bank, long need, BankTotals has) {
    long issued = has == null ? 0 : has.issued();
    long reserve = has == null ? 0 : has.reserve();
    long toIssue = Math.max(0, need - issued);
    long toCredit = Math.max(0, toIssue - reserve);
    return ledger
        .issuer()
        .registry(bank)
        .toCompletableFuture()
        .thenCompose(registry -> admit(bank, need, registry))
        .thenCompose(
            done -> toCredit == 0 ? nothing() : order(OrderDraft.creditReserve(bank, toCredit)))
        .thenCompose(done -> toIssue == 0 ? nothing() : order(OrderDraft.issue(bank, toIssue)));
  }

  private CompletionStage<Void> admit(int bank, long need, Registry registry) {
    List<PublicKey> keys = List.of(LedgerKeys.of(keyOfBank.apply(bank).verifyingKey()));
    boolean isReady =
        registry.status() == BankStatus.ACTIVE
            && registry.quota() >= need
            && registry.keys().equals(keys);
    return isReady
        ? nothing()
        : order(OrderDraft.setBank(bank, BankStatus.ACTIVE, Math.max(need, 1), keys));
  }

  private CompletionStage<Void> order(OrderDraft draft) {
    return issuer
        .execute(draft)
        .thenAccept(
            outcome -> {
              if (!(outcome instanceof Outcome.Settled)) {
                throw new IllegalStateException(
                    "the ledger answered " + outcome + " to the " + draft);
              }
            });
  }

  private static CompletionStage<Void> nothing() {
    return CompletableFuture.completedFuture(null);
  }
}
