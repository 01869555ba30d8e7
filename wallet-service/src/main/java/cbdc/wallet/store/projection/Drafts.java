package cbdc.wallet.store.projection;

import cbdc.protocol.AccountKind;
import cbdc.protocol.AccountNumber;
import cbdc.protocol.CommandId;
import cbdc.wallet.core.EntryKind;
import cbdc.wallet.core.PaymentKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Everything that one transaction of the projection will write. */
final class Drafts {
  private final Map<Long, AccountDraft> accounts = new HashMap<>();
  private final Map<PaymentKey, HoldDraft> holds = new HashMap<>();
  private final Map<PaymentKey, PaymentDraft> payments = new LinkedHashMap<>();
  private final List<EntryDraft> entries = new ArrayList<>();
  private final List<ChangeDraft> changes = new ArrayList<>();
  private final List<CommandId> refused = new ArrayList<>();

  /** Takes an account as the database has it. */
  void load(AccountDraft account) {
    accounts.put(account.account, account);
  }

  /** Takes a hold as the database has it. */
  void load(HoldDraft hold) {
    holds.put(hold.key, hold);
  }

  /** A customer's new account. */
  void open(AccountDraft account) {
    if (accounts.putIfAbsent(account.account, account) != null) {
      throw new FeedContradiction("an account is opened twice");
    }
  }

  /** An account of the bank; the bank's own ones are there from their first use. */
  AccountDraft account(long account, long timeMillis) {
    AccountDraft found = accounts.get(account);
    if (found != null) {
      return found;
    }
    if (AccountNumber.isCustomer(account)) {
      throw new FeedContradiction("an account was never opened");
    }
    AccountKind kind = AccountNumber.isVault(account) ? AccountKind.VAULT : AccountKind.SUSPENSE;
    AccountDraft first = new AccountDraft(account, kind, 0, timeMillis);
    accounts.put(account, first);
    return first;
  }

  /** A new hold. */
  void place(HoldDraft hold) {
    if (holds.putIfAbsent(hold.key, hold) != null) {
      throw new FeedContradiction("a hold is placed twice");
    }
  }

  /** A hold that was placed before. */
  HoldDraft hold(PaymentKey key) {
    HoldDraft hold = holds.get(key);
    if (hold == null) {
      throw new FeedContradiction("a hold was never placed");
    }
    return hold;
  }

  /** What is told of a payment, so far perhaps nothing. */
  PaymentDraft payment(PaymentKey key) {
    return payments.computeIfAbsent(key, PaymentDraft::new);
  }

  /** Moves money of an account and writes the line for it. */
  void post(
      long account,
      EntryKind kind,
      PaymentKey payment,
      long counterAccount,
      long ofAvailable,
      long ofHeld,
      Place place) {
    AccountDraft draft = account(account, place.timeMillis());
    draft.move(ofAvailable, ofHeld);
    draft.entries++;
    entries.add(
        new EntryDraft(
            account,
            draft.entries,
            place,
            kind,
            payment.id(),
            payment.shard(),
            counterAccount,
            ofAvailable,
            draft.available,
            draft.held));
  }

  /** A command that opened or changed an account. */
  void change(ChangeDraft change) {
    changes.add(change);
  }

  /** A command that moved nothing and never will; it may have been one that opens an account. */
  void refuse(CommandId command) {
    refused.add(command);
  }

  Collection<AccountDraft> accounts() {
    return accounts.values();
  }

  Collection<HoldDraft> holds() {
    return holds.values();
  }

  Collection<PaymentDraft> payments() {
    return payments.values();
  }

  List<EntryDraft> entries() {
    return entries;
  }

  List<ChangeDraft> changes() {
    return changes;
  }

  List<CommandId> refused() {
    return refused;
  }
}
