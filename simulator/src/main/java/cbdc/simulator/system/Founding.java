package cbdc.simulator.system;

import cbdc.crypto.LocalSigningKey;
import cbdc.issuer.core.CommandIds;
import cbdc.issuer.core.Issuer;
import cbdc.issuer.core.LedgerKeys;
import cbdc.issuer.core.LedgerPort;
import cbdc.issuer.core.OrderDraft;
import cbdc.protocol.BankStatus;
import cbdc.protocol.Outcome;
import cbdc.protocol.PublicKey;
import cbdc.protocol.wire.ReadPayload.BankTotals;
import cbdc.protocol.wire.ReadPayload.Registry;
import cbdc.simulator.console.CommandFailure;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Gives the issuer's service its key, admits banks, credits their reserves and fills their vaults,
 * by signed orders. Looks first at what is there: done again, it does nothing, and what the central
 * bank has ordered since stays, but for a quota that a longer replay needs.
 */
public final class Founding {
  private static final long LIMIT_SECONDS = 60;

  private final LedgerPort ledger;
  private final SystemDirectory directory;

  /**
   * For a ledger.
   *
   * @param directory where the keys are
   */
  public Founding(LedgerPort ledger, SystemDirectory directory) {
    this.ledger = ledger;
    this.directory = directory;
  }

  /**
   * Does what is missing.
   *
   * @param vaults how much each bank's vault is to have been given in all, minor units, by bank
   * @throws CommandFailure when the ledger refuses an order, or knows a bank by other keys
   */
  public void run(Map<Integer, Long> vaults) throws InterruptedException {
    ExecutorService executor =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("founding").factory());
    try {
      Issuer issuer =
          new Issuer(
              ledger,
              directory.clusterId(),
              directory.issuerKeys(),
              CommandIds.of(Clock.systemUTC(), new SecureRandom()),
              Clock.systemUTC(),
              executor,
              Issuer.Terms.DEFAULT);
      Map<Integer, BankTotals> totals =
          await(ledger.supply(0)).supply().banks().stream()
              .collect(Collectors.toMap(BankTotals::bank, bank -> bank));
      admit(issuer, 0, 0, directory.serviceKey());
      for (Map.Entry<Integer, Long> vault : vaults.entrySet()) {
        int bank = vault.getKey();
        admit(issuer, bank, Math.max(1, vault.getValue()), directory.bankKey(bank));
        fill(issuer, bank, vault.getValue(), totals.get(bank));
      }
    } finally {
      executor.shutdownNow();
    }
  }

  private void admit(Issuer issuer, int bank, long quota, LocalSigningKey key)
      throws InterruptedException {
    PublicKey own = LedgerKeys.of(key.verifyingKey());
    Registry registry = await(ledger.registry(bank));
    if (registry.status() == null) {
      order(issuer, OrderDraft.setBank(bank, BankStatus.ACTIVE, quota, List.of(own)));
      return;
    }
    if (!registry.keys().contains(own)) {
      throw CommandFailure.failed(
          String.format(
              "the ledger knows bank %04d by other keys than the one in %s: put the bank's key there",
              bank, directory.path().resolve("keys")));
    }
    if (directory.purpose() != SystemPurpose.RUN && registry.quota() < quota) {
      order(issuer, OrderDraft.setBank(bank, registry.status(), quota, registry.keys()));
    }
  }

  private void fill(Issuer issuer, int bank, long vault, BankTotals has)
      throws InterruptedException {
    long toIssue = Math.max(0, vault - (has == null ? 0 : has.issued()));
    long toCredit = Math.max(0, toIssue - (has == null ? 0 : has.reserve()));
    if (toCredit > 0) {
      order(issuer, OrderDraft.creditReserve(bank, toCredit));
    }
    if (toIssue > 0) {
      order(issuer, OrderDraft.issue(bank, toIssue));
    }
  }

  private static void order(Issuer issuer, OrderDraft draft) throws InterruptedException {
    Outcome outcome = await(issuer.execute(draft));
    if (!(outcome instanceof Outcome.Settled)) {
      throw CommandFailure.refused("the ledger answered " + outcome + " to the " + draft);
    }
  }

  private static <T> T await(CompletionStage<T> stage) throws InterruptedException {
    try {
      return stage.toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException failed) {
      throw CommandFailure.failed("the ledger did not answer while the banks were founded", failed);
    }
  }
}
